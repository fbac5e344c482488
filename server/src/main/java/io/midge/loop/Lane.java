package io.midge.loop;

import java.util.concurrent.Executor;

/**
 * One thing after the other: tasks run in the order in which each caller hands them over, never two at a time. What a task
 * does is seen by the next. Whatever lives on a lane needs no lock.
 *
 * <p>A lane may block on the disk, which an I/O loop may not. {@link #execute} and {@link #inLane} are for any thread. The queue
 * has no bound of its own: whoever hands tasks over keeps a bounded number in it.
 */
public interface Lane extends Executor {
    /** Runs a task soon. One that throws is reported, and the lane goes on. */
    @Override
    void execute(Runnable task);

    /** Runs a task once, after so many nanoseconds at the earliest. On the lane. */
    Delayed schedule(long delayNanos, Runnable task);

    /** Whether the caller is on this lane. */
    boolean inLane();

    /** Whether nothing is to be done behind the task that runs, as far as is known. On the lane. */
    default boolean isQuiet() {
        return false;
    }

    /**
     * Runs a task on this lane at once, by the caller's thread, if the lane rests: nobody has to wake another thread, and to be woken by it.
     * False: it does not rest, or has a thread of its own for a reason; nothing was run. Any thread.
     */
    default boolean runHere(Runnable task) {
        return false;
    }

    /** The lane's clock: monotonic nanoseconds, and the time of day. */
    Clock clock();

    /** A task that waits for its time. On its lane. */
    interface Delayed {
        /** Forgets the task; one that has run is left alone. */
        void cancel();
    }
}
