package io.midge.events;

import io.midge.loop.Lanes;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A bounded number of tasks that wait for a lane of their own, which the first one makes. Any thread. */
final class Tray {
    private final String role;
    private final int most;
    private final long mostBytes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private volatile @Nullable Executor lane;

    Tray(String role, int most, long mostBytes) {
        this.role = role;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Whether there is room for a task of this size. */
    boolean hasRoom(long size) {
        return waiting.get() < most && bytes.get() + size <= mostBytes;
    }

    /** Takes a task that waits and is done, unless there is no room. */
    boolean take(long size, Runnable task) {
        int before = waiting.getAndIncrement();
        if (bytes.addAndGet(size) > mostBytes || before >= most) {
            done(size);
            return false;
        }
        try {
            lane().execute(() -> {
                try {
                    task.run();
                } finally {
                    done(size);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            done(size);
            return false;
        }
    }

    private void done(long size) {
        waiting.decrementAndGet();
        bytes.addAndGet(-size);
    }

    private Executor lane() {
        Executor there = lane;
        return there == null ? begin() : there;
    }

    private synchronized Executor begin() {
        Executor there = lane;
        if (there == null) {
            there = Lanes.bounded(role, 1, most);
            lane = there;
        }
        return there;
    }
}
