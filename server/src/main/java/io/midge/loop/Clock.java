package io.midge.loop;

import java.time.Instant;
import java.time.InstantSource;

/** Where time comes from; tests pass their own. Safe from any thread. */
public interface Clock extends InstantSource {
    /** A monotonic count of nanoseconds with an arbitrary origin. */
    long nanos();

    /** Microseconds since 1970. */
    default long epochMicros() {
        Instant now = instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** The machine's clocks. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }

    /** The machine's clocks behind the seam. */
    enum SystemClock implements Clock {
        INSTANCE;

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    }
}
