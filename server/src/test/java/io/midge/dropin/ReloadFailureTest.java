package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A reload that fails changes nothing and leaves nothing open, whatever it is that fails; one that succeeds is whole. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class ReloadFailureTest {
    private static final String LISTEN = "host: 127.0.0.1\nport: -1\ncluster { name: one, listen: \"127.0.0.1:-1\" }\n";

    @TempDir
    Path dir;

    private Path config(String text) throws IOException {
        return Files.writeString(dir.resolve("c"), LISTEN + text);
    }

    private Script start() throws IOException {
        Script script = Script.start("-c", config("").toString());
        script.awaitLine("Listening for route connections");
        return script;
    }

    private String reload(Script server) {
        server.signal("HUP");
        return server.awaitLine("(Failed to reload|Reloaded) server configuration.*$");
    }

    private static List<String> open(Script server) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
            return descriptors.map(ReloadFailureTest::target).toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed in between
        }
    }

    @Test
    void aFailureLaterThanTheLogFileChangesNothingAndClosesIt() throws IOException {
        try (Script server = start()) {
            String log = dir.resolve("new.log").toString();
            config("max_payload: 77\nlog_file: \"" + log + "\"\npid_file: \"/nowhere/at/all\"\n");
            assertThat(reload(server)).isEqualTo("Failed to reload");
            config("max_payload: 77\nlog_file: \"" + log + "\"\nclient_advertise: \"a:b:c\"\n");
            assertThat(reload(server)).isEqualTo("Failed to reload");
            assertThat(open(server)).doesNotContain(log);
            try (Probe probe = Probe.connected(server.port())) {
                assertThat(probe.info()).contains("\"max_payload\":1048576,");
            }
        }
    }

    @Test
    void anAddressForOtherServersIsCheckedAsAtStart() throws IOException {
        try (Script server = start()) {
            Files.writeString(
                    dir.resolve("c"),
                    LISTEN.replace("name: one", "name: one, advertise: \"a:b:c\"") + "max_payload: 77\n");
            assertThat(reload(server)).isEqualTo("Failed to reload");
        }
    }

    @Test
    void anotherNameOfTheClusterIsInTheGreeting() throws IOException {
        try (Script server = start()) {
            try (Probe probe = Probe.connected(server.port())) {
                assertThat(probe.info()).contains("\"cluster\":\"one\"");
            }
            Files.writeString(dir.resolve("c"), LISTEN.replace("one", "two"));
            assertThat(reload(server)).isEqualTo("Reloaded");
            try (Probe probe = Probe.connected(server.port())) {
                assertThat(probe.info()).contains("\"cluster\":\"two\"");
            }
        }
    }

    @Test
    void aPortsFileThatCannotBeNamedDoesNotKeepTheServerFromServing() throws IOException {
        try (Script server =
                Script.start("-c", config("ports_file_dir: \"/tmp/\\x00q\"\n").toString())) {
            server.awaitLine("Error writing ports file");
            try (Probe probe = Probe.connected(server.port())) {
                assertThat(probe.info()).startsWith("INFO {");
            }
        }
    }
}
