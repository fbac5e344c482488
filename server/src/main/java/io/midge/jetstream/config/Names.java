package io.midge.jetstream.config;

/** Checks what a stream is called, and what is said about it. */
final class Names {
    private Names() {}

    static void check(StreamConfig config) throws JsException {
        if (!Texts.isName(config.name())) {
            throw StreamCheck.invalid("stream name is required and can not contain '.', '*', '>', '\\', '/'");
        }
        if (Texts.size(config.name()) > Texts.MAX_NAME) {
            throw StreamCheck.invalid("stream name is too long, maximum allowed is " + Texts.MAX_NAME);
        }
        if (Texts.size(config.description()) > Texts.MAX_DESCRIPTION) {
            throw StreamCheck.invalid("stream description is too long, maximum allowed is " + Texts.MAX_DESCRIPTION);
        }
        if (Texts.size(config.metadata()) > Texts.MAX_METADATA) {
            throw StreamCheck.invalid("stream metadata exceeds maximum size of " + Texts.MAX_METADATA + " bytes");
        }
    }
}
