package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is a lame duck, with its clients, while a test makes time pass. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LameDuckServerTest implements Clock {
    private static final String ASYNC = "{\"verbose\":false,\"headers\":true,\"protocol\":1}";
    /** Of 100 kB each: more than a kernel takes, less than what a publisher would be made to wait for. */
    private static final int MESSAGES = 50;

    private static final String ENTERING = "INF Entering lame duck mode, stop accepting new clients";

    private final AtomicLong nanos = new AtomicLong(1);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private NatsServer server;
    private Thread duck = new Thread();

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    private final class Sink implements LogSink {
        @Override
        public boolean write(Level level, String text, @Nullable Throwable cause) {
            return lines.add(level + " " + text);
        }

        @Override
        public void close() {
            lines.add("closed");
        }
    }

    @BeforeEach
    void start() throws IOException {
        Options options = Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .ioLoops(1) // whose timers every client can make go off
                .build();
        server = new NatsServer(Wiring.start(Settings.of(options, instant()), new Log(new Sink(), false, false), this));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void begin() {
        duck = Thread.ofPlatform().start(server::lameDuckShutdown);
        await().until(() -> lines.contains(ENTERING));
    }

    /** Seconds pass until it has ended: whoever is still here makes the loop see it. */
    private void passToTheEnd(RawClient... clients) {
        await().until(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            for (RawClient each : clients) {
                poke(each);
            }
            return !duck.isAlive();
        });
    }

    private void poke(RawClient client) {
        try {
            client.send("PING\r\n");
        } catch (UncheckedIOException e) {
            assertThat(lines).as("it has been closed").contains("INF Closing existing clients");
        }
    }

    private void ended() throws InterruptedException {
        duck.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(duck.isAlive()).isFalse();
    }

    private RawClient async() {
        RawClient client = RawClient.connect(server, ASYNC).send("PING\r\n").expect("PONG\r\n");
        assertThat(client.line()).startsWith("INFO {").contains("\"connect_info\":true");
        return client;
    }

    /** Time passes, and whoever is a client makes the loops see it. */
    private void pass(long seconds, RawClient... awake) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        for (RawClient each : awake) {
            each.barrier();
        }
    }

    private List<String> tail() {
        int from = lines.indexOf(ENTERING);
        return List.copyOf(lines).subList(from, lines.indexOf("closed"));
    }

    @Test
    void withoutClientsTheServerEndsAtOnce() throws InterruptedException {
        RawClient.connect(server).barrier().close();
        await().until(() -> Varz.number(server, "connections") == 0);
        begin();
        ended();
        assertThat(tail()).containsExactly(ENTERING, "INF Initiating Shutdown...", "INF Server Exiting..");
    }

    @Test
    void clientsAreToldGoOnForTheGracePeriodAndAreThenClosed() throws InterruptedException {
        try (RawClient one = async();
                RawClient two = async();
                RawClient old = RawClient.connect(server).barrier()) {
            begin();
            assertThat(one.line()).startsWith("INFO {").contains(",\"ldm\":true,");
            assertThat(two.line()).startsWith("INFO {").contains(",\"ldm\":true,");
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("refused");
            assertThat(Varz.number(server, "connections"))
                    .as("monitoring goes on")
                    .isEqualTo(3);
            one.send("SUB foo 1\r\n").barrier();
            pass(9, one, two, old);
            two.pub("foo", "still");
            one.expect("MSG foo 1 5\r\nstill\r\n").barrier();
            assertThat(duck.isAlive()).isTrue();

            passToTheEnd(one, two, old);
            for (RawClient each : List.of(one, two, old)) {
                assertThat(each.rest()).as("no other INFO").matches("(PONG\r\n)*");
            }
            assertThat(tail())
                    .containsExactly(
                            ENTERING,
                            "INF Closing existing clients",
                            "INF Initiating Shutdown...",
                            "INF Server Exiting..");
        }
    }

    @Test
    void aClientInTheSameProcessIsAClientAndNoneComesLater() throws IOException, InterruptedException {
        try (InProcessConnection inside = server.connectInProcess()) {
            inside.outputStream()
                    .write(("CONNECT " + ASYNC + "\r\nSUB foo 1\r\nPING\r\nPUB foo 2\r\nhi\r\n").getBytes(ISO_8859_1));
            readTo(inside.inputStream(), "MSG foo 1 2\r\nhi\r\n");
            begin();
            readTo(inside.inputStream(), "\"ldm\":true");
            assertThatThrownBy(server::connectInProcess)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the server is a lame duck");
            assertThat(duck.isAlive()).isTrue();
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
            inside.outputStream().write("PING\r\n".getBytes(ISO_8859_1));
            ended();
            assertThat(new String(inside.inputStream().readAllBytes(), ISO_8859_1))
                    .doesNotContain("-ERR");
        }
    }

    @Test
    @SuppressWarnings("try") // a client goes before the server
    void whatIsQueuedForAClientIsSentBeforeItIsClosed() throws InterruptedException {
        try (RawClient sleeper = RawClient.narrow(server).send("SUB foo 1\r\n").barrier();
                RawClient publisher = async()) {
            begin();
            assertThat(publisher.line()).contains("\"ldm\":true");
            pass(9, publisher);
            sleeper.expect("PING\r\n");
            String payload = "x".repeat(100_000);
            for (int i = 0; i < MESSAGES; i++) {
                publisher.pub("foo", payload);
            }
            publisher.barrier();
            await().until(() -> {
                nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
                poke(publisher);
                poke(sleeper); // which the server has to read, or its end would be a reset
                return lines.contains("INF Initiating Shutdown...");
            });
            for (int i = 0; i < MESSAGES; i++) {
                sleeper.expect("MSG foo 1 100000\r\n" + payload + "\r\n");
            }
            assertThat(sleeper.rest()).matches("(PONG\r\n)*");
            sleeper.close();
            publisher.close();
            ended();
        }
    }

    @Test
    @SuppressWarnings("try") // a client goes before the server
    void closingItMeanwhileEndsItAtOnceForAllWhoWait() throws InterruptedException {
        try (RawClient client = async()) {
            begin();
            assertThat(client.line()).contains("\"ldm\":true");
            AtomicBoolean second = new AtomicBoolean();
            Thread other = Thread.ofPlatform().start(() -> {
                server.lameDuckShutdown();
                second.set(true);
            });
            Thread closer = Thread.ofPlatform().start(server::close);
            client.expectEnd();
            client.close(); // the server waits for it a moment, and time stands still
            closer.join();
            ended();
            other.join();
            assertThat(second).isTrue();
            assertThat(tail()).containsExactly(ENTERING, "INF Initiating Shutdown...", "INF Server Exiting..");
        }
    }

    @Test
    void onceClosedThereIsNothingLeftToDo() {
        server.close();
        server.lameDuckShutdown();
        server.close();
        assertThat(lines).doesNotContain(ENTERING).endsWith("INF Server Exiting..", "closed");
    }

    @Test
    void anInterruptEndsTheWaitOnly() throws InterruptedException {
        try (RawClient client = async()) {
            begin();
            duck.interrupt();
            ended();
            assertThat(client.line()).contains("\"ldm\":true");
            client.barrier();
            pass(9, client);
        }
    }

    private static void readTo(InputStream in, String text) throws IOException {
        int found = 0;
        while (found < text.length()) {
            int c = in.read();
            assertThat(c).as("the end while waiting for %s", text).isNotNegative();
            found = c == text.charAt(found) ? found + 1 : c == text.charAt(0) ? 1 : 0;
        }
    }
}
