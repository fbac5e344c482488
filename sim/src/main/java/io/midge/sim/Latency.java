package io.midge.sim;

/** How long a disk takes: mostly as long as one of today, now and then much longer, and some disks are slow altogether. */
final class Latency {
    private static final long MICRO = 1_000;

    private final Dice dice;
    /** By how much it is slower than a good one. */
    private final long factor;
    /** Once in so many operations it takes very long. */
    private final int hiccups;

    Latency(Dice dice) {
        this.dice = dice;
        this.factor = dice.pick(0, 1, 1, 1, 20);
        this.hiccups = (int) dice.pick(0, 200, 200, 1_000);
    }

    long of(Op op, long bytes) {
        long typical = switch (op) {
            case SYNC -> 150 * MICRO;
            case SYNC_DIRECTORY -> 300 * MICRO;
            case READ -> 5 * MICRO + bytes / 2;
            case WRITE -> 3 * MICRO + bytes / 2;
            case CREATE, DELETE, RENAME, TRUNCATE, MAKE_DIRECTORIES, LOCK -> 20 * MICRO;
            case OPEN, SIZE, EXISTS, LIST, FREE -> 5 * MICRO;
        };
        long slow = dice.oneIn(hiccups) ? dice.below(op.syncs() ? 5_000_000 * MICRO : 50_000 * MICRO) : 0;
        return factor * (typical / 2 + dice.below(typical)) + slow;
    }
}
