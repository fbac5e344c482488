package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.midge.options.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A start that fails leaves nothing behind. */
class OpenedTest {
    private static final int STARTS = 50;

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static void assertLeavesNothing(Options.Builder options, String message) {
        Options failing =
                options.host("127.0.0.1").httpHost("127.0.0.1").ioLoops(2).build();
        assertFails(failing, message); // what is opened once for all is open now
        long before = descriptors();
        for (int i = 0; i < STARTS; i++) {
            assertFails(failing, message);
        }
        assertThat(descriptors() - before).isLessThan(STARTS);
    }

    private static void assertFails(Options options, String message) {
        assertThatThrownBy(() -> NatsServer.start(options))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void withAPortForClientsThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertLeavesNothing(Options.builder().port(taken.getLocalPort()), "Error listening on port");
        }
    }

    @Test
    void withAPortForMonitoringThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertLeavesNothing(
                    Options.builder().port(Options.RANDOM_PORT).httpPort(taken.getLocalPort()),
                    "Can't start monitoring");
        }
    }

    @Test
    void theLastIsClosedFirstAndAllAre() {
        List<String> closed = new ArrayList<>();
        Opened opened = new Opened();
        opened.add(() -> closed.add("first"));
        opened.add(() -> {
            throw new IllegalStateException("on closing");
        });
        opened.add(() -> closed.add("last"));
        Exception cause = new Exception("why");
        opened.close(cause);
        assertThat(closed).containsExactly("last", "first");
        assertThat(cause.getSuppressed()).hasSize(1);
    }
}
