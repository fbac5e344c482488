package io.midge.store.log;

/** What a step of work may still cost, in bytes that are read, written or gone through. On the stream's lane. */
final class Allowance {
    private final long most;
    private long left;

    Allowance(long bytes) {
        this.most = bytes;
        this.left = bytes;
    }

    /** What all of the step may cost. */
    long most() {
        return most;
    }

    void spend(long bytes) {
        left -= bytes;
    }

    boolean isSpent() {
        return left <= 0;
    }
}
