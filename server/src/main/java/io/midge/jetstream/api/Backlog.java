package io.midge.jetstream.api;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait or are being answered. There are so many at most, and so many bytes of them: when there are more, those that
 * wait are dropped, all of them, as nats-server does. Any thread.
 */
final class Backlog {
    /** So many bytes at most, whatever the number. */
    private static final long BYTES = 64L << 20;

    private final String name;
    private final long most;
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** @param most how many there are at most */
    Backlog(String name, long most) {
        this.name = name;
        this.most = most;
    }

    String name() {
        return name;
    }

    long most() {
        return most;
    }

    /** Whether one more of so many bytes may come; if not, it counts as dropped. */
    boolean hasRoom(int size) {
        if (open.get() < most && bytes.get() + size <= BYTES) {
            return true;
        }
        refused.incrementAndGet();
        return false;
    }

    void add(Request request) {
        open.incrementAndGet();
        bytes.addAndGet(request.weight());
        waiting.add(request);
    }

    @Nullable
    Request next() {
        return waiting.poll();
    }

    /** One is answered. */
    void done(Request request) {
        open.decrementAndGet();
        bytes.addAndGet(-request.weight());
    }

    /** How many wait or are being answered. */
    int open() {
        return open.get();
    }

    /** Drops what waits; how many were dropped, those included that did not get in. */
    long drop() {
        long dropped = refused.getAndSet(0);
        for (Request each = waiting.poll(); each != null; each = waiting.poll()) {
            each.end();
            done(each);
            dropped++;
        }
        return dropped;
    }
}
