package io.midge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theShareIsThatOfTheTimeSinceTheSampleBefore() {
        var usage = new ProcessUsage(new AtomicLong(100)::get);
        assertThat(usage.cpu(100 + SECOND / 2, SECOND)).isZero();
        assertThat(usage.cpu(100 + 2 * SECOND, SECOND)).isEqualTo(50.0);
        assertThat(usage.cpu(100 + 2 * SECOND + 5, 2 * SECOND)).isEqualTo(50.0);
        assertThat(usage.cpu(100 + 3 * SECOND, 3 * SECOND)).isEqualTo(200.0);
        assertThat(usage.cpu(100 + 6 * SECOND, 4 * SECOND)).isEqualTo(33.3);
    }

    @Test
    void residentMemoryIsReadFromTheStatus() {
        assertThat(ProcessUsage.residentKib("Name:\tjava\nVmRSS:\t   12345 kB\nThreads:\t5\n"))
                .isEqualTo(12345);
        assertThat(ProcessUsage.residentKib("Name:\tjava\n")).isZero();
        assertThat(ProcessUsage.residentKib("VmRSS:")).isZero();
    }

    @Test
    void thisProcessUsesMemory() {
        assertThat(new ProcessUsage(System::nanoTime).sample().mem()).isGreaterThan(1 << 20);
    }

    @Test
    void uptimesReadAsNatsServersDo() {
        assertThat(Varz.uptime(0)).isEqualTo("0s");
        assertThat(Varz.uptime(61)).isEqualTo("1m1s");
        assertThat(Varz.uptime(3600)).isEqualTo("1h0m0s");
        assertThat(Varz.uptime(86400 + 5)).isEqualTo("1d0h0m5s");
        assertThat(Varz.uptime(365L * 86400 + 86400)).isEqualTo("1y1d0h0m0s");
        assertThat(Varz.uptime(365L * 86400)).isEqualTo("1y0d0h0m0s");
    }
}
