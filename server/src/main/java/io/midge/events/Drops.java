package io.midge.events;

import io.midge.log.Log;
import io.midge.loop.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what found no room, and says so in the log: the first one at once, and how many more there were with the first one
 * that comes {@link #PAUSE_NANOS} later or more. Any thread.
 */
final class Drops {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final Log log;
    private final Clock clock;
    private final String text;
    private final AtomicLong all = new AtomicLong();

    // Guarded by this.
    private long told;
    private long toldNanos;

    Drops(Log log, Clock clock, String text) {
        this.log = log;
        this.clock = clock;
        this.text = text;
    }

    /** One more was dropped. */
    void add() {
        all.incrementAndGet();
        long more = due();
        if (more > 0) {
            log.warn(text + (more == 1 ? "" : " (" + more + " since this was last said)"));
        }
    }

    // How many have not been told; 0 if it is not time to.
    private synchronized long due() {
        long now = clock.nanos();
        if (told > 0 && now - toldNanos < PAUSE_NANOS) {
            return 0;
        }
        long count = all.get();
        long more = count - told;
        told = count;
        toldNanos = now;
        return more;
    }

    /** How many there were. */
    long count() {
        return all.get();
    }
}
