package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.next;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.PeerServer;
import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Consumer;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Servers that go, and clients that are too slow. */
@SuppressWarnings("try")
final class TroubleCases {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 2_000;

    private TroubleCases() {}

    /** What a client needs to come to a server. */
    private interface Way {
        Options.Builder to(PeerServer server, Heard heard) throws Exception;
    }

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("lame-duck", TroubleCases::lameDuck);
        cases.put("reconnect-after-a-kill", servers -> comesBack(servers, "open", Guarded::to));
        cases.put(
                "reconnect-with-tls-and-user",
                servers -> comesBack(
                        servers,
                        "tls-users",
                        (server, heard) -> Guarded.to(server, heard)
                                .sslContext(Pem.context("TLS", "ca", null))
                                .userInfo("alice".toCharArray(), "s3cr3t".toCharArray())));
        cases.put("slow-consumer-at-the-server", TroubleCases::slowAtTheServer);
        cases.put("slow-consumer-at-the-client", TroubleCases::slowAtTheClient);
    }

    private static void comesBack(Servers servers, String name, Way way) throws Exception {
        Heard heard = new Heard();
        PeerServer first = servers.own(name, -1);
        Options options = way.to(first, heard)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .build();
        try (Connection nc = Nats.connect(options)) {
            Subscription subscription = nc.subscribe("java.back.*");
            Subscription group = nc.subscribe("java.back.*", "group");
            nc.publish("java.back.1", bytes("before"));
            equal("before", text(next(subscription)), "payload");
            equal("before", text(next(group)), "payload");
            first.kill();
            heard.await(Events.DISCONNECTED);
            try (PeerServer again = servers.own(name, first.port());
                    Connection other = Nats.connect(way.to(again, new Heard()).build())) {
                heard.await(Events.RESUBSCRIBED);
                nc.flush(WAIT);
                other.publish("java.back.2", bytes("after"));
                equal("after", text(next(subscription)), "payload");
                equal("after", text(next(group)), "payload");
            }
        } finally {
            first.close();
        }
    }

    private static void lameDuck(Servers servers) throws Exception {
        Heard heard = new Heard();
        try (PeerServer server = servers.own("open", -1);
                Connection nc = Nats.connect(Guarded.to(server, heard).build())) {
            Subscription subscription = nc.subscribe("java.duck");
            nc.flush(WAIT);
            signal(server, "USR2");
            heard.await(Events.LAME_DUCK);
            nc.publish("java.duck", bytes("quack"));
            equal("quack", text(next(subscription)), "payload");
            heard.await(Events.CLOSED);
            equal(0, server.ended(), "code of the server");
        }
    }

    private static void signal(PeerServer server, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start();
        equal(0, kill.waitFor(), "code of kill");
    }

    private static void slowAtTheClient(Servers servers) throws Exception {
        Heard heard = new Heard();
        try (Connection nc =
                Nats.connect(Guarded.to(servers.serve("open"), heard).build())) {
            Subscription subscription = nc.subscribe("java.slow");
            subscription.setPendingLimits(5, -1);
            for (int i = 0; i < 50; i++) {
                nc.publish("java.slow", bytes("m" + i));
            }
            nc.flush(WAIT);
            Consumer slow = heard.slow.poll(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
            Check.that(slow == subscription, "reported as slow: " + slow);
            Check.that(
                    subscription.getDroppedCount() >= 40, "only " + subscription.getDroppedCount() + " were dropped");
            int got = 50 - (int) subscription.getDroppedCount();
            for (int i = 0; i < got; i++) {
                equal("m" + i, text(next(subscription)), "payload");
            }
            nc.publish("java.slow", bytes("later"));
            equal("later", text(next(subscription)), "payload");
        }
    }

    private static void slowAtTheServer(Servers servers) throws Exception {
        try (PeerServer server = servers.own("slow", -1);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Connection quick = Nats.connect(Guarded.to(server).build());
                Connection publisher = Nats.connect(Guarded.to(server).build())) {
            socket.setSoTimeout(JnatsSuite.WAIT_SECONDS * 1000);
            socket.getOutputStream().write(bytes("CONNECT {\"verbose\":false}\r\nSUB java.flood 1\r\nPING\r\n"));
            InputStream in = socket.getInputStream();
            Check.that(line(in).startsWith("INFO {"), "no INFO");
            equal("PONG\r\n", line(in), "answer");
            Subscription subscription = quick.subscribe("java.flood");
            quick.flush(WAIT);
            int sent = 0;
            for (; sent < CHUNKS && !server.said("Slow Consumer"); sent++) {
                publisher.publish("java.flood", new byte[CHUNK]);
                publisher.flush(WAIT);
                equal(CHUNK, next(subscription).getData().length, "size");
            }
            Check.that(sent < CHUNKS, "the server does not say that a consumer is slow");
            long all = rest(in);
            Check.that(all < (long) sent * CHUNK, "all " + all + " bytes came");
            Guarded.works(publisher, "java.after.the.flood");
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.write(c);
            if (c == '\n') {
                break;
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Everything until the server closes, in whatever way. */
    private static long rest(InputStream in) throws IOException {
        long all = 0;
        byte[] part = new byte[CHUNK];
        try {
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                all += count;
            }
        } catch (SocketException e) {
            // Reset: what it had not sent is gone.
        }
        return all;
    }
}
