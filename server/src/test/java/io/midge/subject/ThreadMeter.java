package io.midge.subject;

import java.lang.reflect.Method;

/** What this thread has allocated and computed. By reflection, because the module under test does not read {@code java.management}. */
public final class ThreadMeter {
    private final Object bean;
    private final Method bytes;
    private final Method nanos;

    public ThreadMeter() {
        try {
            bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
            bytes = type.getMethod("getCurrentThreadAllocatedBytes");
            nanos = type.getMethod("getCurrentThreadCpuTime");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code work} allocates when it is run for the second time. */
    public long allocatedBytes(Runnable work) {
        work.run();
        long before = read(bytes);
        work.run();
        return read(bytes) - before;
    }

    public long cpuNanos() {
        return read(nanos);
    }

    private long read(Method method) {
        try {
            return (long) method.invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
