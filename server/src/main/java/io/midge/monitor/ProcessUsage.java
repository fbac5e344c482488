package io.midge.monitor;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Memory and processor time of this process, as {@code /varz} shows them. The processor's share is that of the time
 * since the sample before, at least a second ago, in percent of one core: two busy cores are 200. Thread-safe.
 */
public final class ProcessUsage {
    /** Processor time is counted in hundredths of a second; over less time than this the share would jump. */
    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private long sampledAt;
    private long sampledCpu;
    private double cpu;

    /**
     * One sample.
     *
     * @param mem resident bytes; those of the used heap where the system does not tell
     * @param cpu percent of one core, to a tenth
     */
    public record Sample(long mem, double cpu) {}

    /** Reads the clock, a count of nanoseconds, now: the first sample covers the time from here. */
    public ProcessUsage(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.sampledAt = nanoTime.getAsLong();
    }

    /** The usage at this moment. */
    public Sample sample() {
        return new Sample(memory(), cpu(nanoTime.getAsLong(), cpuNanos()));
    }

    synchronized double cpu(long now, long cpuNanos) {
        long elapsed = now - sampledAt;
        if (elapsed >= WINDOW_NANOS) {
            cpu = Math.round(1000.0 * Math.max(0, cpuNanos - sampledCpu) / elapsed) / 10.0;
            sampledAt = now;
            sampledCpu = cpuNanos;
        }
        return cpu;
    }

    private static long cpuNanos() {
        var total = ProcessHandle.current().info().totalCpuDuration();
        return total.isPresent() ? total.get().toNanos() : 0;
    }

    private static long memory() {
        try (FileInputStream in = new FileInputStream("/proc/self/status")) {
            long kib = residentKib(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            if (kib > 0) {
                return kib << 10;
            }
        } catch (IOException e) {
            return heap(); // not Linux
        }
        return heap();
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** The number in {@code VmRSS:   12345 kB}, which unlike the one in statm does not depend on the page size. */
    static long residentKib(String status) {
        int at = status.indexOf("VmRSS:");
        if (at < 0) {
            return 0;
        }
        at += "VmRSS:".length();
        while (at < status.length() && Character.isWhitespace(status.charAt(at))) {
            at++;
        }
        long kib = 0;
        while (at < status.length() && status.charAt(at) >= '0' && status.charAt(at) <= '9') {
            kib = kib * 10 + status.charAt(at++) - '0';
        }
        return kib;
    }
}
