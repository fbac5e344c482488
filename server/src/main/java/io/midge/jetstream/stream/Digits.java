package io.midge.jetstream.stream;

/** Decimal numbers as headers have them. */
final class Digits {
    /** What is no number, and no sequence either. */
    static final long NONE = -1;

    private static final int MOST = 18;

    private Digits() {}

    /** Digits only, from one to eighteen of them once zeros in front are gone; else {@link #NONE}. */
    static long parse(byte[] buf, int off, int length) {
        int end = off + length;
        int at = off;
        while (at < end - 1 && buf[at] == '0') {
            at++;
        }
        if (length == 0 || end - at > MOST) {
            return NONE;
        }
        long value = 0;
        while (at < end) {
            int digit = buf[at++] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
