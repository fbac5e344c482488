package io.midge.store;

import io.midge.loop.Confined;

/**
 * When a piece of what a stream has on the disk is to be verified next: going round all of it takes as long as it should, whatever
 * its length, and each piece has its time within. Who comes late does one piece each time until it has caught up.
 */
@Confined("stream lane")
final class Rounds {
    private final long periodNanos;
    private long began;
    private long verified;
    private long next;
    private boolean begun;

    /** Each of which takes so long; 0: one follows the other. */
    Rounds(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** Whether it is time. */
    boolean isDue(long now) {
        if (!begun) {
            begun = true;
            began = now;
            next = now;
        }
        return now - next >= 0;
    }

    /** So many bytes were verified, and so many are left of this round; 0: it is through. */
    void verified(long bytes, long left, long now) {
        verified += bytes;
        double part = left == 0 ? 1 : verified / ((double) verified + left);
        next = began + (long) (part * periodNanos);
        if (left == 0) {
            verified = 0;
            began = now - next > 0 ? now : next;
            next = began;
        }
    }
}
