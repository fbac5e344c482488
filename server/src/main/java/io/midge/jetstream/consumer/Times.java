package io.midge.jetstream.consumer;

import io.midge.loop.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Moments as nanoseconds since 1970, as messages and states have them. */
final class Times {
    private static final long SECOND = 1_000_000_000L;

    private Times() {}

    static long ns(Instant time) {
        if (time.getEpochSecond() >= Long.MAX_VALUE / SECOND - 1) {
            return Long.MAX_VALUE;
        }
        return time.getEpochSecond() <= Long.MIN_VALUE / SECOND + 1
                ? Long.MIN_VALUE
                : time.getEpochSecond() * SECOND + time.getNano();
    }

    /** How long it is until a moment; 0 when it has passed, and no longer than fits. */
    static long until(Instant moment, Instant now) {
        if (!now.isBefore(moment)) {
            return 0;
        }
        Duration left = Duration.between(now, moment);
        return left.toSeconds() >= Long.MAX_VALUE / SECOND - 1 ? Long.MAX_VALUE : left.toNanos();
    }

    /** The time of day. */
    static long now(Clock clock) {
        return ns(clock.instant());
    }

    /** The moment; null for 0. */
    static @Nullable Instant instant(long ns) {
        return ns == 0 ? null : Instant.ofEpochSecond(Math.floorDiv(ns, SECOND), Math.floorMod(ns, SECOND));
    }
}
