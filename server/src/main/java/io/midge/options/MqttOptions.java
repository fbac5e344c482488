package io.midge.options;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The {@code mqtt} block (config.md 11).
 *
 * @param host address to listen on; empty (default): every one
 * @param port TCP port to listen on, -1 for a free one; 0 (default): no MQTT
 * @param tls how connections are encrypted; null (default): they are not
 * @param authorization a user, or a token, instead of those of other clients
 * @param noAuthUser user that a client is who names none; empty (default): it is refused
 * @param ackWait time after which a message without an acknowledgement is sent again; default 30 seconds
 * @param jsApiTimeout how long a request to JetStream may take; default 5 seconds
 * @param maxAckPending messages of one subscription that may wait for an acknowledgement, at most 65535; default 1024
 * @param jsDomain JetStream domain that holds the sessions; empty (default): that of the server
 * @param streamReplicas replicas of the streams; 0 or less (default): as many as the cluster has servers, at most 3
 * @param consumerMemoryStorage consumers keep their state in memory; default false
 * @param consumerInactiveThreshold consumers that nobody used for so long are removed; zero (default): never
 * @param rejectQos2Publish a client that publishes with QoS 2 is closed; default false
 * @param downgradeQos2Subscribe who subscribes with QoS 2 gets QoS 1; default false
 */
public record MqttOptions(
        String host,
        int port,
        @Nullable TlsOptions tls,
        AuthorizationOptions authorization,
        String noAuthUser,
        Duration ackWait,
        Duration jsApiTimeout,
        int maxAckPending,
        String jsDomain,
        int streamReplicas,
        boolean consumerMemoryStorage,
        Duration consumerInactiveThreshold,
        boolean rejectQos2Publish,
        boolean downgradeQos2Subscribe) {
    static final Duration DEFAULT_ACK_WAIT = Duration.ofSeconds(30);
    static final Duration DEFAULT_JS_API_TIMEOUT = Duration.ofSeconds(5);
    static final int DEFAULT_MAX_ACK_PENDING = 1024;

    public MqttOptions {
        host = host.isEmpty() ? Options.DEFAULT_HOST : host;
        ackWait = ackWait.isZero() ? DEFAULT_ACK_WAIT : ackWait;
        jsApiTimeout = jsApiTimeout.isZero() ? DEFAULT_JS_API_TIMEOUT : jsApiTimeout;
        maxAckPending = maxAckPending == 0 ? DEFAULT_MAX_ACK_PENDING : maxAckPending;
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
        private @Nullable TlsOptions tls;
        private AuthorizationOptions authorization = AuthorizationOptions.NONE;
        private String noAuthUser = "";
        private Duration ackWait = DEFAULT_ACK_WAIT;
        private Duration jsApiTimeout = DEFAULT_JS_API_TIMEOUT;
        private int maxAckPending = DEFAULT_MAX_ACK_PENDING;
        private String jsDomain = "";
        private int streamReplicas;
        private boolean consumerMemoryStorage;
        private Duration consumerInactiveThreshold = Duration.ZERO;
        private boolean rejectQos2Publish;
        private boolean downgradeQos2Subscribe;

        private Builder() {}

        private Builder(MqttOptions from) {
            host = from.host;
            port = from.port;
            tls = from.tls;
            authorization = from.authorization;
            noAuthUser = from.noAuthUser;
            ackWait = from.ackWait;
            jsApiTimeout = from.jsApiTimeout;
            maxAckPending = from.maxAckPending;
            jsDomain = from.jsDomain;
            streamReplicas = from.streamReplicas;
            consumerMemoryStorage = from.consumerMemoryStorage;
            consumerInactiveThreshold = from.consumerInactiveThreshold;
            rejectQos2Publish = from.rejectQos2Publish;
            downgradeQos2Subscribe = from.downgradeQos2Subscribe;
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

        /** How connections are encrypted. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** A user, or a token, instead of those of other clients. */
        public Builder authorization(AuthorizationOptions value) {
            authorization = value;
            return this;
        }

        /** User that a client is who names none. */
        public Builder noAuthUser(String value) {
            noAuthUser = value;
            return this;
        }

        /** Time after which a message without an acknowledgement is sent again. */
        public Builder ackWait(Duration value) {
            ackWait = value;
            return this;
        }

        /** How long a request to JetStream may take. */
        public Builder jsApiTimeout(Duration value) {
            jsApiTimeout = value;
            return this;
        }

        /** Messages of one subscription that may wait for an acknowledgement, at most 65535. */
        public Builder maxAckPending(int value) {
            maxAckPending = value;
            return this;
        }

        /** JetStream domain that holds the sessions. */
        public Builder jsDomain(String value) {
            jsDomain = value;
            return this;
        }

        /** Replicas of the streams. */
        public Builder streamReplicas(int value) {
            streamReplicas = value;
            return this;
        }

        /** Consumers keep their state in memory. */
        public Builder consumerMemoryStorage(boolean value) {
            consumerMemoryStorage = value;
            return this;
        }

        /** Consumers that nobody used for so long are removed. */
        public Builder consumerInactiveThreshold(Duration value) {
            consumerInactiveThreshold = value;
            return this;
        }

        /** A client that publishes with QoS 2 is closed. */
        public Builder rejectQos2Publish(boolean value) {
            rejectQos2Publish = value;
            return this;
        }

        /** Who subscribes with QoS 2 gets QoS 1. */
        public Builder downgradeQos2Subscribe(boolean value) {
            downgradeQos2Subscribe = value;
            return this;
        }

        /** The options so far. */
        public MqttOptions build() {
            return new MqttOptions(
                    host,
                    port,
                    tls,
                    authorization,
                    noAuthUser,
                    ackWait,
                    jsApiTimeout,
                    maxAckPending,
                    jsDomain,
                    streamReplicas,
                    consumerMemoryStorage,
                    consumerInactiveThreshold,
                    rejectQos2Publish,
                    downgradeQos2Subscribe);
        }
    }
}
