package io.midge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command, as a process of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MainTest {
    private static final Pattern LISTENING = Pattern.compile("Listening for client connections on 127.0.0.1:(\\d+)$");
    private static final Pattern LINE = Pattern.compile(
            "\\[\\d+] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\[(INF|WRN|ERR|FTL|DBG|TRC)] .*");
    private static final int SECONDS_TO_END = 30;

    @TempDir
    Path dir;

    private static Process command(String... args) throws IOException {
        return builder(args).start();
    }

    private static Process command(Path err, String... args) throws IOException {
        return builder(args).redirectError(err.toFile()).start();
    }

    private static ProcessBuilder builder(String... args) {
        List<String> line = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT,HUP,TERM", // as ./nats-server does: under nohup a JVM would never hear them
                "_JAVA_SR_SIGNUM=40",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.midge.Main",
                "-a",
                "127.0.0.1"));
        line.addAll(Arrays.asList(args));
        return new ProcessBuilder(line);
    }

    private static String readTo(BufferedReader log, Pattern wanted, List<String> seen) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher.groupCount() == 0 ? line : matcher.group(1);
            }
        }
        throw new AssertionError("the log ended without " + wanted + ": " + seen);
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(SECONDS_TO_END, SECONDS)).as("ended in time").isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsItWithExitCodeZero(String signal) throws IOException, InterruptedException {
        Process process = command("-p", "-1", "-n", "mine");
        List<String> seen = new ArrayList<>();
        try (BufferedReader log = process.errorReader(UTF_8)) {
            int port = Integer.parseInt(readTo(log, LISTENING, seen));
            readTo(log, Pattern.compile("Server is ready$"), seen);
            try (RawClient client = RawClient.greeted(port)) {
                assertThat(client.info()).startsWith("INFO {").contains("\"server_name\":\"mine\"");
                signal(process, "HUP");
                readTo(log, Pattern.compile("\\[ERR] Failed to reload server configuration: "), seen);
                signal(process, signal);
                readTo(log, Pattern.compile("Trapped \"(interrupt|terminated)\" signal$"), seen);
                readTo(log, Pattern.compile("Initiating Shutdown\\.\\.\\.$"), seen);
                readTo(log, Pattern.compile("Server Exiting\\.\\.$"), seen);
            }
            assertThat(end(process)).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(seen).allMatch(line -> LINE.matcher(line).matches());
        assertThat(seen.get(0)).endsWith("[INF] Starting nats-server");
    }

    @Test
    void aPortInUseIsFatal() throws IOException, InterruptedException {
        try (NatsServer other = NatsServer.builder().port(0).start()) {
            Process process = command("-p", Integer.toString(other.port()));
            String log = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertThat(end(process)).isEqualTo(1);
            String address = "127.0.0.1:" + other.port();
            assertThat(log)
                    .contains("[FTL] Error listening on port: " + address + ", \"listen tcp " + address
                            + ": bind: address already in use\"\n");
        }
    }

    @Test
    void thePidFileHasThePidAndTheLogFileTheLog() throws IOException, InterruptedException {
        Path pid = dir.resolve("pid");
        Path log = dir.resolve("log");
        Path err = dir.resolve("err");
        Process process = command(err, "-p", "-1", "-m", "-1", "-P", pid.toString(), "-l", log.toString(), "-DV");
        try {
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("Server is ready"));
            assertThat(Files.readString(pid)).isEqualTo(Long.toString(process.pid()));
            assertThat(Files.readString(log)).contains("[INF] Starting http monitor on 127.0.0.1:");
            process.destroy();
            assertThat(end(process)).isZero();
            assertThat(process.getErrorStream().readAllBytes())
                    .as("on standard error")
                    .isEmpty();
            assertThat(Files.readAllLines(log)).last().asString().endsWith("[INF] Server Exiting..");
        } finally {
            process.destroyForcibly();
        }
    }

    /** As observed of nats-server 2.15.2. */
    @Test
    void afterUsr1TheLogGoesToANewFile() throws IOException, InterruptedException {
        Path log = dir.resolve("log");
        Path moved = dir.resolve("log.1");
        Process process = command(dir.resolve("err"), "-p", "-1", "-l", log.toString());
        try {
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("Server is ready"));
            Files.move(log, moved);
            signal(process, "USR1");
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).endsWith("\n"));
            assertThat(Files.readAllLines(moved))
                    .last()
                    .asString()
                    .endsWith("[INF] Trapped \"user defined signal 1\" signal");
            assertThat(Files.readAllLines(log)).singleElement().asString().endsWith("[INF] File log re-opened");
            process.destroy();
            assertThat(end(process)).isZero();
            assertThat(Files.readAllLines(log)).last().asString().endsWith("[INF] Server Exiting..");
        } finally {
            process.destroyForcibly();
        }
    }

    /** As observed of nats-server 2.15.2. */
    @Test
    void aLogFileThatCannotBeOpenedIsFatal() throws IOException, InterruptedException {
        Process process = command("-p", "-1", "-l", "/no/such/log");
        assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
                .matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d error opening file: open /no/such/log: "
                        + "no such file or directory\n");
        assertThat(end(process)).isEqualTo(1);
    }

    @Test
    void theVersionIsTheOneThatClientsKnow() throws IOException, InterruptedException {
        Process process = command("--version");
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("nats-server: v2.15.2\n");
        assertThat(end(process)).isZero();
    }

    @Test
    void aTrainingRunServesItselfAndEnds() throws IOException, InterruptedException {
        List<String> line = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dmidge.train=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.midge.Main",
                "-a",
                "127.0.0.1",
                "-p",
                "-1",
                "-m",
                "-1",
                "-js",
                "-sd",
                dir.resolve("store").toString());
        Process process = new ProcessBuilder(line)
                .redirectError(dir.resolve("err").toFile())
                .start();
        assertThat(process.getInputStream().readAllBytes())
                .as("on standard output")
                .isEmpty();
        assertThat(end(process)).as(Files.readString(dir.resolve("err"))).isZero();
    }
}
