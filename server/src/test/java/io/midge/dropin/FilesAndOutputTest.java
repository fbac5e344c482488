package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What others read: log, pid file, ports file, and why it did not start. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class FilesAndOutputTest {
    private static final String[] ANY_PORT = {"-a", "127.0.0.1", "-p", "-1"};

    @TempDir
    Path dir;

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("c"), text);
    }

    private static List<String> texts(Script script) {
        return script.stderr().stream()
                .map(line -> line.substring(line.indexOf(" [") + 1))
                .toList();
    }

    @Test
    void theLogIsOnStandardErrorWithPidTimeAndTag() {
        try (Script server = Script.start(ANY_PORT)) {
            server.awaitLine("Server is ready$");
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            String head = "\\[" + server.pid() + "] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} ";
            assertThat(server.stderr()).allMatch(line -> line.matches(head + "\\[(TRC|DBG|INF|WRN|ERR|FTL)] .*"));
            assertThat(server.stdout()).isEmpty();
        }
    }

    @Test
    void listeningComesBeforeReadyAndAfterTheSocketListens() throws IOException {
        Path config = file("listen: \"127.0.0.1:-1\"\nwebsocket { listen: \"127.0.0.1:-1\", no_tls: true }\n");
        try (Script server = Script.start("-c", config.toString())) {
            String port = server.awaitLine("Listening for websocket clients on ws://127.0.0.1:(\\d+)$");
            server.awaitLine("Listening for client connections on 127.0.0.1:\\d+$");
            Probe.connected(server.port()).close();
            server.awaitLine("Server is ready$");
            assertThat(Integer.parseInt(port)).isPositive().isNotEqualTo(server.port());
        }
    }

    @Test
    void ipv6HostsArePrintedInBrackets() {
        try (Script server = Script.start("-a", "::1", "-p", "-1")) {
            server.awaitLine("Listening for client connections on \\[::1]:\\d+$");
        }
    }

    @Test
    void traceLinesShowTheOperation() throws IOException {
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "-DV");
                Probe client = Probe.connected(server.port()).say("SUB foo 1\r\nPING\r\n")) {
            client.to("PONG");
            server.awaitLine("\\[TRC] .*<<- \\[SUB foo 1]$");
        }
    }

    @Test
    void withALogFileNothingIsOnStandardError() throws IOException {
        Path log = dir.resolve("log");
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "-l", log.toString())) {
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("[INF] Server is ready\n"));
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(server.stderr()).isEmpty();
        }
    }

    @Test
    void thePidFileHasDigitsWithoutANewlineAndIsLeftBehind() throws IOException {
        Path pid = dir.resolve("pid");
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "-P", pid.toString())) {
            server.awaitLine("Server is ready$");
            assertThat(Files.readString(pid)).isEqualTo(Long.toString(server.pid()));
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(Files.readString(pid)).isEqualTo(Long.toString(server.pid()));
        }
    }

    @Test
    void aPidFileThatCannotBeWrittenIsFatal() {
        Path pid = dir.resolve("none/pid");
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "-P", pid.toString())) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(texts(server))
                    .last()
                    .isEqualTo("[FTL] Could not write pidfile: open " + pid + ": no such file or directory");
        }
    }

    @Test
    void thePortsFileListsEveryListenerAndIsRemovedAtTheEnd() throws IOException {
        Path config = file("listen: \"127.0.0.1:-1\"\nhttp: \"127.0.0.1:-1\"\n"
                + "cluster { name: x, listen: \"127.0.0.1:-1\" }\n"
                + "websocket { listen: \"127.0.0.1:-1\", no_tls: true }\nports_file_dir: \"" + dir + "\"\n");
        try (Script server = Script.start("-c", config.toString())) {
            server.awaitLine("Server is ready$");
            Path ports = dir.resolve("nats-server_" + server.pid() + ".ports");
            Awaitility.await().until(() -> Files.exists(ports));
            String expected =
                    "{\"nats\":[\"nats://127.0.0.1:" + server.port() + "\"],\"monitoring\":[\"http://127.0.0.1:"
                            + server.awaitAnywhere("Starting http monitor on .*:(\\d+)$")
                            + "\"],\"cluster\":[\"nats://127.0.0.1:"
                            + server.awaitAnywhere("Listening for route connections on .*:(\\d+)$")
                            + "\"],\"websocket\":[\"ws://127.0.0.1:"
                            + server.awaitAnywhere("Listening for websocket clients on .*:(\\d+)$") + "\"]}";
            assertThat(Files.readString(ports))
                    .as("whole as soon as it is there")
                    .isEqualTo(expected);
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(ports).doesNotExist();
        }
        try (var left = Files.list(dir)) {
            assertThat(left.map(each -> each.getFileName().toString())).containsExactly("c");
        }
    }

    @Test
    void aPortsFileThatCannotBeWrittenIsAnError() {
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", dir + "/none")) {
            String file = dir + "/none/nats-server_" + server.pid() + ".ports";
            assertThat(server.awaitLine("Error writing ports file"))
                    .endsWith("[ERR] Error writing ports file (" + file + "): open " + file
                            + ": no such file or directory");
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void aBadConfigurationIsNamedWithoutATag() throws IOException {
        try (Script server = Script.start("-c", file("foo = bar = baz").toString())) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.stderr())
                    .first()
                    .isEqualTo("nats-server: Parse error on line 1: 'Expected a top-level value to end with a new line,"
                            + " comment or EOF, but got '=' instead.'");
            assertThat(server.stdout()).isEmpty();
        }
    }

    @Test
    void aPortInUseIsFatal() {
        try (Script first = Script.start(ANY_PORT)) {
            int port = first.port();
            try (Script second = Script.start("-a", "127.0.0.1", "-p", Integer.toString(port))) {
                assertThat(second.exitCode()).isEqualTo(1);
                String at = "127.0.0.1:" + port;
                assertThat(texts(second))
                        .last()
                        .isEqualTo("[FTL] Error listening on port: " + at + ", \"listen tcp " + at
                                + ": bind: address already in use\"");
            }
        }
    }

    @Test
    void aLogFileThatCannotBeOpenedEndsIt() {
        try (Script server = Script.start("-p", "-1", "-l", dir + "/none/log")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.stderr())
                    .singleElement()
                    .asString()
                    .endsWith(" error opening file: open " + dir + "/none/log: no such file or directory");
        }
    }
}
