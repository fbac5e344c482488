package io.midge.jetstream.config;

import java.nio.charset.StandardCharsets;

/** Bytes as text, and back. */
final class Utf8Text {
    private Utf8Text() {}

    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
