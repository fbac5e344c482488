package io.midge.subject;

import java.lang.reflect.Method;

/** What this thread has allocated so far. By reflection, because the module under test does not read {@code java.management}. */
final class AllocatedBytes {
    private final Object bean;
    private final Method method;

    AllocatedBytes() throws ReflectiveOperationException {
        bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        method = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
    }

    long now() throws ReflectiveOperationException {
        return (long) method.invoke(bean);
    }

    /** What {@code work} allocates when it is run for the second time. */
    long of(Runnable work) throws ReflectiveOperationException {
        now();
        work.run();
        long before = now();
        work.run();
        return now() - before;
    }
}
