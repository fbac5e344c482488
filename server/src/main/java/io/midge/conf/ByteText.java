package io.midge.conf;

import io.midge.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Bytes as strings without loss. nats-server's strings are bytes, of which a configuration may hold any ({@code \xff}).
 * Here a byte that is no UTF-8 is the lone surrogate U+DC00 + byte, which no UTF-8 stands for; {@code io.midge.json}
 * writes it as Go does, as {@code \}{@code ufffd}.
 */
public final class ByteText {
    private ByteText() {}

    static String of(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return decode(bytes, from, to);
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static String decode(byte[] bytes, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int size = Utf8.length(bytes, i, to);
            if (size == 0) {
                out.append((char) (Utf8.RAW | (bytes[i++] & 0xff)));
            } else {
                out.appendCodePoint(Utf8.codePoint(bytes, i, size));
                i += size;
            }
        }
        return out.toString();
    }

    /** The string that stands for these bytes. */
    public static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** The bytes that a string stands for. */
    public static byte[] bytes(String text) {
        return Utf8.bytes(text);
    }

    /** Go's order of strings: that of their bytes. */
    static final class Order implements Comparator<String> {
        @Override
        public int compare(String one, String other) {
            int both = Math.min(one.length(), other.length());
            for (int i = 0; i < both; i++) {
                char a = one.charAt(i);
                char b = other.charAt(i);
                if (a != b) {
                    return a < 0x80 || b < 0x80
                            ? Character.compare(a, b)
                            : Arrays.compareUnsigned(bytes(one), bytes(other));
                }
            }
            return Integer.compare(one.length(), other.length());
        }
    }
}
