package io.midge.sim;

/** Chance from a seed, the same in every JVM (SplitMix64). Of one thread. */
public final class Dice {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    public Dice(long seed) {
        state = seed;
    }

    /** Any number. */
    public long next() {
        state += STEP;
        long x = state;
        x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return x ^ x >>> 31;
    }

    /** From 0 to {@code bound} - 1. */
    public int below(int bound) {
        return (int) below((long) bound);
    }

    /** From 0 to {@code bound} - 1. */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nothing is below " + bound);
        }
        return Long.remainderUnsigned(next(), bound);
    }

    /** From one to the other, both included. */
    public long between(long least, long most) {
        return least + below(most - least + 1);
    }

    /** True once in so many times; never if there are none. */
    public boolean oneIn(int times) {
        return times > 0 && below(times) == 0;
    }

    /** One of these. */
    public long pick(long... choices) {
        return choices[below(choices.length)];
    }

    /** Other dice, of these: what one does with them changes nothing for the other. */
    public Dice fork() {
        return new Dice(next());
    }
}
