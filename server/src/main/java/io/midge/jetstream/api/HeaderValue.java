package io.midge.jetstream.api;

import io.midge.conf.ByteText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the value of one header in a block of them. */
final class HeaderValue {
    private HeaderValue() {}

    /** The first value of a header whose name is spelled like this, without blanks before and behind; empty if there is none. */
    static String of(byte[] block, String name) {
        byte[] key = ("\n" + name + ":").getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + key.length <= block.length; at++) {
            if (block[at] == '\n' && Arrays.equals(block, at, at + key.length, key, 0, key.length)) {
                int from = at + key.length;
                int end = from;
                while (end < block.length && block[end] != '\r' && block[end] != '\n') {
                    end++;
                }
                return ByteText.of(Arrays.copyOfRange(block, from, end)).strip();
            }
        }
        return "";
    }
}
