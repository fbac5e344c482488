package io.midge.jetstream.consumer;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A lane that runs when a test says so, with a clock that goes when a test says so. Tasks may be handed over by any thread. */
final class HandLane implements Lane, Clock {
    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    private record Due(long at, long number, Runnable task) {}

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Due> later = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(1);
    private long numbers;
    private volatile boolean running;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Delayed schedule(long delayNanos, Runnable task) {
        Due due = new Due(nanos.get() + delayNanos, numbers++, task);
        later.add(due);
        return () -> later.remove(due);
    }

    @Override
    public boolean inLane() {
        return running;
    }

    @Override
    public Clock clock() {
        return this;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(nanos.get());
    }

    boolean isIdle() {
        return tasks.isEmpty();
    }

    /** Does something on the lane. */
    void on(Runnable task) {
        running = true;
        try {
            task.run();
        } finally {
            running = false;
        }
    }

    /** Runs all tasks that are there; whether there were any. */
    boolean run() {
        boolean any = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            on(task);
            any = true;
        }
        return any;
    }

    /** When the next timer fires, as nanoseconds from now; {@link Long#MAX_VALUE}: none is set. */
    long next() {
        return later.stream().mapToLong(each -> each.at() - nanos.get()).min().orElse(Long.MAX_VALUE);
    }

    /** Lets time pass up to the next timer, at most so long, and fires what is due; how much has passed. */
    long pass(long most) {
        long by = Math.max(0, Math.min(most, next()));
        nanos.addAndGet(by);
        @Nullable Due first = null;
        for (Due each : later) {
            boolean due = each.at() <= nanos.get();
            if (due
                    && (first == null
                            || each.at() < first.at()
                            || (each.at() == first.at() && each.number() < first.number()))) {
                first = each;
            }
        }
        if (first != null) {
            later.remove(first);
            on(Objects.requireNonNull(first).task());
        }
        return by;
    }

    int timers() {
        return later.size();
    }
}
