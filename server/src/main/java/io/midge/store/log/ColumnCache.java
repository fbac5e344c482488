package io.midge.store.log;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all streams of a server keep in memory of their sealed segments, within one budget of bytes, and how many files they
 * keep open. What was not used for longest goes first: a hand goes round all that is kept, takes away the mark that each use
 * leaves, and takes out what has none.
 *
 * <p>Any thread. What is kept does not change any more, so whoever still looks at something that was taken out comes to no harm. The
 * lock guards the ring and the sum; a use only sets the mark.
 */
public final class ColumnCache {
    /** Something of a segment that may be kept, and can be read again if it is not. */
    static final class Kept<T> {
        private volatile @Nullable T value;
        private volatile boolean used;
        private int bytes;
        private @Nullable Kept<?> next;
        private @Nullable Kept<?> previous;

        /** What is kept; null: read it again. */
        @Nullable
        T get() {
            T now = value;
            if (now != null && !used) {
                used = true;
            }
            return now;
        }

        private void drop() {
            value = null;
        }
    }

    private final long budget;
    private final int files;
    private final AtomicInteger open = new AtomicInteger();
    private long bytes;
    private @Nullable Kept<?> hand;

    /** Of so many bytes, and so many files that are open because somebody may read them again. */
    public ColumnCache(long budget, int files) {
        this.budget = budget;
        this.files = files;
    }

    /** How many bytes are kept. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many files are kept open. */
    public int files() {
        return open.get();
    }

    /** Keeps something in place of others, unless it is larger than all that may be kept. */
    synchronized <T> void keep(Kept<T> place, T value, int size) {
        remove(place);
        if (size > budget) {
            return;
        }
        while (bytes + size > budget) {
            evict();
        }
        insert(place, value, size);
    }

    /** Keeps something if there is room for it. */
    synchronized <T> void offer(Kept<T> place, T value, int size) {
        if (place.value == null && bytes + size <= budget) {
            insert(place, value, size);
        }
    }

    /** Whether so much can be kept without taking out anything. */
    synchronized boolean hasRoom(long size) {
        return bytes + size <= budget;
    }

    /** Forgets what is kept here. */
    synchronized void forget(Kept<?> place) {
        remove(place);
    }

    private <T> void insert(Kept<T> place, T value, int size) {
        place.value = value;
        place.used = true;
        place.bytes = size;
        bytes += size;
        Kept<?> at = hand;
        if (at == null) {
            place.next = place;
            place.previous = place;
            hand = place;
            return;
        }
        Kept<?> before = linked(at.previous);
        place.previous = before;
        place.next = at;
        before.next = place;
        at.previous = place;
    }

    private void evict() {
        Kept<?> at = linked(hand);
        while (at.used) {
            at.used = false;
            at = linked(at.next);
        }
        hand = at;
        remove(at);
    }

    private void remove(Kept<?> place) {
        Kept<?> next = place.next;
        if (next == null) {
            return;
        }
        Kept<?> previous = linked(place.previous);
        previous.next = next;
        next.previous = previous;
        if (hand == place) {
            hand = next == place ? null : next;
        }
        place.next = null;
        place.previous = null;
        place.drop();
        bytes -= place.bytes;
    }

    private static Kept<?> linked(@Nullable Kept<?> link) {
        if (link == null) {
            throw new IllegalStateException("the ring is broken");
        }
        return link;
    }

    /** A file more is open; false: one should be closed for it. */
    boolean opened() {
        return open.incrementAndGet() <= files;
    }

    void closed() {
        open.decrementAndGet();
    }
}
