package io.midge.options;

import java.time.Duration;

/**
 * What one client may take, and how long it may take it (config.md 2). Zero stands for the default, as in nats-server.
 *
 * @param maxConnections clients at one time; a negative value refuses every client; default 65536
 * @param maxSubscriptions subscriptions per connection, 0 (default) for no limit
 * @param maxSubTokens tokens in the subject of a subscription, at most 255; 0 (default) for no limit
 * @param maxPayload bytes in the payload of one message, headers included; at most {@code maxPending}; default 1 MiB
 * @param maxControlLine bytes in one protocol line; default 4096
 * @param maxPending bytes that may wait for one connection before it is closed as a slow consumer; default 64 MiB
 * @param maxClosedClients closed connections that monitoring remembers; default 10000
 * @param pingInterval time between PINGs to an idle client; default 2 minutes
 * @param pingMax PINGs without an answer before a connection is closed as stale; default 2
 * @param writeDeadline time in which a socket must accept bytes that wait for it; default 10 seconds
 * @param writeTimeout what happens to a connection that does not; default {@code DEFAULT}
 * @param noFastProducerStall never hold back a producer whose consumers do not keep up; default false
 */
public record LimitOptions(
        int maxConnections,
        int maxSubscriptions,
        int maxSubTokens,
        int maxPayload,
        int maxControlLine,
        long maxPending,
        int maxClosedClients,
        Duration pingInterval,
        int pingMax,
        Duration writeDeadline,
        WriteTimeout writeTimeout,
        boolean noFastProducerStall) {
    static final int DEFAULT_MAX_CONNECTIONS = 65536;
    static final int DEFAULT_MAX_PAYLOAD = 1 << 20;
    static final int DEFAULT_MAX_CONTROL_LINE = 4096;
    static final long DEFAULT_MAX_PENDING = 64L << 20;
    static final int DEFAULT_MAX_CLOSED_CLIENTS = 10_000;
    static final Duration DEFAULT_PING_INTERVAL = Duration.ofMinutes(2);
    static final int DEFAULT_PING_MAX = 2;
    static final Duration DEFAULT_WRITE_DEADLINE = Duration.ofSeconds(10);

    public LimitOptions {
        maxConnections = maxConnections == 0 ? DEFAULT_MAX_CONNECTIONS : maxConnections;
        maxPayload = maxPayload == 0 ? DEFAULT_MAX_PAYLOAD : maxPayload;
        maxControlLine = maxControlLine == 0 ? DEFAULT_MAX_CONTROL_LINE : maxControlLine;
        maxPending = maxPending == 0 ? DEFAULT_MAX_PENDING : maxPending;
        maxClosedClients = maxClosedClients == 0 ? DEFAULT_MAX_CLOSED_CLIENTS : maxClosedClients;
        pingInterval = pingInterval.isZero() ? DEFAULT_PING_INTERVAL : pingInterval;
        pingMax = pingMax == 0 ? DEFAULT_PING_MAX : pingMax;
        writeDeadline = writeDeadline.isZero() ? DEFAULT_WRITE_DEADLINE : writeDeadline;
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
        private int maxConnections = DEFAULT_MAX_CONNECTIONS;
        private int maxSubscriptions;
        private int maxSubTokens;
        private int maxPayload = DEFAULT_MAX_PAYLOAD;
        private int maxControlLine = DEFAULT_MAX_CONTROL_LINE;
        private long maxPending = DEFAULT_MAX_PENDING;
        private int maxClosedClients = DEFAULT_MAX_CLOSED_CLIENTS;
        private Duration pingInterval = DEFAULT_PING_INTERVAL;
        private int pingMax = DEFAULT_PING_MAX;
        private Duration writeDeadline = DEFAULT_WRITE_DEADLINE;
        private WriteTimeout writeTimeout = WriteTimeout.DEFAULT;
        private boolean noFastProducerStall;

        private Builder() {}

        private Builder(LimitOptions from) {
            maxConnections = from.maxConnections;
            maxSubscriptions = from.maxSubscriptions;
            maxSubTokens = from.maxSubTokens;
            maxPayload = from.maxPayload;
            maxControlLine = from.maxControlLine;
            maxPending = from.maxPending;
            maxClosedClients = from.maxClosedClients;
            pingInterval = from.pingInterval;
            pingMax = from.pingMax;
            writeDeadline = from.writeDeadline;
            writeTimeout = from.writeTimeout;
            noFastProducerStall = from.noFastProducerStall;
        }

        /** Clients at one time. */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /** Subscriptions per connection, 0 (default) for no limit. */
        public Builder maxSubscriptions(int value) {
            maxSubscriptions = value;
            return this;
        }

        /** Tokens in the subject of a subscription, at most 255. */
        public Builder maxSubTokens(int value) {
            maxSubTokens = value;
            return this;
        }

        /** Bytes in the payload of one message, headers included. */
        public Builder maxPayload(int value) {
            maxPayload = value;
            return this;
        }

        /** Bytes in one protocol line. */
        public Builder maxControlLine(int value) {
            maxControlLine = value;
            return this;
        }

        /** Bytes that may wait for one connection before it is closed as a slow consumer. */
        public Builder maxPending(long value) {
            maxPending = value;
            return this;
        }

        /** Closed connections that monitoring remembers. */
        public Builder maxClosedClients(int value) {
            maxClosedClients = value;
            return this;
        }

        /** Time between PINGs to an idle client. */
        public Builder pingInterval(Duration value) {
            pingInterval = value;
            return this;
        }

        /** PINGs without an answer before a connection is closed as stale. */
        public Builder pingMax(int value) {
            pingMax = value;
            return this;
        }

        /** Time in which a socket must accept bytes that wait for it. */
        public Builder writeDeadline(Duration value) {
            writeDeadline = value;
            return this;
        }

        /** What happens to a connection that does not. */
        public Builder writeTimeout(WriteTimeout value) {
            writeTimeout = value;
            return this;
        }

        /** Never hold back a producer whose consumers do not keep up. */
        public Builder noFastProducerStall(boolean value) {
            noFastProducerStall = value;
            return this;
        }

        /** The options so far. */
        public LimitOptions build() {
            return new LimitOptions(
                    maxConnections,
                    maxSubscriptions,
                    maxSubTokens,
                    maxPayload,
                    maxControlLine,
                    maxPending,
                    maxClosedClients,
                    pingInterval,
                    pingMax,
                    writeDeadline,
                    writeTimeout,
                    noFastProducerStall);
        }
    }
}
