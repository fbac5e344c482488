package io.midge.loop;

import java.time.Instant;
import java.util.ArrayDeque;

/** A lane whose tasks and time a test makes pass. Of one thread. */
public final class DrivenLane implements Lane, Clock {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final TimerHeap timers = new TimerHeap();
    private long nanos = 1_000_000_000L;

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
        }
    }

    @Override
    public Delayed schedule(long delayNanos, Runnable task) {
        Timer timer = new Timer(task, nanos + Math.max(0, delayNanos));
        timers.add(timer);
        return () -> timers.cancel(timer);
    }

    @Override
    public boolean inLane() {
        return true;
    }

    @Override
    public Clock clock() {
        return this;
    }

    /** Runs what was handed over, and what that hands over. */
    public void drain() {
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
        }
    }

    private Runnable poll() {
        synchronized (tasks) {
            return tasks.poll();
        }
    }

    /** Lets time pass, timer by timer. */
    public void pass(long passing) {
        long until = nanos + passing;
        drain();
        for (long next = timers.nanosToNext(nanos); next <= until - nanos; next = timers.nanosToNext(nanos)) {
            nanos += Math.max(0, next);
            Timer timer = timers.poll(nanos);
            if (timer != null) {
                timer.task.run();
            }
            drain();
        }
        nanos = until;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long millis() {
        return nanos / 1_000_000;
    }
}
