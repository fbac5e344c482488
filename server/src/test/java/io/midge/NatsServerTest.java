package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.midge.options.LameDuckOptions;
import io.midge.options.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NatsServerTest {
    private static NatsServer start() {
        return NatsServer.builder().port(0).monitorPort(0).ioLoops(2).start();
    }

    private static Set<Thread> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("nats-io-"))
                .collect(Collectors.toSet());
    }

    @Test
    void aFreePortIsTakenAndSaid() {
        try (NatsServer server = start();
                RawClient client = RawClient.connect(server)) {
            assertThat(server.port()).isBetween(1, 65535);
            assertThat(server.url()).isEqualTo("nats://127.0.0.1:" + server.port());
            assertThat(client.info())
                    .contains("\"port\":" + server.port() + ",", "\"server_id\":\"" + server.id() + "\"")
                    .contains("\"client_id\":1,\"client_ip\":\"127.0.0.1\"");
            assertThat(server.name()).isEqualTo(server.id()).hasSize(56).startsWith("N");
            client.barrier();
        }
    }

    @Test
    void closeFreesThePortAndEndsAllThreads() throws IOException {
        Set<Thread> before = loops();
        NatsServer server = start();
        assertThat(loops()).hasSize(before.size() + 2);
        RawClient client = RawClient.connect(server).barrier();
        server.close();
        client.expectEnd();
        assertThat(loops()).isEqualTo(before);
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            assertThat(again.isBound()).isTrue();
        }
        server.close();
        client.close();
    }

    @Test
    void whatWasQueuedIsSentBeforeTheEnd() {
        NatsServer server = start();
        try (RawClient client = RawClient.connect(server).send("SUB foo 1\r\n").barrier()) {
            client.pub("foo", "x".repeat(200_000));
            await().until(() -> Varz.number(server, "out_msgs") == 1);
            server.close();
            client.expect("MSG foo 1 200000\r\n" + "x".repeat(200_000) + "\r\n").expectEnd();
        }
    }

    @Test
    void aLameDuckWithoutClientsEndsAtOnceAndWithItsThreads() throws IOException {
        Set<Thread> before = loops();
        NatsServer server = start();
        server.lameDuckShutdown();
        assertThat(loops()).isEqualTo(before);
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void howLongALameDuckTakesIsConfigured() {
        Options options = Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .ioLoops(2)
                .lameDuck(LameDuckOptions.builder()
                        .duration(Duration.ofMillis(40))
                        .gracePeriod(Duration.ofMillis(20))
                        .build())
                .build();
        NatsServer server = NatsServer.start(options);
        try (RawClient one = RawClient.connect(server).barrier();
                RawClient two = RawClient.connect(server).barrier()) {
            server.lameDuckShutdown();
            one.expectEnd();
            two.expectEnd();
        }
    }

    @Test
    void clientsThatComeWhileItClosesAreSentAwayToo() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            NatsServer server = start();
            List<RawClient> clients = new ArrayList<>();
            AtomicBoolean refused = new AtomicBoolean();
            Thread comers = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        clients.add(RawClient.greeted(server.port()));
                    }
                } catch (UncheckedIOException | AssertionError e) {
                    refused.set(true);
                }
            });
            await().until(() -> Varz.number(server, "total_connections") > 5);
            server.close();
            comers.join();
            assertThat(refused).isTrue();
            for (RawClient each : clients) {
                each.expectEnd();
                each.close();
            }
        }
    }

    @Test
    @SuppressWarnings("try") // one server ends before the other
    void twoServersShareNothing() {
        try (NatsServer one = start();
                NatsServer other = start();
                RawClient here = RawClient.connect(one).send("SUB > 1\r\n").barrier();
                RawClient there = RawClient.connect(other).send("SUB > 1\r\n").barrier()) {
            assertThat(one.id()).isNotEqualTo(other.id());
            assertThat(one.port()).isNotEqualTo(other.port());
            here.pub("foo", "here").expect("MSG foo 1 4\r\nhere\r\n").barrier();
            there.barrier()
                    .pub("foo", "there")
                    .expect("MSG foo 1 5\r\nthere\r\n")
                    .barrier();
            here.barrier();
            one.close();
            here.expectEnd();
            there.pub("foo", "still").expect("MSG foo 1 5\r\nstill\r\n").barrier();
            assertThat(Varz.number(other, "in_msgs")).isEqualTo(2);
        }
    }

    @Test
    void anAddressInUseIsReportedInNatsServersWords() {
        Set<Thread> before = loops();
        try (NatsServer server = start()) {
            int port = server.port();
            assertThatThrownBy(() ->
                            NatsServer.builder().port(port).ioLoops(2).start().close())
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .hasMessage("Error listening on port: 127.0.0.1:" + port + ", \"listen tcp 127.0.0.1:" + port
                            + ": bind: address already in use\"");
            int monitor = server.monitorPort();
            assertThatThrownBy(() -> NatsServer.builder()
                            .port(0)
                            .monitorPort(monitor)
                            .start()
                            .close())
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .hasMessageContaining("listen tcp 127.0.0.1:" + monitor + ": bind: address already in use");
            assertThat(loops()).hasSize(before.size() + 2);
        }
    }

    @Test
    void itListensOnIpVersion6() {
        assumeThat(hasIpVersion6()).as("this machine has ::1").isTrue();
        try (NatsServer server = NatsServer.builder().host("::1").port(0).start();
                RawClient client = RawClient.greeted("::1", server.port())) {
            assertThat(server.url()).isEqualTo("nats://[::1]:" + server.port());
            assertThat(client.info()).contains("\"host\":\"::1\"", "\"client_ip\":\"::1\"");
            client.send("PING\r\n").expect("PONG\r\n");
        }
    }

    private static boolean hasIpVersion6() {
        try (ServerSocket probe = new ServerSocket()) {
            byte[] loopback = new byte[16];
            loopback[15] = 1;
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void monitoringCountsWhatHappened() {
        try (NatsServer server = start()) {
            long own = Varz.number(server, "subscriptions"); // of the server itself
            assertThat(Varz.page(server, "/healthz")).contains("\"status\":\"ok\"");
            RawClient gone = RawClient.connect(server).send("SUB x 1\r\n").barrier();
            gone.close();
            try (RawClient one = RawClient.connect(server)
                            .send("SUB foo.* 1\r\nSUB foo.a q 2\r\n")
                            .barrier();
                    RawClient two =
                            RawClient.connect(server).send("SUB foo.a 1\r\n").barrier()) {
                for (int i = 0; i < 10; i++) {
                    one.pub("foo.a", "12345");
                    two.pub("foo.b", "123");
                    two.pub("nobody", "1");
                }
                two.send("HPUB foo.b 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");
                one.send("PING\r\n");
                two.send("PING\r\n");
                await().untilAsserted(() -> {
                    assertThat(Varz.number(server, "connections")).isEqualTo(2);
                    assertThat(Varz.number(server, "subscriptions")).isEqualTo(own + 3);
                    assertThat(Varz.number(server, "in_msgs")).isEqualTo(31);
                    assertThat(Varz.number(server, "in_bytes")).isEqualTo(50 + 30 + 10 + 14);
                    assertThat(Varz.number(server, "out_msgs")).isEqualTo(30 + 10 + 1);
                    assertThat(Varz.number(server, "out_bytes")).isEqualTo(150 + 30 + 14);
                });
                assertThat(Varz.number(server, "total_connections")).isEqualTo(3);
                assertThat(Varz.number(server, "slow_consumers")).isZero();
                assertThat(Varz.number(server, "stale_connections")).isZero();
            }
            await().until(() -> Varz.number(server, "connections") == 0 && Varz.number(server, "subscriptions") == own);
        }
    }

    @Test
    void whoDoesNotReadIsASlowConsumerAndTheOthersGetEverything() {
        Options options = Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .ioLoops(2)
                .maxPayload(64 * 1024)
                .maxPending(1 << 20)
                .build();
        try (NatsServer server = NatsServer.start(options);
                RawClient sleeper =
                        RawClient.narrow(server).send("SUB foo 1\r\n").barrier();
                RawClient reader =
                        RawClient.connect(server).send("SUB foo 1\r\n").barrier();
                RawClient publisher = RawClient.connect(server).barrier()) {
            String payload = "x".repeat(64 * 1024);
            String message = "MSG foo 1 65536\r\n" + payload + "\r\n";
            int sent = 0;
            while (Varz.number(server, "slow_consumers") == 0) {
                assertThat(sent++).as("64 MiB are more than any kernel keeps").isLessThan(1024);
                publisher.pub("foo", payload);
                reader.expect(message);
            }
            assertThat(Varz.number(server, "slow_consumers")).isEqualTo(1);
            await().until(() -> Varz.number(server, "connections") == 2);
            publisher.pub("foo", "last");
            reader.expect("MSG foo 1 4\r\nlast\r\n").barrier();
            assertThat(sleeper.rest().length()).isLessThan(sent * message.length());
        }
    }

    @Test
    @SuppressWarnings("try") // the server ends before its client
    void aClientInTheSameProcessIsAClientLikeAnyOther() throws IOException {
        try (NatsServer server = start();
                RawClient other =
                        RawClient.connect(server).send("SUB foo 1\r\n").barrier();
                InProcessConnection inside = server.connectInProcess()) {
            String info = line(inside);
            assertThat(info).startsWith("INFO {").contains("\"client_id\":2").doesNotContain("client_ip");
            inside.outputStream()
                    .write("CONNECT {\"verbose\":false}\r\nPUB foo 2\r\nhi\r\nPING\r\n".getBytes(ISO_8859_1));
            assertThat(line(inside)).isEqualTo("PONG");
            other.expect("MSG foo 1 2\r\nhi\r\n").barrier();
            server.close();
            assertThat(inside.inputStream().read()).isEqualTo(-1);
        }
    }

    private static String line(InProcessConnection connection) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = connection.inputStream().read();
                c >= 0 && c != '\n';
                c = connection.inputStream().read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
