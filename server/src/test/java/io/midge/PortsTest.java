package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest implements LogSink {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, List<String>> urls = new LinkedHashMap<>();
    private final Ports ports = new Ports(() -> urls, new Log(this, false, false));
    private final String name = "nats-server_" + ProcessHandle.current().pid() + ".ports";

    @TempDir
    Path dir;

    @Override
    public boolean write(Level level, String text, @Nullable Throwable cause) {
        lines.add(level + " " + text);
        return true;
    }

    @Override
    public void close() {}

    @Test
    void itListsKindsInTheirOrderWithoutThoseThatHaveNone() throws IOException {
        urls.put("nats", List.of("nats://a:1", "nats://b:1"));
        urls.put("monitoring", List.of());
        urls.put("cluster", List.of("nats://[::1]:2"));
        ports.write(dir.toString());
        assertThat(dir.resolve(name))
                .hasContent("{\"nats\":[\"nats://a:1\",\"nats://b:1\"],\"cluster\":[\"nats://[::1]:2\"]}");
        try (var all = Files.list(dir)) {
            assertThat(all).hasSize(1);
        }
        ports.remove();
        assertThat(dir).isEmptyDirectory();
        ports.remove();
        assertThat(lines).isEmpty();
    }

    @Test
    void withoutADirectoryThereIsNone() {
        ports.write("");
        ports.remove();
        assertThat(lines).isEmpty();
    }

    @Test
    void aDirectoryThatIsMissingIsSaid() {
        ports.write(dir + "/none");
        assertThat(lines)
                .containsExactly("ERR Error writing ports file (" + dir + "/none/" + name + "): open " + dir + "/none/"
                        + name + ": no such file or directory");
    }

    @Test
    void aListenerHasAnAddressThatCanBeConnectedTo() {
        assertThat(Ports.urls("nats", "127.0.0.1", 5)).containsExactly("nats://127.0.0.1:5");
        assertThat(Ports.urls("ws", "::1", 5)).containsExactly("ws://[::1]:5");
        assertThat(Ports.urls("http", "127.0.0.1", 0)).isEmpty();
        assertThat(Ports.urls("nats", "0.0.0.0", 5))
                .isNotEmpty()
                .allMatch(url -> url.endsWith(":5"))
                .doesNotContain("nats://0.0.0.0:5");
    }
}
