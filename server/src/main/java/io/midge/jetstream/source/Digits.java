package io.midge.jetstream.source;

/** Numbers in digits, as they stand in subjects and headers. */
final class Digits {
    private static final long LAST_TENTH = Long.MAX_VALUE / 10;

    private Digits() {}

    /** A number of 63 bits without a sign; -1 for anything else. */
    static long read(byte[] text, int from, int to) {
        if (from >= to) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || number > LAST_TENTH) {
                return -1;
            }
            number = 10 * number + digit;
            if (number < 0) {
                return -1;
            }
        }
        return number;
    }
}
