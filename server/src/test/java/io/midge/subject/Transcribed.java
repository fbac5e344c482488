package io.midge.subject;

import io.midge.json.Utf8;
import java.io.ByteArrayOutputStream;

/** Bytes as tables of nats-server's answers spell them: what is no printable ASCII, and backslashes, as {@code \xNN}. */
public final class Transcribed {
    private Transcribed() {}

    public static String of(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            boolean plain = b >= 0x20 && b <= 0x7e && b != '\\';
            out.append(plain ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
        }
        return out.toString();
    }

    public static byte[] bytes(String spelled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < spelled.length(); i++) {
            if (spelled.charAt(i) == '\\') {
                out.write(Integer.parseInt(spelled, i + 2, i + 4, 16));
                i += 3;
            } else {
                out.write(spelled.charAt(i));
            }
        }
        return out.toByteArray();
    }

    /** As a configuration has it: bytes that are no UTF-8 are lone surrogates. */
    public static String text(String spelled) {
        return text(bytes(spelled));
    }

    static String text(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length; ) {
            int size = Utf8.length(bytes, i, bytes.length);
            if (size == 0) {
                out.append((char) (Utf8.RAW | (bytes[i++] & 0xff)));
            } else {
                out.appendCodePoint(Utf8.codePoint(bytes, i, size));
                i += size;
            }
        }
        return out.toString();
    }
}
