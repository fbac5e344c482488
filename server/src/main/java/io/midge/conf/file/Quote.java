package io.midge.conf.file;

import io.midge.proto.Quoted;
import java.nio.charset.StandardCharsets;

/** Text in double quotes, with escapes for what cannot be printed. */
final class Quote {
    private Quote() {}

    static String of(String text) {
        return Quoted.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that may be a URL as it may be shown: without what stands before an at sign. */
    static String url(String text) {
        int at = text.lastIndexOf('@');
        int scheme = text.indexOf("://");
        return at < 0
                ? text
                : (scheme >= 0 && scheme < at ? text.substring(0, scheme + 3) : "") + "[REDACTED]" + text.substring(at);
    }

    /** Any text as it may be shown: not at all if a password may stand in it. */
    static String shown(String text) {
        return text.indexOf('@') >= 0 || text.contains("://")
                ? url(text)
                : text.indexOf(':') >= 0 ? "[REDACTED]" : text;
    }
}
