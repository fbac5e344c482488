package io.midge.net;

import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.loop.IoLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Some loops whose time a test makes pass. */
public final class Loops implements AutoCloseable, LogSink, Clock {
    private static final int PATIENCE_SECONDS = 30;

    private final AtomicLong nanos = new AtomicLong(1);
    private final Backlogs backlogs;
    private final List<NetLoop> all = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    /** What was logged. */
    public final List<String> lines = new CopyOnWriteArrayList<>();

    public Loops(int count, long budget, long maxPending, int readBuffer) {
        backlogs = new Backlogs(new Log(this, false, false), budget, maxPending, TimeUnit.SECONDS.toNanos(10));
        for (int i = 0; i < count; i++) {
            try {
                IoLoop loop = new IoLoop(i, "test-io-" + i, this, i + 1, (ready, cause) -> failures.add(cause));
                all.add(new NetLoop(loop, backlogs, readBuffer));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        all.forEach(each -> each.loop().start());
    }

    public NetLoop get(int i) {
        return all.get(i);
    }

    Backlogs backlogs() {
        return backlogs;
    }

    public long used() {
        return backlogs.used();
    }

    /** Does something on a loop, with the end of its pass. */
    public <T> T on(int i, Callable<T> work) {
        NetLoop loop = all.get(i);
        FutureTask<T> task = new FutureTask<>(() -> {
            T result = work.call();
            loop.passEnd();
            return result;
        });
        loop.loop().execute(task);
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    public void run(int i, Runnable work) {
        on(i, () -> {
            work.run();
            return true;
        });
    }

    /** All that was handed to the loops before has been done, and what that handed over. */
    public void settle() {
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < all.size(); i++) {
                run(i, () -> {});
            }
        }
    }

    /** Time goes on, and timers fire. */
    public void pass(long duration, TimeUnit unit) {
        nanos.addAndGet(unit.toNanos(duration));
        settle();
    }

    @Override
    public void close() {
        all.forEach(each -> each.loop().stop());
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError("something failed on a loop");
            failures.forEach(error::addSuppressed);
            throw error;
        }
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    @Override
    public boolean write(Level level, String text, @Nullable Throwable cause) {
        lines.add(level + " " + text);
        return true;
    }
}
