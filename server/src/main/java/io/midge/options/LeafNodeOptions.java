package io.midge.options;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code leafnodes} block (config.md 8).
 *
 * @param host address to listen on; empty (default): every one
 * @param port TCP port to listen on, -1 for a free one; 0 (default): there is no listener
 * @param advertise host[:port] that others are told; empty (default): where it listens
 * @param noAdvertise others are not told of this server; default false
 * @param authorization who may connect as a leaf node
 * @param remotes servers to connect to as a leaf node; default none
 * @param reconnectInterval time between attempts to connect; default 1 second
 * @param dialTimeout how long a TCP connection may take; default 1 second
 * @param tls how connections are encrypted; null (default): they are not
 * @param minVersion lowest version of a server that may connect, at least 2.8.0; empty (default): any
 * @param compression how bytes are compressed; default {@code s2_auto}
 * @param isolateInterest leaf nodes do not learn what others among them subscribe to; default false
 * @param writeDeadline time in which a socket must accept bytes that wait for it; zero (default): as for clients
 * @param writeTimeout what happens to a connection that does not; default {@code DEFAULT}
 */
public record LeafNodeOptions(
        String host,
        int port,
        String advertise,
        boolean noAdvertise,
        LeafAuthorizationOptions authorization,
        List<RemoteLeafOptions> remotes,
        Duration reconnectInterval,
        Duration dialTimeout,
        @Nullable TlsOptions tls,
        String minVersion,
        CompressionOptions compression,
        boolean isolateInterest,
        Duration writeDeadline,
        WriteTimeout writeTimeout) {
    static final Duration DEFAULT_RECONNECT_INTERVAL = Duration.ofSeconds(1);
    static final Duration DEFAULT_DIAL_TIMEOUT = Duration.ofSeconds(1);

    public LeafNodeOptions {
        host = host.isEmpty() ? Options.DEFAULT_HOST : host;
        reconnectInterval = reconnectInterval.isZero() ? DEFAULT_RECONNECT_INTERVAL : reconnectInterval;
        dialTimeout = dialTimeout.compareTo(Duration.ZERO) <= 0 ? DEFAULT_DIAL_TIMEOUT : dialTimeout;
        compression = port == 0 ? compression : compression.orMode(CompressionOptions.S2_AUTO);
        remotes = List.copyOf(remotes);
    }

    /** Whether there is a listener. */
    public boolean listens() {
        return port != 0;
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
        private String host = "";
        private int port;
        private String advertise = "";
        private boolean noAdvertise;
        private LeafAuthorizationOptions authorization = LeafAuthorizationOptions.NONE;
        private List<RemoteLeafOptions> remotes = List.of();
        private Duration reconnectInterval = DEFAULT_RECONNECT_INTERVAL;
        private Duration dialTimeout = DEFAULT_DIAL_TIMEOUT;
        private @Nullable TlsOptions tls;
        private String minVersion = "";
        private CompressionOptions compression = CompressionOptions.UNSET;
        private boolean isolateInterest;
        private Duration writeDeadline = Duration.ZERO;
        private WriteTimeout writeTimeout = WriteTimeout.DEFAULT;

        private Builder() {}

        private Builder(LeafNodeOptions from) {
            host = from.host;
            port = from.port;
            advertise = from.advertise;
            noAdvertise = from.noAdvertise;
            authorization = from.authorization;
            remotes = from.remotes;
            reconnectInterval = from.reconnectInterval;
            dialTimeout = from.dialTimeout;
            tls = from.tls;
            minVersion = from.minVersion;
            compression = from.compression;
            isolateInterest = from.isolateInterest;
            writeDeadline = from.writeDeadline;
            writeTimeout = from.writeTimeout;
        }

        /** Address to listen on. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** TCP port to listen on, -1 for a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Host[:port] that others are told. */
        public Builder advertise(String value) {
            advertise = value;
            return this;
        }

        /** Others are not told of this server. */
        public Builder noAdvertise(boolean value) {
            noAdvertise = value;
            return this;
        }

        /** Who may connect as a leaf node. */
        public Builder authorization(LeafAuthorizationOptions value) {
            authorization = value;
            return this;
        }

        /** Servers to connect to as a leaf node. */
        public Builder remotes(List<RemoteLeafOptions> value) {
            remotes = value;
            return this;
        }

        /** Time between attempts to connect. */
        public Builder reconnectInterval(Duration value) {
            reconnectInterval = value;
            return this;
        }

        /** How long a TCP connection may take. */
        public Builder dialTimeout(Duration value) {
            dialTimeout = value;
            return this;
        }

        /** How connections are encrypted. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** Lowest version of a server that may connect, at least 2.8.0. */
        public Builder minVersion(String value) {
            minVersion = value;
            return this;
        }

        /** How bytes are compressed. */
        public Builder compression(CompressionOptions value) {
            compression = value;
            return this;
        }

        /** Leaf nodes do not learn what others among them subscribe to. */
        public Builder isolateInterest(boolean value) {
            isolateInterest = value;
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

        /** The options so far. */
        public LeafNodeOptions build() {
            return new LeafNodeOptions(
                    host,
                    port,
                    advertise,
                    noAdvertise,
                    authorization,
                    remotes,
                    reconnectInterval,
                    dialTimeout,
                    tls,
                    minVersion,
                    compression,
                    isolateInterest,
                    writeDeadline,
                    writeTimeout);
        }
    }
}
