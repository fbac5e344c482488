package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.client.Client;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Lanes;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait for their turn, and a lane that answers them. No more than {@link #WAITING} wait, with no more than
 * {@link #MOST} bytes, and half of that is kept for the system's own account: who is in another one cannot keep operators from
 * being answered. What finds no room is dropped.
 */
final class Desk implements Internal.Handler {
    static final int WAITING = 1024;
    static final long MOST = 4L << 20;

    /** What a request takes besides its payload. */
    private static final int OVERHEAD = 512;

    private final Account system;
    private final String role;
    private final Consumer<Internal.Message> clerk;
    private final Log log;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    private volatile @Nullable Executor lane; // made by the first request

    Desk(Account system, String role, Consumer<Internal.Message> clerk, Log log) {
        this.system = system;
        this.role = role;
        this.clerk = clerk;
        this.log = log;
    }

    /** How many were dropped. */
    long dropped() {
        return dropped.get();
    }

    @Override
    @Confined("I/O loop")
    public void onMessage(Internal.Message message) {
        boolean guest = message.publisher() instanceof Client client && client.account() != system;
        int share = guest ? 2 : 1;
        long size = (long) OVERHEAD + message.payload().length + message.headers().length;
        boolean room = waiting.get() < WAITING / share && bytes.get() + size <= MOST / share;
        if (!room || !accept(size, () -> clerk.accept(message))) {
            drop();
        }
    }

    /** Something that the server does by itself. */
    void accept(Runnable task) {
        if (!accept(OVERHEAD, task)) {
            drop();
        }
    }

    private boolean accept(long size, Runnable task) {
        waiting.incrementAndGet();
        bytes.addAndGet(size);
        try {
            lane().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.error("Internal error while answering a system request", e);
                } finally {
                    waiting.decrementAndGet();
                    bytes.addAndGet(-size);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            bytes.addAndGet(-size);
            return false;
        }
    }

    private Executor lane() {
        Executor there = lane;
        return there == null ? begin() : there;
    }

    private synchronized Executor begin() {
        Executor there = lane;
        if (there == null) {
            there = Lanes.bounded(role, 1, WAITING);
            lane = there;
        }
        return there;
    }

    private void drop() {
        if (dropped.getAndIncrement() == 0) {
            log.warn("System requests are dropped: more than can be answered wait");
        }
    }
}
