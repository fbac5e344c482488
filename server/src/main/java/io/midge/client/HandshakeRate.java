package io.midge.client;

/**
 * Lets so many through in a second, counted from the first. Those it refuses are reported together.
 *
 * <p>Threads: any; the lock is this object's monitor.
 */
public final class HandshakeRate {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final long limit;
    private boolean begun;
    private long began;
    private long count;
    private long refused;

    /** {@code limit} in a second; 0 for no limit. */
    public HandshakeRate(long limit) {
        this.limit = limit;
    }

    /** Whether one more may go on now. */
    synchronized boolean admits(long nowNanos) {
        if (limit <= 0) {
            return true;
        }
        if (!begun || nowNanos - began > SECOND_NANOS) {
            begun = true;
            began = nowNanos;
            count = 0;
        }
        count++;
        return count <= limit;
    }

    /** One was refused; true if it is the first to be reported, which is to be seen to. */
    synchronized boolean refused() {
        refused++;
        return refused == 1;
    }

    /** How many were refused since the last report. */
    synchronized long report() {
        long all = refused;
        refused = 0;
        return all;
    }
}
