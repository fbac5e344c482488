package io.midge.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyslogSinkTest {
    private static final int PATIENCE_MS = 30_000;
    private static final LineHead HEAD = new LineHead(17, () -> 1_795_239_468_000_001L, true, false);
    private static final String TAG = "nats-server";
    private static final String REMOTE =
            "<5>2026-11-2[01]T\\d\\d:\\d\\d:48(Z|[+-]\\d\\d:\\d\\d) \\S+ nats-server\\[17]: ";
    private static final String LOCAL = "Nov 2[01] \\d\\d:\\d\\d:48 nats-server\\[17]: ";

    @TempDir
    Path dir;

    private final AtomicReference<Thread> sender = new AtomicReference<>();
    private final Executor thread =
            task -> sender.set(Thread.ofPlatform().daemon().start(task));

    private LogSink remote(String url) throws IOException {
        return SyslogSink.remote(url, HEAD, TAG, thread);
    }

    /** Before what follows in the test, not after it. */
    private static void end(LogSink sink) {
        sink.close();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MS);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static ServerSocket server(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.setReceiveBufferSize(8 << 10);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setSoTimeout(PATIENCE_MS);
        return server;
    }

    @Test
    void overUdpALineIsADatagram() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var sink = remote("udp://127.0.0.1:" + socket.getLocalPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            sink.write(Level.INF, "Server is ready", null);
            sink.write(Level.FTL, "gone", null);
            assertThat(next(socket)).matches(REMOTE + "Server is ready\n");
            assertThat(next(socket)).matches(REMOTE.replace("<5>", "<2>") + "gone\n");
        }
    }

    private static String next(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    @Test
    void overTcpLinesFollowEachOther() throws IOException {
        try (var server = server(0);
                var sink = remote("tcp://127.0.0.1:" + server.getLocalPort());
                var socket = server.accept();
                var in = reader(socket)) {
            sink.write(Level.INF, "a", null);
            sink.write(Level.INF, "b", null);
            assertThat(in.readLine()).matches(REMOTE + "a");
            assertThat(in.readLine()).matches(REMOTE + "b");
            end(sink);
            assertThat(in.readLine()).isNull();
            assertThat(sink.write(Level.INF, "late", null)).isFalse();
        }
    }

    @Test
    void aStreamSocketOfThisMachineIsReachedByUrlAndAsTheLocalService() throws IOException {
        Path path = dir.resolve("log");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (var sink = remote("unix://" + path);
                    var in = reader(server.accept())) {
                sink.write(Level.INF, "a", null);
                assertThat(in.readLine()).matches("<5>" + LOCAL + "a");
            }
            SyslogTarget local = SyslogTarget.local(List.of(dir.resolve("none").toString(), path.toString()));
            try (var sink = new SyslogSink(local, HEAD, TAG, thread);
                    var in = reader(server.accept())) {
                sink.write(Level.DBG, "b", null);
                assertThat(in.readLine()).matches("<31>" + LOCAL + "b");
            }
        }
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDatagramSocketOfThisMachineIsTheLocalServiceBeforeAStreamSocket() throws Throwable {
        Path path = dir.resolve("log");
        Path stream = dir.resolve("stream");
        SyslogTarget local = SyslogTarget.local(List.of(stream.toString(), path.toString()));
        try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(stream));
            SyslogSink sink;
            try (var service = new UnixDatagrams(path)) {
                sink = new SyslogSink(local, HEAD, TAG, thread);
                sink.write(Level.WRN, "caf\u00e9", null);
                sink.write(Level.TRC, "x".repeat(70_000), null);
                assertThat(service.next()).matches("<28>" + LOCAL + "caf\u00e9\n");
                assertThat(service.next()).hasSize(60_000).endsWith("x...\n");
            }
            Files.delete(path);
            try (var service = new UnixDatagrams(path)) { // it was started again
                sink.write(Level.ERR, "again", null);
                assertThat(service.next()).matches("<27>" + LOCAL + "again\n");
                sink.close();
            }
        }
    }

    @Test
    @Tag("long") // as long as the end may take
    @EnabledOnOs(OS.LINUX)
    void aDatagramServiceThatTakesNothingHoldsNobodyUpForLong() throws Throwable {
        Path path = dir.resolve("log");
        try (var service = new UnixDatagrams(path)) {
            var sink = new SyslogSink(SyslogTarget.local(List.of(path.toString())), HEAD, TAG, thread);
            for (int i = 0; i < 1000; i++) {
                sink.write(Level.INF, "line " + i, null);
            }
            sink.close();
            Thread sending = Objects.requireNonNull(sender.get());
            sending.join(PATIENCE_MS);
            assertThat(sending.isAlive()).isFalse();
            assertThat(service.next()).endsWith("line 0\n");
        }
    }

    @Test
    void aServiceThatCannotBeReachedIsFatalInNatsServersWords() {
        assertThatThrownBy(() -> remote("tcp://127.0.0.1:1"))
                .isInstanceOf(IOException.class)
                .hasMessage("error connecting to syslog: \"dial tcp 127.0.0.1:1: connect: connection refused\"");
        assertThatThrownBy(() -> new SyslogSink(SyslogTarget.local(List.of()), HEAD, TAG, thread))
                .hasMessage("error connecting to syslog: \"Unix syslog delivery error\"");
        assertThat(sender.get()).as("thread of a sink that there is not").isNull();
    }

    @Test
    void afterALostConnectionThereIsANewOne() throws IOException {
        int port;
        LogSink sink;
        try (var server = server(0)) {
            port = server.getLocalPort();
            sink = remote("tcp://127.0.0.1:" + port);
            try (var socket = server.accept();
                    var in = reader(socket)) {
                sink.write(Level.INF, "first", null);
                assertThat(in.readLine()).endsWith("first");
            }
        }
        try (sink;
                var server = server(port)) {
            server.setSoTimeout(50);
            AtomicReference<Socket> again = new AtomicReference<>();
            Awaitility.await().until(() -> {
                sink.write(Level.INF, "still there", null);
                try {
                    again.set(server.accept());
                } catch (java.net.SocketTimeoutException e) {
                    return false;
                }
                return true;
            });
            try (var socket = Objects.requireNonNull(again.get());
                    var in = reader(socket)) {
                assertThat(in.readLine()).matches("<[45]>.*(still there|lines before this one could not be written)");
            }
        }
    }

    @Test
    void whoLogsDoesNotWaitForAServiceThatDoesNotReadAndWhatIsLostIsCounted() throws IOException {
        int count = 20_000;
        try (var server = server(0);
                var sink = remote("tcp://127.0.0.1:" + server.getLocalPort());
                var socket = server.accept();
                var in = reader(socket)) {
            String rest = "x".repeat(1000);
            for (int i = 0; i < count; i++) { // 20 MB, five times what the queue holds
                sink.write(Level.INF, i + " " + rest, null);
            }
            Thread.ofPlatform().start(sink::close); // which reports them
            List<Integer> numbers = new ArrayList<>();
            long lost = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String text = line.substring(line.indexOf("]: ") + 3);
                if (text.endsWith(" log lines before this one could not be written")) {
                    assertThat(line).startsWith("<4>");
                    lost += Long.parseLong(text.substring(0, text.indexOf(' ')));
                } else {
                    assertThat(text).endsWith(rest);
                    numbers.add(Integer.parseInt(text.substring(0, text.indexOf(' '))));
                }
            }
            assertThat(lost).isPositive();
            assertThat(numbers).isSorted().hasSize((int) (count - lost));
        }
    }

    @Test
    @Tag("long") // as long as the end may take
    void theEndIsNotHeldUpByAServiceThatDoesNotRead() throws IOException, InterruptedException {
        try (var server = server(0);
                var sink = remote("tcp://127.0.0.1:" + server.getLocalPort());
                var socket = server.accept()) {
            String rest = "x".repeat(10_000);
            for (int i = 0; i < 1000; i++) {
                sink.write(Level.INF, rest, null);
            }
            end(sink);
            Thread sending = Objects.requireNonNull(sender.get());
            sending.join(PATIENCE_MS);
            assertThat(sending.isAlive()).isFalse();
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void aFatalLineIsOutBeforeTheProcessEnds() throws IOException, InterruptedException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            AtomicReference<Runnable> held = new AtomicReference<>();
            var sink = SyslogSink.remote("udp://127.0.0.1:" + socket.getLocalPort(), HEAD, TAG, held::set);
            Thread dying = Thread.ofPlatform().start(() -> sink.write(Level.FTL, "gone", null));
            Awaitility.await().until(() -> dying.getState() == Thread.State.TIMED_WAITING);
            thread.execute(held.get());
            socket.setSoTimeout(PATIENCE_MS);
            assertThat(next(socket)).endsWith(": gone\n");
            dying.join(PATIENCE_MS);
            assertThat(dying.isAlive()).isFalse();
            sink.close();
        }
    }
}
