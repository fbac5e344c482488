package io.midge.jetstream.config;

/** What was asked for is refused. */
@SuppressWarnings("serial")
public class JsException extends Exception {
    private final transient ApiError error;

    public JsException(ApiError error) {
        super(error.description(), null, false, false);
        this.error = error;
    }

    public JsException(JsError error) {
        this(error.error());
    }

    /** As it is answered. */
    public ApiError error() {
        return error;
    }
}
