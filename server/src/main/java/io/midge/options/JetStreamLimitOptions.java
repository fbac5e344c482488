package io.midge.options;

import java.time.Duration;

/**
 * What clients of JetStream may ask for.
 *
 * @param maxAckPending acknowledgements that a consumer may wait for; 0 (default): any number
 * @param maxHaAssets streams and consumers with replicas on one server; 0 (default): any number
 * @param maxRequestBatch messages in one pull request; 0 (default): any number
 * @param defaultMaxConsumers consumers of a stream that sets no limit, negative for any number; default 1000
 * @param duplicateWindow longest time in which duplicates are found; zero (default): any
 * @param batch batches of published messages
 */
public record JetStreamLimitOptions(
        int maxAckPending,
        int maxHaAssets,
        int maxRequestBatch,
        int defaultMaxConsumers,
        Duration duplicateWindow,
        JetStreamBatchOptions batch) {
    static final int DEFAULT_MAX_CONSUMERS = 1000;

    public JetStreamLimitOptions {
        defaultMaxConsumers = defaultMaxConsumers == 0 ? DEFAULT_MAX_CONSUMERS : defaultMaxConsumers;
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
        private int maxAckPending;
        private int maxHaAssets;
        private int maxRequestBatch;
        private int defaultMaxConsumers = DEFAULT_MAX_CONSUMERS;
        private Duration duplicateWindow = Duration.ZERO;
        private JetStreamBatchOptions batch = JetStreamBatchOptions.builder().build();

        private Builder() {}

        private Builder(JetStreamLimitOptions from) {
            maxAckPending = from.maxAckPending;
            maxHaAssets = from.maxHaAssets;
            maxRequestBatch = from.maxRequestBatch;
            defaultMaxConsumers = from.defaultMaxConsumers;
            duplicateWindow = from.duplicateWindow;
            batch = from.batch;
        }

        /** Acknowledgements that a consumer may wait for. */
        public Builder maxAckPending(int value) {
            maxAckPending = value;
            return this;
        }

        /** Streams and consumers with replicas on one server. */
        public Builder maxHaAssets(int value) {
            maxHaAssets = value;
            return this;
        }

        /** Messages in one pull request. */
        public Builder maxRequestBatch(int value) {
            maxRequestBatch = value;
            return this;
        }

        /** Consumers of a stream that sets no limit, negative for any number. */
        public Builder defaultMaxConsumers(int value) {
            defaultMaxConsumers = value;
            return this;
        }

        /** Longest time in which duplicates are found. */
        public Builder duplicateWindow(Duration value) {
            duplicateWindow = value;
            return this;
        }

        /** Batches of published messages. */
        public Builder batch(JetStreamBatchOptions value) {
            batch = value;
            return this;
        }

        /** The options so far. */
        public JetStreamLimitOptions build() {
            return new JetStreamLimitOptions(
                    maxAckPending, maxHaAssets, maxRequestBatch, defaultMaxConsumers, duplicateWindow, batch);
        }
    }
}
