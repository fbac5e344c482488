package io.midge.loop;

/** A task that is due at a moment; made by {@link IoLoop#schedule} and {@link ThreadLane#schedule}. */
@Confined("its loop or lane")
public final class Timer {
    final Runnable task;
    long deadlineNanos;
    /** Position in the heap, -1 when it is not in one. */
    int index = -1;

    Timer(Runnable task, long deadlineNanos) {
        this.task = task;
        this.deadlineNanos = deadlineNanos;
    }
}
