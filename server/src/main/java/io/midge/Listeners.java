package io.midge;

import io.midge.log.Log;
import io.midge.net.Addresses;
import io.midge.net.HostPort;
import io.midge.net.Listener;
import io.midge.net.NetLoop;
import io.midge.net.NotSupportedYet;
import java.io.IOException;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listeners beside that for clients, whose protocols are not spoken yet: each port is open, and who connects is told.
 * They are opened and logged as nats-server does it, routes after the clients' listener, the others before.
 *
 * <p>Threads: the one that starts the server; {@link #close} from any.
 */
final class Listeners {
    /** In the order in which they are opened. */
    enum Kind {
        GATEWAY("gateway", "Error listening on gateway port: %d - %s"),
        WEBSOCKET("websocket", "Unable to listen for websocket connections: %2$s"),
        LEAFNODES("leafnodes", "Error listening on leafnode port: %d - %s"),
        MQTT("mqtt", "Unable to listen for MQTT connections: %2$s"),
        CLUSTER("cluster", "Error listening on router port: %d - %s");

        private final String block;
        private final String failure;

        Kind(String block, String failure) {
            this.block = block;
            this.failure = failure;
        }
    }

    /**
     * A listener that the configuration asks for.
     *
     * @param host address or name to listen on
     * @param port TCP port, -1 for a free one
     * @param advertise what it is to be called by others, empty for its own address
     * @param tls whether it has a certificate, which decides how its URL begins
     * @param name of the gateway or the cluster, else empty
     * @param nameMadeUp whether the cluster's name was not configured but made for this start
     */
    record Wanted(Kind kind, String host, int port, String advertise, boolean tls, String name, boolean nameMadeUp) {}

    private final List<NetLoop> loops;
    private final Log log;
    private final List<Wanted> wanted;
    private final Map<Kind, Listener> open = new EnumMap<>(Kind.class);

    private Listeners(List<Wanted> wanted, List<NetLoop> loops, Log log) {
        this.wanted =
                wanted.stream().sorted((a, b) -> a.kind().compareTo(b.kind())).toList();
        this.loops = loops;
        this.log = log;
    }

    /**
     * Opens them all, or none: whose connections are refused as soon as the loops run. Logs nothing; see {@link
     * #announce}.
     *
     * @throws IOException when an address cannot be had or given to others, with the text that nats-server ends with
     */
    static Listeners open(List<Wanted> wanted, List<NetLoop> loops, Log log) throws IOException {
        Listeners all = new Listeners(wanted, loops, log);
        try {
            for (Wanted each : all.wanted) {
                all.open(each);
            }
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
        all.open.forEach((kind, listener) -> listener.start(new NotSupportedYet(kind.block, log)));
        return all;
    }

    private void open(Wanted each) throws IOException {
        Listener listener;
        try {
            listener = Listener.bind(each.kind().block, each.host(), Math.max(0, each.port()), loops, log);
        } catch (IOException e) {
            throw new IOException(String.format(each.kind().failure, each.port(), e.getMessage()), e);
        }
        open.put(each.kind(), listener);
        check(each);
    }

    /**
     * Whether all that they are to be called by others can be.
     *
     * @throws IOException with the text that nats-server ends with
     */
    void check(List<Wanted> others) throws IOException {
        for (Wanted each : others) {
            check(each);
        }
    }

    private void check(Wanted each) throws IOException {
        try {
            advertised(each);
        } catch (IllegalArgumentException e) {
            String value = each.advertise() + ", err=" + e.getMessage();
            throw new IOException(
                    switch (each.kind()) {
                        case GATEWAY -> "Error setting gateway INFO with Gateway.Advertise value of " + value;
                        case LEAFNODES -> "Error setting leafnode INFO with LeafNode.Advertise value of " + value;
                        case CLUSTER -> "Error setting route INFO with Cluster.Advertise value of " + value;
                        case WEBSOCKET, MQTT -> "Unable to get websocket connect URLs: " + e.getMessage();
                    },
                    e);
        }
    }

    /** Says what is open: routes, which come after the clients' listener, or all others, which come before. */
    void announce(boolean routes) {
        for (Wanted each : wanted) {
            if (routes == (each.kind() == Kind.CLUSTER)) {
                announce(each);
            }
        }
    }

    private void announce(Wanted each) {
        int port = port(each.kind());
        String address = Addresses.hostPort(each.host(), port);
        String url = "://" + each.host() + ":" + port; // nats-server sets no brackets here
        switch (each.kind()) {
            case GATEWAY -> {
                log.info("Gateway name is " + each.name());
                log.info("Listening for gateways connections on " + address);
                gatewayAddress(each, port);
            }
            case WEBSOCKET -> {
                log.info("Listening for websocket clients on " + (each.tls() ? "wss" : "ws") + url);
                if (!each.tls()) {
                    log.warn("Websocket not configured with TLS. DO NOT USE IN PRODUCTION!");
                }
            }
            case LEAFNODES -> {
                log.info("Listening for leafnode connections on " + address);
                if (!each.advertise().isEmpty()) {
                    log.info("Advertise address for leafnode is set to " + advertised(each));
                }
            }
            case MQTT -> log.info("Listening for MQTT clients on " + (each.tls() ? "tls" : "mqtt") + url);
            case CLUSTER -> {
                log.info("Cluster name is " + each.name());
                if (each.nameMadeUp()) {
                    log.warn("Cluster name was dynamically generated, consider setting one");
                }
                log.info("Listening for route connections on " + address);
            }
        }
        log.warn(each.kind().block + " not supported yet: connections to port " + port + " are refused");
    }

    private void gatewayAddress(Wanted each, int port) {
        String name = '"' + each.name() + '"';
        if (!each.advertise().isEmpty()) {
            log.info("Advertise address for gateway " + name + " is set to " + advertised(each));
            return;
        }
        String host = each.host();
        if (host.equals("0.0.0.0") || host.equals("::")) {
            Optional<String> global = firstGlobal();
            if (global.isEmpty()) {
                log.error("Could not find any non-local IP for gateway " + name + " with listen specification \"" + host
                        + '"');
            }
            host = global.orElse(host);
        }
        log.info("Address for gateway " + name + " is " + Addresses.hostPort(host, port));
    }

    private static Optional<String> firstGlobal() {
        try {
            return Addresses.firstGlobal();
        } catch (SocketException e) {
            return Optional.empty(); // as on a machine that has none
        }
    }

    private HostPort advertised(Wanted each) {
        return each.advertise().isEmpty()
                ? new HostPort(each.host(), port(each.kind()))
                : HostPort.parse(each.advertise(), port(each.kind()));
    }

    /** The port that was taken, 0 when there is no such listener. */
    int port(Kind kind) {
        Listener listener = open.get(kind);
        return listener == null ? 0 : listener.port();
    }

    /** The same, by the name of the block. */
    int port(String block) {
        for (Map.Entry<Kind, Listener> each : open.entrySet()) {
            if (each.getKey().block.equals(block)) {
                return each.getValue().port();
            }
        }
        return 0;
    }

    /** Stops listening. */
    void close() {
        open.values().forEach(Listener::close);
    }
}
