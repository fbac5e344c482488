package io.midge.log;

/**
 * Keeps one event on one line: what a terminal or a line reader would act on is written as an escape. Names and
 * protocol lines come from peers, and a newline in one of them must not forge a log line.
 */
final class LineEscape {
    private static final String HEX = "0123456789abcdef";

    private LineEscape() {}

    /** The text itself if nothing in it needs an escape. */
    static String escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (acts(text.charAt(i))) {
                return rewrite(text, i);
            }
        }
        return text;
    }

    private static boolean acts(char c) {
        return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == '\u2028' || c == '\u2029';
    }

    private static String rewrite(String text, int first) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!acts(c)) {
                out.append(c);
                continue;
            }
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    out.append(c > 0xff ? "\\u20" : "\\x");
                    out.append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
                }
            }
        }
        return out.toString();
    }
}
