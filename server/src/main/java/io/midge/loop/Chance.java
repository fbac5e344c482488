package io.midge.loop;

import java.util.function.IntUnaryOperator;

/**
 * A small fast source of chance for picks that need to be fair, not secret (xorshift64*). One per loop: not safe for
 * several threads.
 */
@Confined("I/O loop")
public final class Chance implements IntUnaryOperator {
    private long state;

    public Chance(long seed) {
        state = seed == 0 ? 0x9E3779B97F4A7C15L : seed;
    }

    /** A number from 0 to {@code bound} - 1, each equally likely; {@code bound} is positive. */
    public int below(int bound) {
        long x = state;
        x ^= x >>> 12;
        x ^= x << 25;
        x ^= x >>> 27;
        state = x;
        long high = (x * 0x2545F4914F6CDD1DL) >>> 32;
        return (int) ((high * bound) >>> 32);
    }

    /** The same for those who need not know what it comes from. */
    @Override
    public int applyAsInt(int bound) {
        return below(bound);
    }
}
