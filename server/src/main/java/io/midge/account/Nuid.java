package io.midge.account;

import java.util.random.RandomGenerator;

/** Makes ids as NATS does: 22 letters and digits, of which the first 12 are the same for very long. Any thread. */
public final class Nuid {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int PREFIX = 12;
    private static final int LENGTH = 22;
    private static final long LIMIT = 839_299_365_868_340_224L; // 62 to the tenth
    private static final int LEAST_STEP = 33;
    private static final int MOST_STEP = 333;

    private final RandomGenerator random;
    private final char[] id = new char[LENGTH];
    private long number;
    private long step;

    public Nuid(RandomGenerator random) {
        this.random = random;
        begin();
    }

    private void begin() {
        for (int i = 0; i < PREFIX; i++) {
            id[i] = DIGITS.charAt(random.nextInt(DIGITS.length()));
        }
        number = random.nextLong(LIMIT);
        step = random.nextInt(LEAST_STEP, MOST_STEP);
    }

    /** An id that was not there before. */
    public synchronized String next() {
        number += step;
        if (number >= LIMIT) {
            begin();
        }
        long rest = number;
        for (int i = LENGTH - 1; i >= PREFIX; i--) {
            id[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(id);
    }
}
