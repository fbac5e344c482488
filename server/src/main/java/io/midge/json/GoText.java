package io.midge.json;

import java.util.Locale;

/** Texts as Go puts them in quotes: what {@code %q} prints. */
public final class GoText {
    private GoText() {}

    /** A text in quotes. */
    public static String quoted(String text) {
        return quoted(Utf8.bytes(text));
    }

    /** Bytes in quotes; one that is no UTF-8 is shown as its number. */
    public static String quoted(byte[] text) {
        StringBuilder out = new StringBuilder(text.length + 2).append('"');
        int i = 0;
        while (i < text.length) {
            int size = Utf8.length(text, i, text.length);
            if (size == 0) {
                out.append(String.format(Locale.ROOT, "\\x%02x", text[i] & 0xff));
                i++;
            } else {
                append(out, Utf8.codePoint(text, i, size));
                i += size;
            }
        }
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 11 -> out.append("\\v");
            default -> {
                if (isPrinted(c)) {
                    out.appendCodePoint(c);
                } else if (c < ' ' || c == 0x7f) {
                    out.append(String.format(Locale.ROOT, "\\x%02x", c));
                } else {
                    out.append(String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
                }
            }
        }
    }

    private static boolean isPrinted(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
