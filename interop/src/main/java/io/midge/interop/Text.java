package io.midge.interop;

import java.nio.charset.StandardCharsets;

/**
 * The escapes of the transcripts: {@code \r \n \t \0 \\ \xHH}, and {@code \(TEXT*N)} for N times TEXT. Other characters
 * stand for their UTF-8 bytes.
 */
public final class Text {
    private static final int SHOWN = 400;

    private Text() {}

    public static String unescape(String text) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        StringBuilder out = new StringBuilder(bytes.length());
        int i = 0;
        while (i < bytes.length()) {
            char c = bytes.charAt(i);
            if (c != '\\') {
                out.append(c);
                i++;
                continue;
            }
            i = escape(bytes, i + 1, out);
        }
        return out.toString();
    }

    private static int escape(String bytes, int at, StringBuilder out) {
        switch (bytes.charAt(at)) {
            case 'r' -> out.append('\r');
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case '0' -> out.append('\0');
            case '\\' -> out.append('\\');
            case 'x' -> {
                out.append((char) Integer.parseInt(bytes.substring(at + 1, at + 3), 16));
                return at + 3;
            }
            case '(' -> {
                int end = bytes.indexOf(')', at);
                int star = bytes.lastIndexOf('*', end);
                int times = Integer.parseInt(bytes.substring(star + 1, end));
                out.append(unescape(bytes.substring(at + 1, star)).repeat(times));
                return end + 1;
            }
            default -> throw new IllegalArgumentException("unknown escape in: " + bytes);
        }
        return at + 1;
    }

    /** The bytes as one readable line, shortened. */
    public static String show(String bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            if (out.length() > SHOWN) {
                return out + "… (" + bytes.length() + " bytes)";
            }
            showOne(bytes.charAt(i), out);
        }
        return out.toString();
    }

    private static void showOne(char c, StringBuilder out) {
        switch (c) {
            case '\r' -> out.append("\\r");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
                if (c < ' ' || c > '~') {
                    out.append(String.format("\\x%02x", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
