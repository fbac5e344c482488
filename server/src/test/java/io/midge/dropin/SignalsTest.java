package io.midge.dropin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals and how the command ends, as service managers and launchers know it of nats-server. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class SignalsTest {
    private static final String[] ANY_PORT = {"-a", "127.0.0.1", "-p", "-1"};
    private static final String CONNECT = "CONNECT {\"verbose\":false,\"protocol\":1}\r\n";
    private static final String ENTERING = "[INF] Entering lame duck mode, stop accepting new clients";
    private static final List<String> GOODBYE = List.of("[INF] Initiating Shutdown...", "[INF] Server Exiting..");

    /** Samples every thread each millisecond: as often as the JVM can. */
    private static final String SAMPLING = """
            <configuration version="2.0">
              <event name="jdk.ExecutionSample">
                <setting name="enabled">true</setting>
                <setting name="period">1 ms</setting>
              </event>
              <event name="jdk.NativeMethodSample">
                <setting name="enabled">true</setting>
                <setting name="period">1 ms</setting>
              </event>
            </configuration>
            """;

    @TempDir
    Path dir;

    private static Script ready(Script script) {
        script.awaitLine("Server is ready$");
        return script;
    }

    /** Lines behind "Server is ready" without process id and time. */
    private static List<String> behindReady(Script script) {
        List<String> all = script.stderr().stream()
                .map(line -> line.substring(line.indexOf(" [") + 1))
                .toList();
        return all.subList(all.indexOf("[INF] Server is ready") + 1, all.size());
    }

    /** A client of few words. */
    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;

        Client(Script server, int receiveBuffer) throws IOException {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            socket.setSoTimeout(60_000);
            in = new BufferedInputStream(socket.getInputStream());
            say(CONNECT + "PING\r\n").to("\"connect_info\":true");
        }

        Client(Script server) throws IOException {
            this(server, 0);
        }

        Client say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return this;
        }

        /** Reads to the end of the line that has this in it. */
        Client to(String text) throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                int c = in.read();
                assertThat(c).as("the end after %s, before %s", line, text).isNotNegative();
                line.append((char) c);
                if (c == '\n') {
                    if (line.indexOf(text) >= 0) {
                        return this;
                    }
                    line.setLength(0);
                }
            }
        }

        String rest() throws IOException {
            return new String(in.readAllBytes(), ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, interrupt", "TERM, terminated"})
    void intAndTermEndItGracefullyWithCodeZero(String signal, String name) throws IOException {
        Path pid = dir.resolve("pid");
        try (Script server = ready(Script.start("-a", "127.0.0.1", "-p", "-1", "-P", pid.toString()));
                Client client = new Client(server)) {
            server.signal(signal);
            assertThat(client.rest()).isEmpty();
            assertThat(server.exitCode()).isZero();
            assertThat(behindReady(server))
                    .containsExactly("[INF] Trapped \"" + name + "\" signal", GOODBYE.get(0), GOODBYE.get(1));
            assertThat(server.stdout()).isEmpty();
            assertThat(pid).as("left behind, as it is").hasContent(Long.toString(server.pid()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSecondSignalChangesNothing(String signal) {
        try (Script server = ready(Script.start(ANY_PORT))) {
            server.signal(signal);
            server.awaitLine("Trapped");
            sendIfAlive(server, signal);
            sendIfAlive(server, "TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(behindReady(server)).hasSize(3).endsWith(GOODBYE.get(0), GOODBYE.get(1));
        }
    }

    private static void sendIfAlive(Script server, String signal) {
        try {
            server.signal(signal);
        } catch (AssertionError e) {
            assertThat(server.exitCode()).as("it has ended meanwhile").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "USR2"})
    void aSignalWhileItStartsEndsItToo(String signal) {
        try (Script server = Script.start(ANY_PORT)) {
            server.awaitLine("Starting nats-server$");
            server.signal(signal);
            assertThat(server.exitCode()).isZero();
            List<String> lines = server.stderr();
            assertThat(lines).last().asString().endsWith(GOODBYE.get(1));
            assertThat(lines).filteredOn(line -> line.contains("Trapped")).hasSize(1);
        }
    }

    /** A file that becomes a pipe which nobody writes to: reading it takes for ever. */
    @Test
    void anEndDoesNotWaitForAReloadThatHangs() throws Exception {
        Path file = Files.writeString(dir.resolve("server.conf"), "listen: 127.0.0.1:-1\n");
        try (Script server = ready(Script.start("-c", file.toString()))) {
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();
            server.signal("HUP");
            server.awaitLine("Trapped \"hangup\" signal");
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(behindReady(server)).endsWith(GOODBYE.toArray(String[]::new));
        }
    }

    @Test
    @SuppressWarnings("try") // a client goes before the server
    void whatWaitsForASlowReaderIsSentBeforeTheEnd() throws IOException {
        try (Script server = ready(Script.start(ANY_PORT));
                Client slow =
                        new Client(server, 4096).say("SUB foo 1\r\nPING\r\n").to("PONG");
                Client publisher = new Client(server)) {
            String message = "MSG foo 1 100000\r\n" + "x".repeat(100_000) + "\r\n";
            for (int i = 0; i < 200; i++) {
                publisher.say("PUB foo 100000\r\n" + "x".repeat(100_000) + "\r\n");
            }
            publisher.say("PING\r\n").to("PONG");
            server.signal("TERM");
            server.awaitLine("Initiating Shutdown\\.\\.\\.$");
            assertThat(publisher.rest()).isEmpty();
            assertThat(server.alive()).as("20 MB do not fit into a kernel").isTrue();
            assertThat(slow.rest().equals(message.repeat(200))).isTrue();
            slow.close(); // as a client does at the end
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    @Tag("long")
    void aReaderThatNeverReadsDoesNotKeepIt() throws IOException {
        try (Script server = ready(Script.start(ANY_PORT));
                Client sleeper =
                        new Client(server, 4096).say("SUB foo 1\r\nPING\r\n").to("PONG");
                Client publisher = new Client(server)) {
            for (int i = 0; i < 200; i++) {
                publisher.say("PUB foo 100000\r\n" + "x".repeat(100_000) + "\r\n");
            }
            publisher.say("PING\r\n").to("PONG");
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(behindReady(server)).hasSize(3).endsWith(GOODBYE.get(0), GOODBYE.get(1));
            assertThat(sleeper.socket.isClosed()).isFalse();
        }
    }

    @Test
    void usr2WithoutClientsEndsItAtOnceWithCodeZero() {
        try (Script server = ready(Script.start(ANY_PORT))) {
            server.signal("USR2");
            assertThat(server.exitCode()).isZero();
            assertThat(behindReady(server))
                    .containsExactly(
                            "[INF] Trapped \"user defined signal 2\" signal", ENTERING, GOODBYE.get(0), GOODBYE.get(1));
        }
    }

    @Test
    @Tag("long")
    void usr2LetsClientsGoFirstAndTermDoesNotHurryIt() throws IOException {
        try (Script server = ready(Script.start(ANY_PORT));
                Client one = new Client(server);
                Client two = new Client(server).say("SUB foo 1\r\nPING\r\n").to("PONG")) {
            server.signal("USR2");
            one.to(",\"ldm\":true,");
            two.to(",\"ldm\":true,");
            assertThatThrownBy(() -> new Client(server).close()).isInstanceOf(ConnectException.class);
            for (String each : List.of("USR2", "TERM", "USR1", "HUP")) {
                server.signal(each);
                server.awaitLine("Trapped");
            }
            one.say("PUB foo 2\r\nhi\r\n");
            two.to("MSG foo 1 2").to("hi");
            assertThat(server.exitCode()).isZero();
            assertThat(one.rest()).isIn("", "PING\r\n");
            assertThat(two.rest()).isIn("", "PING\r\n");
            assertThat(behindReady(server))
                    .startsWith("[INF] Trapped \"user defined signal 2\" signal", ENTERING)
                    .contains("[INF] Trapped \"terminated\" signal")
                    .endsWith("[INF] Closing existing clients", GOODBYE.get(0), GOODBYE.get(1));
        }
    }

    @Test
    void intEndsALameDuckAtOnce() throws IOException {
        try (Script server = ready(Script.start(ANY_PORT));
                Client client = new Client(server)) {
            server.signal("USR2");
            client.to(",\"ldm\":true,");
            server.signal("INT");
            assertThat(client.rest()).isEmpty();
            assertThat(server.exitCode()).isZero();
            assertThat(behindReady(server))
                    .containsExactly(
                            "[INF] Trapped \"user defined signal 2\" signal",
                            ENTERING,
                            "[INF] Trapped \"interrupt\" signal",
                            GOODBYE.get(0),
                            GOODBYE.get(1));
        }
    }

    @Test
    void usr1ReopensTheLogFile() throws IOException {
        Path log = dir.resolve("log");
        Path old = dir.resolve("log.1");
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "-l", log.toString())) {
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("Server is ready"));
            Files.move(log, old);
            server.signal("USR1");
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("re-opened"));
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(server.stderr()).isEmpty();
        }
        assertThat(Files.readAllLines(old))
                .last()
                .asString()
                .endsWith("[INF] Trapped \"user defined signal 1\" signal");
        assertThat(Files.readAllLines(log).stream().map(line -> line.substring(line.indexOf("[INF]"))))
                .containsExactly(
                        "[INF] File log re-opened",
                        "[INF] Trapped \"terminated\" signal",
                        GOODBYE.get(0),
                        GOODBYE.get(1));
    }

    @Test
    void usr1AndHupWithoutAFileSaySo() {
        try (Script server = ready(Script.start(ANY_PORT))) {
            server.signal("USR1");
            server.awaitLine("\\[INF] Trapped \"user defined signal 1\" signal$");
            server.awaitLine("\\[INF] File log re-open ignored, not a file logger$");
            server.signal("HUP");
            server.awaitLine("\\[INF] Trapped \"hangup\" signal$");
            server.awaitLine("\\[ERR] Failed to reload server configuration: can only reload config when a file is "
                    + "provided using -c or --config$");
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    @Tag("long")
    void aFlightRecordingIsNoLameDuck() throws IOException {
        Path recording = dir.resolve("server.jfr");
        try (Script server =
                ready(Script.env("MIDGE_JAVA_OPTS", recorder(recording)).start(ANY_PORT))) {
            load(server);
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(server.stderr()).noneMatch(line -> line.contains("lame duck"));
        }
        assertThat(samples(recording)).as("samples of threads").isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12"})
    @Tag("long")
    void whereHotSpotHasUsr2ThereIsNoLameDuckButAWarning(String suspendBy) throws IOException {
        Path recording = dir.resolve("server.jfr");
        Script.Setup java = Script.java("-Xmx64m", recorder(recording)).env("_JAVA_SR_SIGNUM", suspendBy);
        try (Script server = ready(java.start(ANY_PORT))) {
            assertThat(server.stderr())
                    .filteredOn(line -> line.contains("[WRN] Signal"))
                    .singleElement()
                    .asString()
                    .endsWith("[WRN] Signal USR2 (lame duck) is not handled: the JVM itself uses it, unless "
                            + "_JAVA_SR_SIGNUM=40 is in its environment, as ./nats-server sees to");
            load(server);
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(server.stderr()).noneMatch(line -> line.contains("Trapped \"user defined"));
        }
        assertThat(samples(recording)).as("samples of threads").isGreaterThan(10);
    }

    private String recorder(Path recording) throws IOException {
        Path settings = Files.writeString(dir.resolve("sampling.jfc"), SAMPLING);
        return "-XX:StartFlightRecording:filename=" + recording + ",settings=" + settings;
    }

    /** Three seconds of work, and then whether new clients are still welcome. */
    private static void load(Script server) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        String messages = "PUB foo.bar 5\r\nhello\r\n".repeat(1_000) + "PING\r\n";
        try (Client client = new Client(server).say("SUB foo.* 1\r\n")) {
            while (System.nanoTime() < end) {
                client.say(messages).to("PONG");
            }
        }
        new Client(server).close();
    }

    private static long samples(Path recording) throws IOException {
        long count = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().endsWith("Sample")) {
                    count++;
                }
            }
        }
        return count;
    }
}
