package io.midge.proto;

import java.nio.charset.StandardCharsets;

/** Text in double quotes with escapes, the way that nats-server's errors and trace lines print what peers sent. */
public final class Quoted {
    private static final String HEX = "0123456789abcdef";

    private Quoted() {}

    /** The bytes as quoted text; what is not UTF-8 or not printable is escaped. */
    public static String of(byte[] b, int off, int len) {
        StringBuilder text = new StringBuilder(len + 2).append('"');
        int end = off + len;
        int i = off;
        while (i < end) {
            int n = sequence(b, i, end);
            if (n == 0) {
                hex(text, b[i] & 0xff);
                i++;
                continue;
            }
            int c = new String(b, i, n, StandardCharsets.UTF_8).codePointAt(0);
            append(text, c);
            i += n;
        }
        return text.append('"').toString();
    }

    /** All of an array. */
    public static String of(byte[] b) {
        return of(b, 0, b.length);
    }

    private static void append(StringBuilder text, int c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case 7 -> text.append("\\a");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case 11 -> text.append("\\v");
            default -> other(text, c);
        }
    }

    private static void other(StringBuilder text, int c) {
        if (c < 0x20 || c == 0x7f) {
            hex(text, c);
        } else if (c < 0x7f || printable(c)) {
            text.appendCodePoint(c);
        } else {
            text.append(c > 0xffff ? "\\U" : "\\u");
            for (int shift = c > 0xffff ? 28 : 12; shift >= 0; shift -= 4) {
                text.append(HEX.charAt((c >>> shift) & 15));
            }
        }
    }

    // Letters, marks, numbers, punctuation and symbols; of all blanks only the plain one.
    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void hex(StringBuilder text, int c) {
        text.append("\\x").append(HEX.charAt(c >>> 4)).append(HEX.charAt(c & 15));
    }

    // Length of the valid UTF-8 sequence here, 0 when there is none.
    private static int sequence(byte[] b, int i, int end) {
        int c = b[i] & 0xff;
        if (c < 0x80) {
            return 1;
        }
        int n = c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
        if (n == 0 || i + n > end) {
            return 0;
        }
        for (int k = 1; k < n; k++) {
            if ((b[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = b[i + 1] & 0xff;
        boolean wrong = (c == 0xe0 && second < 0xa0)
                || (c == 0xed && second > 0x9f)
                || (c == 0xf0 && second < 0x90)
                || (c == 0xf4 && second > 0x8f);
        return wrong ? 0 : n;
    }
}
