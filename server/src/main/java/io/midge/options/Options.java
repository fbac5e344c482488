package io.midge.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a server can be told. Zero, and an empty text, stand for the default, as in nats-server. Whether the values go
 * together is a question of its own: {@link #check()}.
 *
 * @see <a href="https://docs.nats.io/running-a-nats-service/configuration">Configuration</a>
 *
 * @param host address or name to listen on for clients; default "0.0.0.0"
 * @param port TCP port for clients, {@link #RANDOM_PORT} for a free one; default 4222
 * @param clientAdvertise host, or host:port, that clients are told to connect to; empty (default): where it listens
 * @param serverName name of the server, without spaces; empty (default): its id
 * @param proxyProtocol take the PROXY protocol, version 1 or 2, from those who connect to the clients' port; default false
 * @param noHeaderSupport refuse messages with headers and say so in INFO; default false
 * @param disableSublistCache match each subject anew, without a cache of results; default false
 * @param connectErrorReports how many failed attempts to reach a server for the first time make one log line; default 3600
 * @param reconnectErrorReports how many failed attempts to reach a server again make one log line; default 1
 * @param serverTags words that describe the server, in lower case; default none
 * @param serverMetadata facts that describe the server; default none
 * @param featureFlags behaviour that is switched on or off by name; default none
 * @param limits what one client may take
 * @param log what is logged and where
 * @param monitor monitoring over HTTP
 * @param lameDuck how the server takes leave
 * @param process the process that it runs in
 * @param security who may connect and what they may do
 * @param cluster the cluster block; null: not a cluster
 * @param gateway the gateway block; null: no gateway
 * @param leafNodes the leafnodes block; null: no leaf nodes
 * @param websocket the websocket block; null: no WebSocket
 * @param mqtt the mqtt block; null: no MQTT
 * @param jetStream the jetstream block; null: no JetStream
 * @param storeDir directory that streams are stored in; empty (default): one for temporary files
 */
public record Options(
        String host,
        int port,
        String clientAdvertise,
        String serverName,
        boolean proxyProtocol,
        boolean noHeaderSupport,
        boolean disableSublistCache,
        int connectErrorReports,
        int reconnectErrorReports,
        List<String> serverTags,
        Map<String, String> serverMetadata,
        Map<String, Boolean> featureFlags,
        LimitOptions limits,
        LogOptions log,
        MonitorOptions monitor,
        LameDuckOptions lameDuck,
        ProcessOptions process,
        SecurityOptions security,
        @Nullable ClusterOptions cluster,
        @Nullable GatewayOptions gateway,
        @Nullable LeafNodeOptions leafNodes,
        @Nullable WebsocketOptions websocket,
        @Nullable MqttOptions mqtt,
        @Nullable JetStreamOptions jetStream,
        String storeDir) {

    /** The address that stands for every interface. */
    public static final String DEFAULT_HOST = "0.0.0.0";

    /** The port that clients expect. */
    public static final int DEFAULT_PORT = 4222;

    /** As a port: take one that is free. */
    public static final int RANDOM_PORT = -1;

    static final int DEFAULT_CONNECT_ERROR_REPORTS = 3600;
    static final int DEFAULT_RECONNECT_ERROR_REPORTS = 1;

    public Options {
        host = host.isEmpty() ? DEFAULT_HOST : host;
        port = port == 0 ? DEFAULT_PORT : port;
        connectErrorReports = connectErrorReports == 0 ? DEFAULT_CONNECT_ERROR_REPORTS : connectErrorReports;
        reconnectErrorReports = reconnectErrorReports == 0 ? DEFAULT_RECONNECT_ERROR_REPORTS : reconnectErrorReports;
        serverTags = List.copyOf(serverTags);
        serverMetadata = Map.copyOf(serverMetadata);
        featureFlags = Map.copyOf(featureFlags);
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The address of the monitoring listener. */
    public String httpHost() {
        return monitor.host().isEmpty() ? host : monitor.host();
    }

    /**
     * Refuses what cannot be served: values out of range, and values that contradict each other.
     *
     * @return these options
     * @throws IllegalArgumentException with a text for operators, in nats-server's words where it has them
     */
    public Options check() {
        OptionsCheck.check(this);
        return this;
    }

    /** The number of event loops on a machine with so many cores. */
    public int ioLoopsFor(int cores) {
        return process.ioLoops() > 0 ? process.ioLoops() : Math.max(1, cores / 2);
    }

    /** The bytes that may wait for all connections together, where the process may use so many bytes of memory. */
    public long outboundBudgetFor(long memory) {
        if (process.outboundBudget() > 0) {
            return process.outboundBudget();
        }
        long pending = limits.maxPending();
        long floor = pending > Long.MAX_VALUE / 8 ? Long.MAX_VALUE : 8 * pending;
        return Math.max(memory / 4, floor);
    }

    /** Collects values for an {@link Options}; a value that is not set keeps its default. */
    public static final class Builder {
        private String host = DEFAULT_HOST;
        private int port = DEFAULT_PORT;
        private String clientAdvertise = "";
        private String serverName = "";
        private boolean proxyProtocol;
        private boolean noHeaderSupport;
        private boolean disableSublistCache;
        private int connectErrorReports = DEFAULT_CONNECT_ERROR_REPORTS;
        private int reconnectErrorReports = DEFAULT_RECONNECT_ERROR_REPORTS;
        private List<String> serverTags = List.of();
        private Map<String, String> serverMetadata = Map.of();
        private Map<String, Boolean> featureFlags = Map.of();
        private LimitOptions limits = LimitOptions.builder().build();
        private LogOptions log = LogOptions.builder().build();
        private MonitorOptions monitor = MonitorOptions.builder().build();
        private LameDuckOptions lameDuck = LameDuckOptions.builder().build();
        private ProcessOptions process = ProcessOptions.builder().build();
        private SecurityOptions security = SecurityOptions.NONE;
        private @Nullable ClusterOptions cluster;
        private @Nullable GatewayOptions gateway;
        private @Nullable LeafNodeOptions leafNodes;
        private @Nullable WebsocketOptions websocket;
        private @Nullable MqttOptions mqtt;
        private @Nullable JetStreamOptions jetStream;
        private String storeDir = "";

        private Builder() {}

        private Builder(Options from) {
            host = from.host;
            port = from.port;
            clientAdvertise = from.clientAdvertise;
            serverName = from.serverName;
            proxyProtocol = from.proxyProtocol;
            noHeaderSupport = from.noHeaderSupport;
            disableSublistCache = from.disableSublistCache;
            connectErrorReports = from.connectErrorReports;
            reconnectErrorReports = from.reconnectErrorReports;
            serverTags = from.serverTags;
            serverMetadata = from.serverMetadata;
            featureFlags = from.featureFlags;
            limits = from.limits;
            log = from.log;
            monitor = from.monitor;
            lameDuck = from.lameDuck;
            process = from.process;
            security = from.security;
            cluster = from.cluster;
            gateway = from.gateway;
            leafNodes = from.leafNodes;
            websocket = from.websocket;
            mqtt = from.mqtt;
            jetStream = from.jetStream;
            storeDir = from.storeDir;
        }

        /** Address or name to listen on for clients. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** TCP port for clients, {@link #RANDOM_PORT} for a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Host, or host:port, that clients are told to connect to. */
        public Builder clientAdvertise(String value) {
            clientAdvertise = value;
            return this;
        }

        /** Name of the server, without spaces. */
        public Builder serverName(String value) {
            serverName = value;
            return this;
        }

        /** Take the PROXY protocol, version 1 or 2, from those who connect to the clients' port. */
        public Builder proxyProtocol(boolean value) {
            proxyProtocol = value;
            return this;
        }

        /** Refuse messages with headers and say so in INFO. */
        public Builder noHeaderSupport(boolean value) {
            noHeaderSupport = value;
            return this;
        }

        /** Match each subject anew, without a cache of results. */
        public Builder disableSublistCache(boolean value) {
            disableSublistCache = value;
            return this;
        }

        /** How many failed attempts to reach a server for the first time make one log line. */
        public Builder connectErrorReports(int value) {
            connectErrorReports = value;
            return this;
        }

        /** How many failed attempts to reach a server again make one log line. */
        public Builder reconnectErrorReports(int value) {
            reconnectErrorReports = value;
            return this;
        }

        /** Words that describe the server, in lower case. */
        public Builder serverTags(List<String> value) {
            serverTags = value;
            return this;
        }

        /** Facts that describe the server. */
        public Builder serverMetadata(Map<String, String> value) {
            serverMetadata = value;
            return this;
        }

        /** Behaviour that is switched on or off by name. */
        public Builder featureFlags(Map<String, Boolean> value) {
            featureFlags = value;
            return this;
        }

        /** What one client may take. */
        public Builder limits(LimitOptions value) {
            limits = value;
            return this;
        }

        /** What is logged and where. */
        public Builder log(LogOptions value) {
            log = value;
            return this;
        }

        /** Monitoring over HTTP. */
        public Builder monitor(MonitorOptions value) {
            monitor = value;
            return this;
        }

        /** How the server takes leave. */
        public Builder lameDuck(LameDuckOptions value) {
            lameDuck = value;
            return this;
        }

        /** The process that it runs in. */
        public Builder process(ProcessOptions value) {
            process = value;
            return this;
        }

        /** Who may connect and what they may do. */
        public Builder security(SecurityOptions value) {
            security = value;
            return this;
        }

        /** The cluster block. */
        public Builder cluster(@Nullable ClusterOptions value) {
            cluster = value;
            return this;
        }

        /** The gateway block. */
        public Builder gateway(@Nullable GatewayOptions value) {
            gateway = value;
            return this;
        }

        /** The leafnodes block. */
        public Builder leafNodes(@Nullable LeafNodeOptions value) {
            leafNodes = value;
            return this;
        }

        /** The websocket block. */
        public Builder websocket(@Nullable WebsocketOptions value) {
            websocket = value;
            return this;
        }

        /** The mqtt block. */
        public Builder mqtt(@Nullable MqttOptions value) {
            mqtt = value;
            return this;
        }

        /** The jetstream block. */
        public Builder jetStream(@Nullable JetStreamOptions value) {
            jetStream = value;
            return this;
        }

        /** Directory that streams are stored in. */
        public Builder storeDir(String value) {
            storeDir = value;
            return this;
        }

        /** Clients at one time. */
        public Builder maxConnections(int value) {
            limits = limits.toBuilder().maxConnections(value).build();
            return this;
        }

        /** Subscriptions per connection, 0 (default) for no limit. */
        public Builder maxSubscriptions(int value) {
            limits = limits.toBuilder().maxSubscriptions(value).build();
            return this;
        }

        /** Bytes in the payload of one message, headers included. */
        public Builder maxPayload(int value) {
            limits = limits.toBuilder().maxPayload(value).build();
            return this;
        }

        /** Bytes in one protocol line. */
        public Builder maxControlLine(int value) {
            limits = limits.toBuilder().maxControlLine(value).build();
            return this;
        }

        /** Bytes that may wait for one connection before it is closed as a slow consumer. */
        public Builder maxPending(long value) {
            limits = limits.toBuilder().maxPending(value).build();
            return this;
        }

        /** Time between PINGs to an idle client. */
        public Builder pingInterval(Duration value) {
            limits = limits.toBuilder().pingInterval(value).build();
            return this;
        }

        /** PINGs without an answer before a connection is closed as stale. */
        public Builder pingMax(int value) {
            limits = limits.toBuilder().pingMax(value).build();
            return this;
        }

        /** Time in which a socket must accept bytes that wait for it. */
        public Builder writeDeadline(Duration value) {
            limits = limits.toBuilder().writeDeadline(value).build();
            return this;
        }

        /** Log debug lines. */
        public Builder debug(boolean value) {
            log = log.toBuilder().debug(value).build();
            return this;
        }

        /** Log each protocol line. */
        public Builder trace(boolean value) {
            log = log.toBuilder().trace(value).build();
            return this;
        }

        /** Put a time stamp on each log line. */
        public Builder logtime(boolean value) {
            log = log.toBuilder().logtime(value).build();
            return this;
        }

        /** File that log lines are appended to. */
        public Builder logFile(String value) {
            log = log.toBuilder().file(value).build();
            return this;
        }

        /** Address of the listener. */
        public Builder httpHost(String value) {
            monitor = monitor.toBuilder().host(value).build();
            return this;
        }

        /** TCP port for HTTP, 0 (default) for none, -1 for a free one. */
        public Builder httpPort(int value) {
            monitor = monitor.toBuilder().port(value).build();
            return this;
        }

        /** File that receives the process id, in digits without a newline. */
        public Builder pidFile(String value) {
            process = process.toBuilder().pidFile(value).build();
            return this;
        }

        /** Directory for the file that lists the ports in use. */
        public Builder portsFileDir(String value) {
            process = process.toBuilder().portsFileDir(value).build();
            return this;
        }

        /** Event loops that serve client sockets, 0 (default) for half of the cores and at least one. */
        public Builder ioLoops(int value) {
            process = process.toBuilder().ioLoops(value).build();
            return this;
        }

        /** Bytes that may wait for all connections together, 0 (default) for a quarter of the memory and at least eight times {@code max_pending}, but never more than three quarters of the JVM's direct memory. */
        public Builder outboundBudget(long value) {
            process = process.toBuilder().outboundBudget(value).build();
            return this;
        }

        /** Bytes of the read buffer of each event loop. */
        public Builder readBufferSize(int value) {
            process = process.toBuilder().readBufferSize(value).build();
            return this;
        }

        /** The options so far, not checked. */
        public Options build() {
            return new Options(
                    host,
                    port,
                    clientAdvertise,
                    serverName,
                    proxyProtocol,
                    noHeaderSupport,
                    disableSublistCache,
                    connectErrorReports,
                    reconnectErrorReports,
                    serverTags,
                    serverMetadata,
                    featureFlags,
                    limits,
                    log,
                    monitor,
                    lameDuck,
                    process,
                    security,
                    cluster,
                    gateway,
                    leafNodes,
                    websocket,
                    mqtt,
                    jetStream,
                    storeDir);
        }
    }
}
