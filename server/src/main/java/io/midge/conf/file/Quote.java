package io.midge.conf.file;

import io.midge.proto.Quoted;
import java.nio.charset.StandardCharsets;

/** Text in double quotes, with escapes for what cannot be printed. */
final class Quote {
    private Quote() {}

    static String of(String text) {
        return Quoted.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
