package io.midge.options;

import java.time.Duration;
import java.util.Objects;

/**
 * All that one server can be configured with. Made by {@link #builder()}; the defaults are those of nats-server 2.15
 * where it has the option. An empty text means "not set". For {@code port}, {@code maxConnections}, {@code maxPayload},
 * {@code maxControlLine}, {@code maxPending}, {@code pingInterval}, {@code pingMax}, {@code writeDeadline} and {@code
 * readBufferSize} zero means the default, so that code written against nats-server's own zero values keeps its meaning.
 *
 * @param host address or name to listen on for clients; "0.0.0.0" and "::" mean every interface of both IP versions;
 *     default "0.0.0.0"
 * @param port TCP port for clients, -1 for a free one; default 4222
 * @param serverName name in INFO, {@code /varz} and logs, without spaces; empty (default): the server's id
 * @param debug log debug lines; default false
 * @param trace log each protocol line; default false
 * @param logtime put a time stamp on each log line; default true
 * @param logFile file that log lines are appended to; empty (default): standard error
 * @param pidFile file that receives the process id, in digits without a newline; empty (default): none
 * @param httpHost address of the monitoring listener; empty: that of {@code host}; default "0.0.0.0"
 * @param httpPort TCP port of the monitoring listener, 0 for none, -1 for a free one; default 0
 * @param maxConnections clients at one time; a negative value refuses every client; default 65536
 * @param maxSubscriptions subscriptions per connection, 0 for no limit; default 0
 * @param maxPayload bytes in the payload of one message, headers included; at most {@code maxPending}; default 1 MiB
 * @param maxControlLine bytes in one protocol line; default 4096
 * @param maxPending bytes that may wait for one connection before it is closed as a slow consumer; default 64 MiB
 * @param pingInterval time between PINGs to an idle client; default 2 minutes
 * @param pingMax PINGs without an answer before a connection is closed as stale; default 2
 * @param writeDeadline time in which a socket must accept bytes that wait for it; default 10 seconds
 * @param noHeaderSupport refuse messages with headers and say so in INFO; default false
 * @param disableSublistCache match each subject anew, without a cache of results; default false
 * @param ioLoops event loops that serve client sockets, 0 (default) for half of the cores and at least one
 * @param outboundBudget bytes that may wait for all connections together, 0 (default) for a quarter of the memory and
 *     at least eight times {@code maxPending}, but never more than three quarters of the JVM's direct memory
 * @param readBufferSize bytes of the read buffer of each event loop; default 128 KiB
 */
public record Options(
        String host,
        int port,
        String serverName,
        boolean debug,
        boolean trace,
        boolean logtime,
        String logFile,
        String pidFile,
        String httpHost,
        int httpPort,
        int maxConnections,
        int maxSubscriptions,
        int maxPayload,
        int maxControlLine,
        long maxPending,
        Duration pingInterval,
        int pingMax,
        Duration writeDeadline,
        boolean noHeaderSupport,
        boolean disableSublistCache,
        int ioLoops,
        long outboundBudget,
        int readBufferSize) {

    /** The address that stands for every interface. */
    public static final String DEFAULT_HOST = "0.0.0.0";

    /** The port that clients expect. */
    public static final int DEFAULT_PORT = 4222;

    /** As a port: take one that is free. */
    public static final int RANDOM_PORT = -1;

    static final int DEFAULT_MAX_CONNECTIONS = 65536;
    static final int DEFAULT_MAX_PAYLOAD = 1 << 20;
    static final int DEFAULT_MAX_CONTROL_LINE = 4096;
    static final long DEFAULT_MAX_PENDING = 64L << 20;
    static final int DEFAULT_PING_MAX = 2;
    static final int DEFAULT_READ_BUFFER_SIZE = 128 << 10;

    /** A loop's buffer is direct memory that exists once per loop: more than this buys nothing. */
    static final int MAX_READ_BUFFER_SIZE = 16 << 20;

    /** Below this not even a control line of the protocol's own making fits. */
    static final int MIN_READ_BUFFER_SIZE = 512;

    /** More loops than this is a typing error. */
    static final int MAX_IO_LOOPS = 1024;

    /**
     * Fills in what is zero or empty and refuses what cannot be served.
     *
     * @throws IllegalArgumentException with a text for operators, in nats-server's words where it has them
     */
    public Options {
        host = host.isEmpty() ? DEFAULT_HOST : host;
        httpHost = httpHost.isEmpty() ? host : httpHost;
        port = port == 0 ? DEFAULT_PORT : port;
        maxConnections = maxConnections == 0 ? DEFAULT_MAX_CONNECTIONS : maxConnections;
        maxPayload = maxPayload == 0 ? DEFAULT_MAX_PAYLOAD : maxPayload;
        maxControlLine = maxControlLine == 0 ? DEFAULT_MAX_CONTROL_LINE : maxControlLine;
        maxPending = maxPending == 0 ? DEFAULT_MAX_PENDING : maxPending;
        pingInterval = pingInterval.isZero() ? Duration.ofMinutes(2) : pingInterval;
        pingMax = pingMax == 0 ? DEFAULT_PING_MAX : pingMax;
        writeDeadline = writeDeadline.isZero() ? Duration.ofSeconds(10) : writeDeadline;
        readBufferSize = readBufferSize == 0 ? DEFAULT_READ_BUFFER_SIZE : readBufferSize;
        Objects.requireNonNull(logFile);
        Objects.requireNonNull(pidFile);

        port(port);
        port(httpPort);
        if (maxPayload > maxPending) {
            throw new IllegalArgumentException(
                    "max_payload (" + maxPayload + ") cannot be higher than max_pending (" + maxPending + ")");
        }
        if (serverName.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("server name cannot contain spaces");
        }
        range("max_payload", maxPayload, 1, Integer.MAX_VALUE);
        range("max_control_line", maxControlLine, 1, Integer.MAX_VALUE);
        range("max_subscriptions", maxSubscriptions, 0, Integer.MAX_VALUE);
        range("ping_max", pingMax, 1, Integer.MAX_VALUE);
        range("io_loops", ioLoops, 0, MAX_IO_LOOPS);
        range("outbound_budget", outboundBudget, 0, Long.MAX_VALUE);
        range("read_buffer_size", readBufferSize, MIN_READ_BUFFER_SIZE, MAX_READ_BUFFER_SIZE);
        positive("ping_interval", pingInterval);
        positive("write_deadline", writeDeadline);
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The number of event loops on a machine with so many cores. */
    public int ioLoopsFor(int cores) {
        return ioLoops > 0 ? ioLoops : Math.max(1, cores / 2);
    }

    /** The bytes that may wait for all connections together, where the process may use so many bytes of memory. */
    public long outboundBudgetFor(long memory) {
        if (outboundBudget > 0) {
            return outboundBudget;
        }
        long floor = maxPending > Long.MAX_VALUE / 8 ? Long.MAX_VALUE : 8 * maxPending;
        return Math.max(memory / 4, floor);
    }

    private static void port(int port) {
        if (port < RANDOM_PORT || port > 65535) {
            throw new IllegalArgumentException("listen tcp: address " + port + ": invalid port");
        }
    }

    private static void range(String name, long value, long min, long max) {
        if (value < min) {
            throw new IllegalArgumentException(name + " (" + value + ") cannot be lower than " + min);
        }
        if (value > max) {
            throw new IllegalArgumentException(name + " (" + value + ") cannot be higher than " + max);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " cannot be negative");
        }
    }

    /** Collects values for an {@link Options}; a value that is not set keeps its default. */
    public static final class Builder {
        private String host = DEFAULT_HOST;
        private int port = DEFAULT_PORT;
        private String serverName = "";
        private boolean debug;
        private boolean trace;
        private boolean logtime = true;
        private String logFile = "";
        private String pidFile = "";
        private String httpHost = "";
        private int httpPort;
        private int maxConnections = DEFAULT_MAX_CONNECTIONS;
        private int maxSubscriptions;
        private int maxPayload = DEFAULT_MAX_PAYLOAD;
        private int maxControlLine = DEFAULT_MAX_CONTROL_LINE;
        private long maxPending = DEFAULT_MAX_PENDING;
        private Duration pingInterval = Duration.ZERO;
        private int pingMax = DEFAULT_PING_MAX;
        private Duration writeDeadline = Duration.ZERO;
        private boolean noHeaderSupport;
        private boolean disableSublistCache;
        private int ioLoops;
        private long outboundBudget;
        private int readBufferSize = DEFAULT_READ_BUFFER_SIZE;

        private Builder() {}

        private Builder(Options from) {
            host = from.host;
            port = from.port;
            serverName = from.serverName;
            debug = from.debug;
            trace = from.trace;
            logtime = from.logtime;
            logFile = from.logFile;
            pidFile = from.pidFile;
            httpHost = from.httpHost;
            httpPort = from.httpPort;
            maxConnections = from.maxConnections;
            maxSubscriptions = from.maxSubscriptions;
            maxPayload = from.maxPayload;
            maxControlLine = from.maxControlLine;
            maxPending = from.maxPending;
            pingInterval = from.pingInterval;
            pingMax = from.pingMax;
            writeDeadline = from.writeDeadline;
            noHeaderSupport = from.noHeaderSupport;
            disableSublistCache = from.disableSublistCache;
            ioLoops = from.ioLoops;
            outboundBudget = from.outboundBudget;
            readBufferSize = from.readBufferSize;
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

        /** Name of the server, without spaces; empty: its id. */
        public Builder serverName(String value) {
            serverName = value;
            return this;
        }

        /** Log debug lines. */
        public Builder debug(boolean value) {
            debug = value;
            return this;
        }

        /** Log each protocol line. */
        public Builder trace(boolean value) {
            trace = value;
            return this;
        }

        /** Put a time stamp on each log line. */
        public Builder logtime(boolean value) {
            logtime = value;
            return this;
        }

        /** File that log lines are appended to; empty: standard error. */
        public Builder logFile(String value) {
            logFile = value;
            return this;
        }

        /** File that receives the process id; empty: none. */
        public Builder pidFile(String value) {
            pidFile = value;
            return this;
        }

        /** Address of the monitoring listener; empty: that of the clients' one. */
        public Builder httpHost(String value) {
            httpHost = value;
            return this;
        }

        /** TCP port of the monitoring listener, 0 for none, {@link #RANDOM_PORT} for a free one. */
        public Builder httpPort(int value) {
            httpPort = value;
            return this;
        }

        /** Clients at one time; negative: none. */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /** Subscriptions per connection, 0 for no limit. */
        public Builder maxSubscriptions(int value) {
            maxSubscriptions = value;
            return this;
        }

        /** Bytes in the payload of one message. */
        public Builder maxPayload(int value) {
            maxPayload = value;
            return this;
        }

        /** Bytes in one protocol line. */
        public Builder maxControlLine(int value) {
            maxControlLine = value;
            return this;
        }

        /** Bytes that may wait for one connection. */
        public Builder maxPending(long value) {
            maxPending = value;
            return this;
        }

        /** Time between PINGs to an idle client. */
        public Builder pingInterval(Duration value) {
            pingInterval = value;
            return this;
        }

        /** PINGs without an answer before a connection is stale. */
        public Builder pingMax(int value) {
            pingMax = value;
            return this;
        }

        /** Time in which a socket must accept bytes that wait for it. */
        public Builder writeDeadline(Duration value) {
            writeDeadline = value;
            return this;
        }

        /** Refuse messages with headers. */
        public Builder noHeaderSupport(boolean value) {
            noHeaderSupport = value;
            return this;
        }

        /** Match each subject anew. */
        public Builder disableSublistCache(boolean value) {
            disableSublistCache = value;
            return this;
        }

        /** Event loops that serve client sockets, 0 for half of the cores. */
        public Builder ioLoops(int value) {
            ioLoops = value;
            return this;
        }

        /** Bytes that may wait for all connections together, 0 for automatic. */
        public Builder outboundBudget(long value) {
            outboundBudget = value;
            return this;
        }

        /** Bytes of the read buffer of each event loop. */
        public Builder readBufferSize(int value) {
            readBufferSize = value;
            return this;
        }

        /**
         * The options so far.
         *
         * @throws IllegalArgumentException with a text for operators if they cannot be served
         */
        public Options build() {
            return new Options(
                    host,
                    port,
                    serverName,
                    debug,
                    trace,
                    logtime,
                    logFile,
                    pidFile,
                    httpHost,
                    httpPort,
                    maxConnections,
                    maxSubscriptions,
                    maxPayload,
                    maxControlLine,
                    maxPending,
                    pingInterval,
                    pingMax,
                    writeDeadline,
                    noHeaderSupport,
                    disableSublistCache,
                    ioLoops,
                    outboundBudget,
                    readBufferSize);
        }
    }
}
