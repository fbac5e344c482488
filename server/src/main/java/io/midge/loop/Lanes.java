package io.midge.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads beside the I/O loops, by the role they play. Safe from any thread. */
public final class Lanes {
    /** How long a bounded lane keeps a thread that has nothing to do. */
    private static final long IDLE_SECONDS = 10;

    private Lanes() {}

    /** One virtual thread for each task: for work that blocks and is bounded by who asks, such as a monitoring page. */
    public static Executor virtual(String role) {
        Thread.Builder builder = Thread.ofVirtual().name(role + "-", 0);
        return task -> builder.start(task);
    }

    /**
     * So many daemon threads at most, which end when there is nothing to do: for work that takes its time, but does not
     * block. A task that finds {@code waiting} others before it is refused by {@link java.util.concurrent.RejectedExecutionException}.
     */
    public static Executor bounded(String role, int threads, int waiting) {
        ThreadPoolExecutor lane = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waiting),
                Thread.ofPlatform().name(role + "-", 0).daemon(true).factory());
        lane.allowCoreThreadTimeOut(true);
        return lane;
    }

    /** Starts one platform thread that keeps the JVM alive unless {@code daemon}. */
    public static Thread start(String name, boolean daemon, Runnable task) {
        return Thread.ofPlatform().name(name).daemon(daemon).start(task);
    }

    /** Waits until a thread has ended; an interrupt does not cut it short, but is not lost. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
