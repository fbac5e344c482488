package io.midge;

import io.midge.log.Log;
import io.midge.log.Slf4jLogSink;
import io.midge.loop.Clock;
import io.midge.net.InProcess;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A NATS server inside this JVM.
 *
 * <pre>{@code
 * try (NatsServer server = NatsServer.builder().port(0).start();
 *         Connection nc = Nats.connect(server.url())) {
 *     nc.publish("greet", "hello".getBytes());
 * }
 * }</pre>
 *
 * It logs through SLF4J, under {@code io.midge.NatsServer}. Any number of servers may run in one JVM; they share nothing.
 * All methods are safe from any thread.
 */
public final class NatsServer implements AutoCloseable {
    private final Wiring wiring;

    NatsServer(Wiring wiring) {
        this.wiring = wiring;
    }

    Wiring wiring() {
        return wiring;
    }

    /** A server to be configured. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a server with these options; it accepts clients when this returns. Where the log goes, pid file and
     * ports file are the command's: an embedded server logs through SLF4J, and the process is its host's.
     *
     * @throws UncheckedIOException when an address cannot be had
     * @throws IllegalArgumentException when an option is out of its range
     */
    public static NatsServer start(Options options) {
        String refusal = Start.refusal(options);
        if (!refusal.isEmpty()) {
            throw new IllegalArgumentException(refusal);
        }
        Clock clock = Clock.system();
        Log log = new Log(new Slf4jLogSink(NatsServer.class.getName()), Start.verbosity(options.log()));
        try {
            return new NatsServer(Wiring.start(
                    Settings.of(options.toBuilder().portsFileDir("").build(), clock.instant()), log, clock));
        } catch (IOException e) {
            log.close();
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect: {@code nats://127.0.0.1:4222}, with the port that was taken if any was free to choose. */
    public String url() {
        return wiring.scheme() + "://" + wiring.clientAddress();
    }

    /** The port that clients connect to. */
    public int port() {
        return wiring.clientPort();
    }

    /** The monitoring port, 0 when there is none. */
    public int monitorPort() {
        return wiring.monitorPort();
    }

    /** The server's public key, {@code N…}: new with each start. */
    public String id() {
        return wiring.info().serverId();
    }

    /** The server's name as configured, or its id. */
    public String name() {
        return wiring.info().serverName();
    }

    /** Connects without a socket. The server greets with INFO, as on any connection. */
    public InProcessConnection connectInProcess() {
        InProcess pipe = wiring.connectInProcess();
        return new InProcessConnection() {
            @Override
            public InputStream inputStream() {
                return pipe.inputStream();
            }

            @Override
            public OutputStream outputStream() {
                return pipe.outputStream();
            }

            @Override
            public void close() {
                pipe.close();
            }
        };
    }

    /** Stops the server: no new clients, the present ones are closed after what was queued for them. Waits for the end. */
    @Override
    public void close() {
        wiring.stop();
    }

    /**
     * Stops the server without all clients falling on the others of its cluster at once: no new clients, the present ones
     * are told by an INFO with {@code "ldm":true} that they had better go, and after a grace period those that are still
     * here are closed one by one, in random order, each after what was queued for it. Waits for the end, which without
     * clients comes at once, and otherwise up to two minutes later; {@link #close} ends it before. An interrupt ends the
     * wait, not what was begun.
     */
    public void lameDuckShutdown() {
        wiring.lameDuckShutdown();
    }

    /** Collects options; see {@link Options} for what each means. */
    public static final class Builder {
        private final Options.Builder options = Options.builder().host("127.0.0.1");

        private Builder() {}

        /** The address to listen on; default 127.0.0.1, because an embedded server is seldom meant for others. */
        public Builder host(String host) {
            options.host(host);
            return this;
        }

        /** The port to listen on, 0 for a free one; default 4222. */
        public Builder port(int port) {
            options.port(port == 0 ? Options.RANDOM_PORT : port);
            return this;
        }

        /** The server's name; default its id. */
        public Builder serverName(String name) {
            options.serverName(name);
            return this;
        }

        /** Serves monitoring pages over HTTP on this port, 0 for a free one; default off. */
        public Builder monitorPort(int port) {
            options.httpPort(port == 0 ? Options.RANDOM_PORT : port);
            return this;
        }

        /** The largest message, headers included, in bytes; default 1 MiB. */
        public Builder maxPayload(int bytes) {
            options.maxPayload(bytes);
            return this;
        }

        /** Logs debug lines. */
        public Builder debug(boolean on) {
            options.debug(on);
            return this;
        }

        /** Logs each protocol line. */
        public Builder trace(boolean on) {
            options.trace(on);
            return this;
        }

        /** Turns JetStream on; its streams are kept below this directory, and are there again when the next server opens it. */
        public Builder jetStream(Path directory) {
            options.storeDir(directory.toString())
                    .jetStream(JetStreamOptions.builder().build());
            return this;
        }

        /** Threads that serve connections; default half of the cores. */
        public Builder ioLoops(int count) {
            options.ioLoops(count);
            return this;
        }

        /**
         * Starts it; it accepts clients when this returns.
         *
         * @throws UncheckedIOException when an address cannot be had
         * @throws IllegalArgumentException when an option is out of its range
         */
        public NatsServer start() {
            return NatsServer.start(options.build());
        }
    }
}
