package io.midge.options;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code cluster} block (config.md 6).
 *
 * @param name name of the cluster, without spaces; empty (default): one that the servers agree upon
 * @param host address to listen on; empty (default): every one
 * @param port TCP port to listen on, -1 for a free one; 0 (default): there is no listener
 * @param advertise host[:port] that others are told; empty (default): where it listens
 * @param noAdvertise others are not told of this server; default false
 * @param authorization who may connect as a route; a user and a password, or nobody is asked
 * @param permissions subjects that are imported ({@code publish}) and exported ({@code subscribe}); null (default): all
 * @param routes servers to connect to; default none
 * @param tls how connections are encrypted; null (default): they are not
 * @param connectRetries how often a connection is tried again that was refused, -1 for ever; default 0
 * @param connectBackoff wait longer from one attempt to the next; default false
 * @param poolSize connections to each server, negative for a single one as old servers have it; default 3
 * @param accounts accounts that have a connection of their own; default none
 * @param compression how bytes are compressed; default {@code accept}: if the other side wants it
 * @param pingInterval time between PINGs, at most 30 seconds; zero (default): as for clients
 * @param pingMax PINGs without an answer before a connection is closed as stale; 0 (default): as for clients
 * @param writeDeadline time in which a socket must accept bytes that wait for it; zero (default): as for clients
 * @param writeTimeout what happens to a connection that does not; default {@code DEFAULT}
 */
public record ClusterOptions(
        String name,
        String host,
        int port,
        String advertise,
        boolean noAdvertise,
        AuthorizationOptions authorization,
        @Nullable PermissionOptions permissions,
        List<ServerUrl> routes,
        @Nullable TlsOptions tls,
        int connectRetries,
        boolean connectBackoff,
        int poolSize,
        List<String> accounts,
        CompressionOptions compression,
        Duration pingInterval,
        int pingMax,
        Duration writeDeadline,
        WriteTimeout writeTimeout) {
    static final String SYSTEM_ACCOUNT = "$SYS";
    static final int DEFAULT_POOL_SIZE = 3;

    public ClusterOptions {
        host = host.isEmpty() ? Options.DEFAULT_HOST : host;
        poolSize = poolSize == 0 ? DEFAULT_POOL_SIZE : poolSize;
        compression = compression.orMode(CompressionOptions.ACCEPT);
        routes = List.copyOf(routes);
        accounts = List.copyOf(accounts);
    }

    /** Whether there is a listener. */
    public boolean listens() {
        return port != 0;
    }

    /** The accounts that have a connection of their own: those that are named and, with a pool, the system account. */
    public List<String> accounts(SecurityOptions security) {
        String system = security.systemAccount().isEmpty() && !security.noSystemAccount()
                ? SYSTEM_ACCOUNT
                : security.systemAccount();
        if (!listens() || poolSize <= 0 || system.isEmpty() || accounts.contains(system)) {
            return accounts;
        }
        return Stream.concat(accounts.stream(), Stream.of(system)).toList();
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
        private boolean noAdvertise;
        private AuthorizationOptions authorization = AuthorizationOptions.NONE;
        private @Nullable PermissionOptions permissions;
        private List<ServerUrl> routes = List.of();
        private @Nullable TlsOptions tls;
        private int connectRetries;
        private boolean connectBackoff;
        private int poolSize = DEFAULT_POOL_SIZE;
        private List<String> accounts = List.of();
        private CompressionOptions compression = CompressionOptions.UNSET;
        private Duration pingInterval = Duration.ZERO;
        private int pingMax;
        private Duration writeDeadline = Duration.ZERO;
        private WriteTimeout writeTimeout = WriteTimeout.DEFAULT;

        private Builder() {}

        private Builder(ClusterOptions from) {
            name = from.name;
            host = from.host;
            port = from.port;
            advertise = from.advertise;
            noAdvertise = from.noAdvertise;
            authorization = from.authorization;
            permissions = from.permissions;
            routes = from.routes;
            tls = from.tls;
            connectRetries = from.connectRetries;
            connectBackoff = from.connectBackoff;
            poolSize = from.poolSize;
            accounts = from.accounts;
            compression = from.compression;
            pingInterval = from.pingInterval;
            pingMax = from.pingMax;
            writeDeadline = from.writeDeadline;
            writeTimeout = from.writeTimeout;
        }

        /** Name of the cluster, without spaces. */
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

        /** Others are not told of this server. */
        public Builder noAdvertise(boolean value) {
            noAdvertise = value;
            return this;
        }

        /** Who may connect as a route. */
        public Builder authorization(AuthorizationOptions value) {
            authorization = value;
            return this;
        }

        /** Subjects that are imported ({@code publish}) and exported ({@code subscribe}). */
        public Builder permissions(@Nullable PermissionOptions value) {
            permissions = value;
            return this;
        }

        /** Servers to connect to. */
        public Builder routes(List<ServerUrl> value) {
            routes = value;
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

        /** Connections to each server, negative for a single one as old servers have it. */
        public Builder poolSize(int value) {
            poolSize = value;
            return this;
        }

        /** Accounts that have a connection of their own. */
        public Builder accounts(List<String> value) {
            accounts = value;
            return this;
        }

        /** How bytes are compressed. */
        public Builder compression(CompressionOptions value) {
            compression = value;
            return this;
        }

        /** Time between PINGs, at most 30 seconds. */
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

        /** The options so far. */
        public ClusterOptions build() {
            return new ClusterOptions(
                    name,
                    host,
                    port,
                    advertise,
                    noAdvertise,
                    authorization,
                    permissions,
                    routes,
                    tls,
                    connectRetries,
                    connectBackoff,
                    poolSize,
                    accounts,
                    compression,
                    pingInterval,
                    pingMax,
                    writeDeadline,
                    writeTimeout);
        }
    }
}
