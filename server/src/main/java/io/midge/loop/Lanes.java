package io.midge.loop;

import java.util.concurrent.Executor;

/** Threads beside the I/O loops, by the role they play. Safe from any thread. */
public final class Lanes {
    private Lanes() {}

    /** One virtual thread for each task: for work that blocks and is bounded by who asks, such as a monitoring page. */
    public static Executor virtual(String role) {
        Thread.Builder builder = Thread.ofVirtual().name(role + "-", 0);
        return task -> builder.start(task);
    }

    /** Starts one platform thread that keeps the JVM alive unless {@code daemon}. */
    public static Thread start(String name, boolean daemon, Runnable task) {
        return Thread.ofPlatform().name(name).daemon(daemon).start(task);
    }
}
