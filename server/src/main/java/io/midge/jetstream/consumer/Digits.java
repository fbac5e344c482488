package io.midge.jetstream.consumer;

/** Numbers as decimal digits in bytes, without garbage. */
final class Digits {
    /** The most that one takes. */
    static final int MOST = 20;

    private Digits() {}

    /** Writes a number that is not negative; where it ends. */
    static int put(long value, byte[] into, int at) {
        int end = at + 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            end++;
        }
        long rest = value;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    /** Reads a number that is all of these bytes; -1: it is none, or too large. */
    static long read(byte[] from, int off, int end) {
        if (off >= end || end - off >= MOST) {
            return -1;
        }
        long value = 0;
        for (int i = off; i < end; i++) {
            int digit = from[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return Math.max(-1, value);
    }
}
