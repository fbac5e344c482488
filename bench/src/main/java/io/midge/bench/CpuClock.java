package io.midge.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * CPU time of any process in nanoseconds, all its threads included, dead ones too.
 *
 * <p>Linux gives every process a clock ({@code clock_getcpuclockid(3)}), which is read with {@code clock_gettime}. It is
 * the same account that {@code /proc/PID/stat} shows in steps of 10 ms, without the steps.
 */
final class CpuClock {
    private static final int CPUCLOCK_SCHED = 2;

    private final MethodHandle clockGettime;
    private final MemorySegment timespec;

    @SuppressWarnings("restricted")
    CpuClock() {
        Linker linker = Linker.nativeLinker();
        clockGettime = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        timespec = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);
    }

    long nanos(long pid) {
        int clock = (~(int) pid << 3) | CPUCLOCK_SCHED;
        int rc;
        try {
            rc = (int) clockGettime.invokeExact(clock, timespec);
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime", e);
        }
        if (rc != 0) {
            throw new IllegalStateException("no CPU clock for process " + pid + ": has it ended?");
        }
        return timespec.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                + timespec.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}
