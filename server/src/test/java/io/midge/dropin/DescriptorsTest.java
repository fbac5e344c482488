package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happens when file descriptors run out. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class DescriptorsTest {
    private static final int LIMIT = 150;

    @TempDir
    Path dir;

    /** The script under a limit of file descriptors. */
    private static Script start(String... args) {
        Script.Setup plain = Script.env("MIDGE_AOT", "off");
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + LIMIT + "; exec \"$0\" \"$@\""));
        limited.addAll(plain.command());
        Script script = new Script.Setup(plain.environment(), plain.dir(), limited).start(args);
        script.awaitLine("Server is ready$");
        return script;
    }

    @Test
    void whoIsConnectedIsServedAndOthersAreAsSoonAsDescriptorsAreFree() throws IOException {
        Path file = dir.resolve("c");
        Files.writeString(file, "listen: \"127.0.0.1:-1\"\n");
        try (Script server = start("-c", file.toString());
                Crowd crowd = new Crowd();
                Crowd late = new Crowd()) {
            Probe first = Probe.connected(server.port());
            crowd.join(2 * LIMIT, server.port());
            server.awaitLine(
                    "\\[ERR\\] Temporary Client Accept Error\\(accept tcp 127.0.0.1:\\d+: accept4: too many open"
                            + " files\\), sleeping 10ms$");
            server.awaitLine("\\[WRN\\] No file descriptor is left: .*ulimit -n, .* max_connections$");
            server.awaitLine("Accept Error.* sleeping 20ms$");
            first.say("SUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n");
            assertThat(first.to("MSG")).isEqualTo("MSG a 1 2");
            first.to("PONG");
            Files.writeString(file, "listen: \"127.0.0.1:-1\"\nmax_payload: 1000\n");
            server.signal("HUP");
            server.awaitLine("Reloaded server configuration");
            crowd.leave(crowd.members());
            server.awaitLine("\\[INF\\] Accepting Client connections again$");
            late.join(10, server.port());
            late.until(
                    "new clients",
                    () -> late.members().stream().allMatch(each -> each.heard().startsWith("INFO ")));
            first.say("PING\r\n").to("PONG");
            assertThat(server.alive()).isTrue();
            first.close();
        }
    }
}
