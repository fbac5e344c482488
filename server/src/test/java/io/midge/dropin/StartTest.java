package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the command is started: flags, version, listeners, launchers that poll. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class StartTest {
    @TempDir
    Path dir;

    private static Script ready(String... args) {
        Script script = Script.start(args);
        script.awaitLine("Server is ready$");
        return script;
    }

    @Test
    void flagsTakeOneDashOrTwoInAnyOrderAndOverrideTheFile() throws IOException {
        Path file = Files.writeString(dir.resolve("c"), "port: 1\nserver_name: of_the_file\nhost: 127.0.0.1\n");
        try (Script one = Script.start("-p", "-1", "-config", file.toString(), "-DV", "-cluster_name", "local");
                Script two = Script.start("--name=mine", "--port=-1", "--sd", dir.toString(), "-c", file.toString())) {
            one.awaitLine("Name: +of_the_file$");
            two.awaitLine("Name: +mine$");
            try (Probe first = Probe.connected(one.port());
                    Probe second = Probe.connected(two.port())) {
                assertThat(first.info()).contains("\"server_name\":\"of_the_file\"");
                assertThat(second.info()).contains("\"server_name\":\"mine\"");
                one.awaitLine("\\[DBG] ");
                one.awaitLine("\\[TRC] .*<<- \\[PING]$");
            }
        }
    }

    @Test
    void anUnknownFlagIsNamedOnStandardErrorWithTheUsageOnStandardOutput() {
        try (Script server = Script.start("-x", "-p", "-1")) {
            assertThat(server.exitCode()).as("as nats-server 2.15.2 does").isZero();
            assertThat(server.stderr()).containsExactly("flag provided but not defined: -x");
            assertThat(server.stdout()).contains("Usage: nats-server [options]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--version"})
    void theVersionIsTheFirstLineOnStandardOutput(String flag) {
        try (Script server = Script.start(flag)) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.stdout()).first().isEqualTo("nats-server: v2.15.2");
        }
    }

    @Test
    void infoHasThePortWithoutABlankAndTheVersionThatItIsCompatibleWith() throws IOException {
        try (Script server = ready("-a", "127.0.0.1", "-p", "-1");
                Probe client = Probe.connected(server.port())) {
            assertThat(client.info())
                    .startsWith("INFO {")
                    .contains(
                            "\"port\":" + server.port() + ",", "\"version\":\"2.15.2\"", "\"go\":\"go1.", "\"midge\":");
        }
    }

    @Test
    @Tag("long")
    void anEarlyPingReachesTheClient() throws IOException {
        try (Script server = ready("-a", "127.0.0.1", "-p", "-1");
                Probe client = new Probe(server.port())) {
            client.say("CONNECT {\"verbose\":false}\r\nPING\r\n");
            client.to("PONG");
            assertThat(client.to("PING")).isEqualTo("PING");
        }
    }

    @Test
    void goInVarzLooksLikeAVersionOfGoAndMidgeNamesItself() throws IOException {
        Path file = Files.writeString(dir.resolve("c"), """
                        listen: "127.0.0.1:-1"
                        http: "127.0.0.1:-1"
                        leafnodes { listen: "127.0.0.1:-1" }
                        websocket { listen: "127.0.0.1:-1", no_tls: true }
                        """);
        try (Script server = ready("-c", file.toString())) {
            int port = Integer.parseInt(server.awaitAnywhere("Starting http monitor on .*:(\\d+)$"));
            assertThat(Probe.page(port, "/varz"))
                    .containsPattern("\"go\": \"go\\d+\\.\\d+")
                    .contains("\"version\": \"2.15.2\"", "\"midge\": \"");
            server.awaitAnywhere("Listening for leafnode connections on 127.0.0.1:\\d+$");
        }
    }

    @Test
    void theProcessThatWasStartedIsTheServer() throws IOException {
        Path pid = dir.resolve("pid");
        try (Script server = ready("-a", "127.0.0.1", "-p", "-1", "-P", pid.toString())) {
            assertThat(pid).hasContent(Long.toString(server.pid()));
            assertThat(server.stderr().get(0)).startsWith("[" + server.pid() + "] ");
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, hangup", "INT, interrupt", "TERM, terminated"})
    void signalsThatWereIgnoredWhenItStartedAreHeard(String signal, String name) {
        try (Script server = new Script.Setup(
                        Script.env("X", "y").environment(),
                        dir,
                        List.of(
                                "sh",
                                "-c",
                                "trap '' " + signal + "; exec \"$@\"",
                                "sh",
                                Script.env("X", "y").command().get(0)))
                .start("-a", "127.0.0.1", "-p", "-1")) {
            server.awaitLine("Server is ready$");
            server.signal(signal);
            server.awaitLine("Trapped \"" + name + "\" signal$");
        }
    }

    @Test
    void twoStartsAtTheSameMomentBothServe() {
        try (Script one = Script.start("-a", "127.0.0.1", "-p", "-1");
                Script two = Script.start("-a", "127.0.0.1", "-p", "-1")) {
            one.awaitLine("Server is ready$");
            two.awaitLine("Server is ready$");
            assertThat(one.port()).isNotEqualTo(two.port());
            assertThat(one.stdout()).isEmpty();
        }
    }
}
