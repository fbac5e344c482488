package io.midge.jetstream.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When an origin is asked again: not sooner than two seconds after the last time, and the later the more often it failed. */
final class Backoff {
    private static final long LEAST_NS = Duration.ofSeconds(2).toNanos();
    private static final long STEP_NS = Duration.ofSeconds(10).toNanos();
    private static final long MOST_NS = Duration.ofMinutes(2).toNanos();
    private static final long JITTER_NS = Duration.ofMillis(100).toNanos();

    private boolean asked;
    private long askedNs;
    private int fails;

    /** It is asked now. */
    void asked(long nowNs) {
        asked = true;
        askedNs = nowNs;
    }

    void failed() {
        fails++;
    }

    /** It works, or there is reason to think that it does. */
    void forgets() {
        fails = 0;
    }

    boolean hasFailed() {
        return fails > 0;
    }

    /** How long to wait from now on. */
    long delayNs(long nowNs, RandomGenerator random) {
        long least = asked ? Math.max(0, LEAST_NS - (nowNs - askedNs)) : 0;
        return least + Math.min(MOST_NS, STEP_NS * fails) + JITTER_NS + random.nextLong(JITTER_NS);
    }
}
