package io.midge.options;

import java.time.Duration;

/**
 * Batches of published messages.
 *
 * @param maxInflightPerStream batches of one stream at one time; default 50
 * @param maxInflightTotal batches of all streams at one time; default 1000
 * @param maxMsgs messages in one batch; default 1000
 * @param timeout time between two messages of a batch; default 10 seconds
 */
public record JetStreamBatchOptions(int maxInflightPerStream, int maxInflightTotal, int maxMsgs, Duration timeout) {
    static final int DEFAULT_MAX_INFLIGHT_PER_STREAM = 50;
    static final int DEFAULT_MAX_INFLIGHT_TOTAL = 1000;
    static final int DEFAULT_MAX_MSGS = 1000;
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public JetStreamBatchOptions {
        maxInflightPerStream = maxInflightPerStream <= 0 ? DEFAULT_MAX_INFLIGHT_PER_STREAM : maxInflightPerStream;
        maxInflightTotal = maxInflightTotal <= 0 ? DEFAULT_MAX_INFLIGHT_TOTAL : maxInflightTotal;
        maxMsgs = maxMsgs <= 0 ? DEFAULT_MAX_MSGS : maxMsgs;
        timeout = timeout.compareTo(Duration.ZERO) <= 0 ? DEFAULT_TIMEOUT : timeout;
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
        private int maxInflightPerStream = DEFAULT_MAX_INFLIGHT_PER_STREAM;
        private int maxInflightTotal = DEFAULT_MAX_INFLIGHT_TOTAL;
        private int maxMsgs = DEFAULT_MAX_MSGS;
        private Duration timeout = DEFAULT_TIMEOUT;

        private Builder() {}

        private Builder(JetStreamBatchOptions from) {
            maxInflightPerStream = from.maxInflightPerStream;
            maxInflightTotal = from.maxInflightTotal;
            maxMsgs = from.maxMsgs;
            timeout = from.timeout;
        }

        /** Batches of one stream at one time. */
        public Builder maxInflightPerStream(int value) {
            maxInflightPerStream = value;
            return this;
        }

        /** Batches of all streams at one time. */
        public Builder maxInflightTotal(int value) {
            maxInflightTotal = value;
            return this;
        }

        /** Messages in one batch. */
        public Builder maxMsgs(int value) {
            maxMsgs = value;
            return this;
        }

        /** Time between two messages of a batch. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** The options so far. */
        public JetStreamBatchOptions build() {
            return new JetStreamBatchOptions(maxInflightPerStream, maxInflightTotal, maxMsgs, timeout);
        }
    }
}
