package io.midge.options;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway block (config.md 7).
 *
 * @param name name of this cluster among the others, without spaces
 * @param host address to listen on; empty (default): every one
 * @param port TCP port to listen on, -1 for a free one; needed
 * @param advertise host[:port] that others are told; empty (default): where it listens
 * @param authorization who may connect as a gateway; a user and a password, or nobody is asked
 * @param tls how connections are encrypted; null (default): they are not
 * @param connectRetries how often a connection is tried again that was refused, -1 for ever; default 0
 * @param connectBackoff wait longer from one attempt to the next; default false
 * @param gateways the other clusters; default none
 * @param rejectUnknown clusters that are not listed may not connect; default false
 * @param writeDeadline time in which a socket must accept bytes that wait for it; zero (default): as for clients
 * @param writeTimeout what happens to a connection that does not; default {@code DEFAULT}
 */
public record GatewayOptions(
        String name,
        String host,
        int port,
        String advertise,
        AuthorizationOptions authorization,
        @Nullable TlsOptions tls,
        int connectRetries,
        boolean connectBackoff,
        List<RemoteGatewayOptions> gateways,
        boolean rejectUnknown,
        Duration writeDeadline,
        WriteTimeout writeTimeout) {
    public GatewayOptions {
        host = host.isEmpty() ? Options.DEFAULT_HOST : host;
        gateways = List.copyOf(gateways);
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
        private String name = "";
        private String host = "";
        private int port;
        private String advertise = "";
        private AuthorizationOptions authorization = AuthorizationOptions.NONE;
        private @Nullable TlsOptions tls;
        private int connectRetries;
        private boolean connectBackoff;
        private List<RemoteGatewayOptions> gateways = List.of();
        private boolean rejectUnknown;
        private Duration writeDeadline = Duration.ZERO;
        private WriteTimeout writeTimeout = WriteTimeout.DEFAULT;

        private Builder() {}

        private Builder(GatewayOptions from) {
            name = from.name;
            host = from.host;
            port = from.port;
            advertise = from.advertise;
            authorization = from.authorization;
            tls = from.tls;
            connectRetries = from.connectRetries;
            connectBackoff = from.connectBackoff;
            gateways = from.gateways;
            rejectUnknown = from.rejectUnknown;
            writeDeadline = from.writeDeadline;
            writeTimeout = from.writeTimeout;
        }

        /** Name of this cluster among the others, without spaces. */
        public Builder name(String value) {
            name = value;
            return this;
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

        /** Who may connect as a gateway. */
        public Builder authorization(AuthorizationOptions value) {
            authorization = value;
            return this;
        }

        /** How connections are encrypted. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** How often a connection is tried again that was refused, -1 for ever. */
        public Builder connectRetries(int value) {
            connectRetries = value;
            return this;
        }

        /** Wait longer from one attempt to the next. */
        public Builder connectBackoff(boolean value) {
            connectBackoff = value;
            return this;
        }

        /** The other clusters. */
        public Builder gateways(List<RemoteGatewayOptions> value) {
            gateways = value;
            return this;
        }

        /** Clusters that are not listed may not connect. */
        public Builder rejectUnknown(boolean value) {
            rejectUnknown = value;
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
        public GatewayOptions build() {
            return new GatewayOptions(
                    name,
                    host,
                    port,
                    advertise,
                    authorization,
                    tls,
                    connectRetries,
                    connectBackoff,
                    gateways,
                    rejectUnknown,
                    writeDeadline,
                    writeTimeout);
        }
    }
}
