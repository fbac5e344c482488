package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.next;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.PeerServer;
import io.midge.interop.jnats.JnatsSuite.Case;
import io.midge.interop.jnats.JnatsSuite.Target;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.api.ServerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Connecting, staying connected, and coming back. */
@SuppressWarnings("try")
final class ConnectionCases {
    private static final int PINGS = 5;

    private ConnectionCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("server-info", ConnectionCases::serverInfo);
        cases.put("flush-and-rtt", ConnectionCases::flushAndRtt);
        cases.put("verbose-and-pedantic", ConnectionCases::verbosePedantic);
        cases.put("keepalive-pings", ConnectionCases::keepalive);
        cases.put("max-payload-at-the-client", ConnectionCases::maxPayloadAtClient);
        cases.put("max-payload-at-the-server", ConnectionCases::maxPayloadAtServer);
        cases.put("reconnect", ConnectionCases::reconnect);
    }

    private static void serverInfo(Target target) throws Exception {
        try (Connection nc = MessagingCases.connect(target);
                Connection second = MessagingCases.connect(target)) {
            ServerInfo info = nc.getServerInfo();
            Check.that(info.getServerId().matches("N[A-Z2-7]{55}"), "server id " + info.getServerId());
            Check.that(!info.getServerName().isEmpty(), "no server name");
            Check.that(info.getVersion().matches("2\\.\\d+\\.\\d+.*"), "version " + info.getVersion());
            equal(1L << 20, info.getMaxPayload(), "max_payload");
            equal(true, info.isHeadersSupported(), "headers");
            equal(1, info.getProtocolVersion(), "proto");
            equal(target.port(), info.getPort(), "port");
            equal(false, info.isAuthRequired(), "auth_required");
            equal("127.0.0.1", info.getClientIp(), "client_ip");
            Check.that(info.getClientId() > 0, "client_id " + info.getClientId());
            Check.that(info.getClientId() != second.getServerInfo().getClientId(), "two connections, one client_id");
            equal(Connection.Status.CONNECTED, nc.getStatus(), "status");
        }
    }

    private static void flushAndRtt(Target target) throws Exception {
        try (Connection nc = MessagingCases.connect(target)) {
            for (int i = 0; i < 100; i++) {
                nc.flush(WAIT);
            }
            Duration rtt = nc.RTT();
            Check.that(rtt.isPositive() && rtt.compareTo(WAIT) < 0, "RTT " + rtt);
        }
    }

    private static void verbosePedantic(Target target) throws Exception {
        Options options =
                Options.builder().server(target.url()).verbose().pedantic().build();
        try (Connection nc = Nats.connect(options)) {
            Subscription subscription = nc.subscribe("java.verbose");
            for (int i = 0; i < 100; i++) {
                nc.publish("java.verbose", bytes("m" + i));
            }
            for (int i = 0; i < 100; i++) {
                equal("m" + i, text(next(subscription)), "payload");
            }
            nc.flush(WAIT);
            Check.that(
                    nc.getStatistics().getOKs() >= 102,
                    "+OK: " + nc.getStatistics().getOKs());
            equal(0L, nc.getStatistics().getErrs(), "-ERR");
        }
    }

    private static void keepalive(Target target) throws Exception {
        Options options = Options.builder()
                .server(target.url())
                .pingInterval(Duration.ofMillis(200))
                .maxPingsOut(5)
                .build();
        try (Connection nc = Nats.connect(options);
                Connection other = MessagingCases.connect(target)) {
            // The client pings only while nothing else comes in; another connection's round trips pass the time.
            long pinged = nc.getStatistics().getPings();
            while (nc.getStatistics().getPings() < pinged + PINGS) {
                other.flush(WAIT);
            }
            equal(Connection.Status.CONNECTED, nc.getStatus(), "status");
            equal(0L, nc.getStatistics().getReconnects(), "reconnects");
        }
    }

    private static void maxPayloadAtClient(Target target) throws Exception {
        try (Connection nc = MessagingCases.connect(target)) {
            byte[] tooLarge = new byte[(int) nc.getMaxPayload() + 1];
            try {
                nc.publish("java.big", tooLarge);
                throw new AssertionError("the client let a message of max_payload + 1 go");
            } catch (IllegalArgumentException e) {
                Check.that(String.valueOf(e.getMessage()).contains("exceed"), String.valueOf(e.getMessage()));
            }
        }
    }

    private static void maxPayloadAtServer(Target target) throws Exception {
        CompletableFuture<String> error = new CompletableFuture<>();
        CountDownLatch gone = new CountDownLatch(1);
        ErrorListener errors = new ErrorListener() {
            @Override
            public void errorOccurred(Connection conn, String text) {
                error.complete(text);
            }
        };
        ConnectionListener events = (conn, event) -> {
            if (event == ConnectionListener.Events.DISCONNECTED || event == ConnectionListener.Events.CLOSED) {
                gone.countDown();
            }
        };
        Options options = Options.builder()
                .server(target.url())
                .clientSideLimitChecks(false)
                .noReconnect()
                .errorListener(errors)
                .connectionListener(events)
                .build();
        try (Connection nc = Nats.connect(options)) {
            nc.publish("java.big", new byte[(int) nc.getMaxPayload() + 1]);
            Check.that(gone.await(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), "the connection stayed");
            // A client that is still writing may lose the text to the reset; what it gets must be this.
            String text = error.getNow("Maximum Payload Violation");
            Check.that(text.contains("Maximum Payload Violation"), text);
        }
    }

    private static void reconnect(Target target) throws Exception {
        PeerServer first = PeerServer.start(target.command(), List.of());
        int port = first.port();
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(1);
        ConnectionListener events = (conn, event) -> {
            switch (event) {
                case DISCONNECTED -> gone.countDown();
                case RESUBSCRIBED -> back.countDown();
                default -> {}
            }
        };
        Options options = Options.builder()
                .server(first.url())
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .connectionListener(events)
                .build();
        try (Connection nc = Nats.connect(options)) {
            Subscription subscription = nc.subscribe("java.back.*");
            nc.publish("java.back.1", bytes("before"));
            equal("before", text(next(subscription)), "payload");
            first.close();
            Check.that(gone.await(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), "no disconnect seen");
            try (PeerServer again = PeerServer.start(target.command(), port, List.of());
                    Connection other = Nats.connect(again.url())) {
                Check.that(back.await(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), "no reconnect");
                nc.flush(WAIT);
                other.publish("java.back.2", bytes("after"));
                equal("after", text(next(subscription)), "payload");
            }
        } finally {
            first.close();
        }
    }
}
