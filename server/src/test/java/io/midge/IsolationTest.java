package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.LimitOptions;
import io.midge.options.Options;
import io.midge.options.WriteTimeout;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subscribers that do not read, and what the others, the publisher and the server's memory see of it. */
class IsolationTest {
    private static final int ALL = 100;
    private static final int ASLEEP = 10;
    private static final int SIZE = 4096;
    /** Messages that the publisher sends before it looks whether those who read have them. */
    private static final int ROUND = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<RawClient> readers = new ArrayList<>();
    private final List<RawClient> sleepers = new ArrayList<>();
    private long mostUsed;
    private int published;

    private NatsServer start(LimitOptions.Builder limits, long budget) throws Exception {
        Options checked = Options.builder()
                .limits(limits.build())
                .outboundBudget(budget)
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .ioLoops(2)
                .build()
                .check();
        Clock clock = Clock.system();
        NatsServer server = new NatsServer(
                Wiring.start(Settings.of(checked, clock.instant()), new Log(new Sink(), false, false), clock));
        open.add(server);
        return server;
    }

    private void subscribe(NatsServer server) {
        for (int i = 0; i < ALL; i++) {
            boolean sleeps = i % (ALL / ASLEEP) == 3;
            RawClient client = sleeps ? RawClient.narrow(server) : RawClient.connect(server);
            (sleeps ? sleepers : readers).add(client.send("SUB fan 1\r\n").barrier());
            open.add(client);
        }
    }

    private static String payload(int number) {
        String text = Integer.toString(number);
        return text + "x".repeat(SIZE - text.length());
    }

    /** One round, of which those who read get all, in order. */
    private void round(NatsServer server, RawClient publisher) {
        StringBuilder sent = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < ROUND; i++) {
            String payload = payload(published++);
            sent.append("PUB fan ").append(SIZE).append("\r\n").append(payload).append("\r\n");
            expected.append("MSG fan 1 ")
                    .append(SIZE)
                    .append("\r\n")
                    .append(payload)
                    .append("\r\n");
        }
        publisher.send(sent.toString());
        publisher.barrier();
        for (RawClient each : readers) {
            assertThat(each.read(expected.length())).isEqualTo(expected.toString());
        }
        mostUsed = Math.max(mostUsed, server.wiring().outboundUsed());
    }

    private static long slow(NatsServer server) {
        return Varz.number(server, "slow_consumers");
    }

    private final class Sink implements LogSink {
        @Override
        public boolean write(Level level, String text, @Nullable Throwable cause) {
            lines.add(text);
            return true;
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    @Tag("long")
    void whoHasTooMuchWaitingIsCutAndNobodyElseNotices() throws Exception {
        NatsServer server = start(LimitOptions.builder().maxPending(2 << 20).writeDeadline(Duration.ofHours(1)), 0);
        subscribe(server);
        RawClient publisher = RawClient.connect(server).barrier();
        open.add(publisher);
        while (slow(server) < ASLEEP) {
            round(server, publisher);
            assertThat(published).as("messages until all are cut").isLessThan(10_000);
        }
        round(server, publisher);
        await().atMost(PATIENCE).until(() -> Varz.number(server, "connections") == ALL - ASLEEP + 1);
        assertThat(lines)
                .filteredOn(each -> each.contains("Slow Consumer"))
                .hasSize(ASLEEP)
                .allMatch(each -> each.matches(
                        "127.0.0.1:\\d+ - cid:\\d+ - Slow Consumer Detected: MaxPending of 2097152 Exceeded"));
        assertThat(mostUsed)
                .as("with what chunks have to spare")
                .isBetween(1L << 20, 2L * ASLEEP * (2 << 20) + (2 << 20));
        await().atMost(PATIENCE).until(() -> server.wiring().outboundUsed() == 0);
    }

    @Test
    @Tag("long")
    void whenTheBudgetIsSpentThoseWhoSleepPayForIt() throws Exception {
        long budget = 8 << 20;
        NatsServer server = start(LimitOptions.builder().writeDeadline(Duration.ofHours(1)), budget);
        subscribe(server);
        RawClient publisher = RawClient.connect(server).barrier();
        open.add(publisher);
        while (slow(server) < ASLEEP) {
            round(server, publisher);
            assertThat(published).isLessThan(20_000);
        }
        assertThat(lines)
                .filteredOn(each -> each.contains("Slow Consumer"))
                .hasSize(ASLEEP)
                .allMatch(each -> each.contains("outbound budget of 8388608 bytes for all connections spent, this one"
                                + " holds the most: ")
                        && each.endsWith("Raise outbound_budget, or lower max_pending"));
        assertThat(mostUsed).isLessThanOrEqualTo(budget);
        round(server, publisher);
        await().atMost(PATIENCE).until(() -> server.wiring().outboundUsed() == 0);
    }

    @Test
    @Tag("long")
    void whoMissesTheWriteDeadlineIsCutAndNobodyElseNotices() throws Exception {
        NatsServer server = start(LimitOptions.builder().writeDeadline(Duration.ofMillis(500)), 0);
        subscribe(server);
        RawClient publisher = RawClient.connect(server).barrier();
        open.add(publisher);
        while (slow(server) < ASLEEP) {
            round(server, publisher);
            assertThat(published).isLessThan(200_000);
        }
        assertThat(lines)
                .filteredOn(each -> each.contains("Slow Consumer"))
                .hasSize(ASLEEP)
                .allMatch(each -> each.contains("Slow Consumer Detected: WriteDeadline of 500ms exceeded with "));
        round(server, publisher);
        assertThat(lines).noneMatch(each -> each.contains("stalled"));
    }

    private static String read(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        assertThat(bytes).hasSize(length);
        return new String(bytes, ISO_8859_1);
    }

    private String publish(RawClient publisher, int messages) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < messages; i++) {
            publisher.pub("fan", payload(i));
            all.append("MSG fan 1 ")
                    .append(SIZE)
                    .append("\r\n")
                    .append(payload(i))
                    .append("\r\n");
        }
        publisher.barrier();
        return all.toString();
    }

    @Test
    @Tag("long")
    void whoTakesSomeNowAndThenStaysWhenThePolicyIsToRetry() throws Exception {
        NatsServer server = start(
                LimitOptions.builder().writeDeadline(Duration.ofSeconds(1)).writeTimeout(WriteTimeout.RETRY), 0);
        RawClient publisher = RawClient.connect(server).barrier();
        open.add(publisher);
        try (InProcessConnection slow = server.connectInProcess()) {
            InputStream in = slow.inputStream();
            while (in.read() != '\n') {}
            slow.outputStream().write("CONNECT {\"verbose\":false}\r\nSUB fan 1\r\nPING\r\n".getBytes(ISO_8859_1));
            assertThat(read(in, 6)).isEqualTo("PONG\r\n");
            String all = publish(publisher, 500);
            StringBuilder got = new StringBuilder();
            await().atMost(PATIENCE).until(() -> {
                got.append(read(in, 5000));
                return slow(server) >= 3;
            });
            got.append(read(in, all.length() - got.length()));
            assertThat(got.toString()).isEqualTo(all);
            await().atMost(PATIENCE)
                    .until(() ->
                            lines.stream().anyMatch(each -> each.contains("Slow Consumer Recovered: Flush took ")));
            List<String> about = lines.stream()
                    .filter(each -> each.contains("Slow Consumer"))
                    .toList();
            assertThat(about.get(0)).contains("Slow Consumer Detected: WriteDeadline of 1s exceeded with ");
            assertThat(about.get(1)).contains("Slow Consumer State: WriteDeadline of 1s exceeded with ");
            assertThat(Varz.number(server, "connections")).isEqualTo(2);
        }
    }

    @Test
    void whoTakesAByteNowAndThenIsCutWhenThePolicyIsToClose() throws Exception {
        NatsServer server = start(LimitOptions.builder().writeDeadline(Duration.ofMillis(300)), 0);
        long own = Varz.number(server, "subscriptions"); // of the server itself
        RawClient publisher = RawClient.connect(server).barrier();
        open.add(publisher);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            slow.getOutputStream().write("CONNECT {\"verbose\":false}\r\nSUB fan 1\r\nPING\r\n".getBytes(ISO_8859_1));
            await().until(() -> Varz.number(server, "subscriptions") == own + 1);
            InputStream in = slow.getInputStream();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                publish(publisher, 100);
                return in.read() >= 0 && slow(server) == 1;
            });
        }
        publisher.barrier();
        assertThat(lines)
                .anyMatch(each -> each.contains("Slow Consumer Detected: WriteDeadline of 300ms exceeded with "));
    }

    @Test
    void whoFallsFarBehindMissesMessagesWhenNoProducerIsToWait() throws Exception {
        NatsServer server = start(
                LimitOptions.builder()
                        .maxPending(2 << 20)
                        .noFastProducerStall(true)
                        .writeDeadline(Duration.ofHours(1)),
                0);
        RawClient slow = RawClient.narrow(server).send("SUB fan 1\r\n").barrier();
        RawClient publisher = RawClient.connect(server).barrier();
        open.add(slow);
        open.add(publisher);
        int messages = 4000;
        for (int i = 0; i < messages; i++) {
            publisher.pub("fan", payload(i));
        }
        publisher.barrier();
        slow.send("PING\r\n");
        int last = -1;
        int got = 0;
        String line = slow.line();
        while (!line.equals("PONG")) {
            assertThat(line).isEqualTo("MSG fan 1 " + SIZE);
            String payload = slow.read(SIZE + 2);
            int number = Integer.parseInt(payload.substring(0, payload.indexOf('x')));
            assertThat(number).isGreaterThan(last);
            last = number;
            got++;
            line = slow.line();
        }
        assertThat(got).isBetween(100, messages - 1);
        assertThat(slow(server)).isZero();
        assertThat(Varz.number(server, "stalled_clients")).isZero();
    }
}
