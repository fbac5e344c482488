package io.midge.jetstream.consumer;

import io.midge.loop.Confined;

/** Delivers what was there when it began at the pace at which it came: how long each message has to wait. */
@Confined("stream lane")
final class Replay {
    private static final long NOTICEABLE = 1_000_000;

    private final long until;
    private boolean over;
    private long lastTime;
    private long waitsFor;
    private long notBefore;

    /** @param until the last sequence that is delivered so; what comes behind is delivered at once */
    Replay(long until) {
        this.until = until;
    }

    /** In how many nanoseconds a message may be delivered that was stored at this time; 0: now. */
    long wait(long seq, long time, long nowNanos) {
        long delay = time - lastTime;
        if (over || lastTime == 0 || delay <= NOTICEABLE) {
            return 0;
        }
        if (waitsFor != seq) {
            waitsFor = seq;
            notBefore = nowNanos + delay;
        }
        return Math.max(0, notBefore - nowNanos);
    }

    /** A message was delivered that was stored at this time. */
    void delivered(long time) {
        lastTime = time;
        waitsFor = 0;
    }

    /** There is nothing to deliver, and the next sequence is this. */
    void rests(long next) {
        over |= next > until;
    }
}
