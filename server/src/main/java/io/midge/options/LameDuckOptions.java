package io.midge.options;

import java.time.Duration;

/**
 * How a server takes leave of its clients (ADR-5).
 *
 * @param duration time in which all clients are closed, the grace period included; default 2 minutes
 * @param gracePeriod time from the notice to the first close; less than {@code duration}; default 10 seconds
 */
public record LameDuckOptions(Duration duration, Duration gracePeriod) {
    static final Duration DEFAULT_DURATION = Duration.ofMinutes(2);
    static final Duration DEFAULT_GRACE_PERIOD = Duration.ofSeconds(10);

    public LameDuckOptions {
        duration = duration.isZero() ? DEFAULT_DURATION : duration;
        gracePeriod = gracePeriod.isZero() ? DEFAULT_GRACE_PERIOD : gracePeriod;
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values; one that is not set keeps its default. */
    public static final class Builder {
        private Duration duration = DEFAULT_DURATION;
        private Duration gracePeriod = DEFAULT_GRACE_PERIOD;

        private Builder() {}

        private Builder(LameDuckOptions from) {
            duration = from.duration;
            gracePeriod = from.gracePeriod;
        }

        /** Time in which all clients are closed, the grace period included. */
        public Builder duration(Duration value) {
            duration = value;
            return this;
        }

        /** Time from the notice to the first close. */
        public Builder gracePeriod(Duration value) {
            gracePeriod = value;
            return this;
        }

        /** The options so far. */
        public LameDuckOptions build() {
            return new LameDuckOptions(duration, gracePeriod);
        }
    }
}
