package io.midge.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 one code point at a time, with Go's idea of damage: each byte that begins no valid sequence is one replacement
 * character. (The JDK's decoder replaces a whole truncated sequence by one.)
 */
public final class Utf8 {
    /** Stands for what is no text. */
    public static final char REPLACEMENT = '\ufffd';

    /** Plus a byte, stands for a byte that is no UTF-8. */
    public static final int RAW = 0xdc00;

    private Utf8() {}

    /** The length of the valid sequence that begins here, 0 if none does. */
    public static int length(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || end - at < length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The code point of the valid sequence of this length that begins here. */
    public static int codePoint(byte[] bytes, int at, int length) {
        int first = bytes[at] & 0xff;
        return switch (length) {
            case 1 -> first;
            case 2 -> (first & 0x1f) << 6 | tail(bytes, at + 1);
            case 3 -> (first & 0x0f) << 12 | tail(bytes, at + 1) << 6 | tail(bytes, at + 2);
            default ->
                (first & 0x07) << 18 | tail(bytes, at + 1) << 12 | tail(bytes, at + 2) << 6 | tail(bytes, at + 3);
        };
    }

    /** The bytes that a string stands for, where a lone surrogate from U+DC80 on is the byte that is its lower half. */
    public static byte[] bytes(String text) {
        byte[] out = new byte[text.length() * 3];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            if (c >= RAW + 0x80 && c <= RAW + 0xff) {
                out[size++] = (byte) c;
            } else {
                byte[] utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, out, size, utf8.length);
                size += utf8.length;
                i += Character.charCount(c) - 1;
            }
        }
        return Arrays.copyOf(out, size);
    }

    private static int tail(byte[] bytes, int at) {
        return bytes[at] & 0x3f;
    }
}
