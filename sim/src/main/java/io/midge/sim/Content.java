package io.midge.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The bytes of a file: as programs see them, in the cache, and as they lie on the disk. What was done since the last sync is
 * remembered, so that a loss of power can leave any part of it ({@link Tear}). Of one thread.
 */
final class Content {
    /** Something that was done and not synced. */
    sealed interface Change {
        /** Where it begins. */
        long from();

        /** Bytes were written. */
        final class Write implements Change {
            private final long from;
            private final byte[] data;

            Write(long from, byte[] data) {
                this.from = from;
                this.data = data;
            }

            @Override
            public long from() {
                return from;
            }

            long to() {
                return from + data.length;
            }

            /** To be read only. */
            byte[] data() {
                return data;
            }
        }

        /** The file was cut to a length. */
        record Cut(long from) implements Change {}
    }

    private Pages cache = new Pages();
    private Pages durable = new Pages();
    /** What each page held before it was synced last. */
    private Pages stale = new Pages();
    /** Pages of the cache that differ from the disk's because of what was done: they are not shared, and the next sync writes them. */
    private final TreeSet<Long> dirty = new TreeSet<>();

    private final List<Change> unsynced = new ArrayList<>();
    private long size;
    private long durableSize;

    long size() {
        return size;
    }

    int read(ByteBuffer to, long at) {
        int count = (int) Math.min(to.remaining(), Math.max(0, size - at));
        int end = to.position() + count;
        for (long from = at; to.position() < end; ) {
            int offset = (int) (from % Pages.PAGE);
            int part = Math.min(Pages.PAGE - offset, end - to.position());
            to.put(cache.get(from / Pages.PAGE), offset, part);
            from += part;
        }
        return count;
    }

    void write(byte[] data, long at) {
        if (data.length == 0) {
            return;
        }
        for (int done = 0; done < data.length; ) {
            int offset = (int) ((at + done) % Pages.PAGE);
            int part = Math.min(Pages.PAGE - offset, data.length - done);
            System.arraycopy(data, done, own((at + done) / Pages.PAGE), offset, part);
            done += part;
        }
        size = Math.max(size, at + data.length);
        unsynced.add(new Change.Write(at, data));
    }

    void cut(long to) {
        long boundary = to / Pages.PAGE;
        cache.cut(to);
        dirty.tailSet(boundary, true).clear();
        if (to % Pages.PAGE != 0) {
            cache.put(boundary, cache.get(boundary).clone());
            dirty.add(boundary);
        }
        size = to;
        unsynced.add(new Change.Cut(to));
    }

    private byte[] own(long page) {
        if (dirty.add(page)) {
            cache.put(page, cache.get(page).clone());
        }
        return cache.get(page);
    }

    /** All that was done survives from now on. */
    void sync() {
        for (Change change : unsynced) {
            if (change instanceof Change.Cut cut) {
                durable.cut(cut.from());
            }
        }
        for (long page : dirty) {
            if (durable.has(page)) {
                stale.put(page, durable.get(page));
            }
            durable.put(page, cache.get(page));
        }
        dirty.clear();
        unsynced.clear();
        durableSize = size;
    }

    /**
     * A sync that failed, as Linux has it: any part of what was done may have come to the disk; the rest never will, although
     * some of it can still be read. Nothing waits for a sync any more, so that the next one succeeds.
     */
    void failSync(Dice dice) {
        Content torn = torn(dice);
        for (long page : dirty) {
            if (dice.oneIn(2)) {
                cache.put(page, torn.durable.get(page));
            }
        }
        cache.cut(size);
        dirty.clear();
        unsynced.clear();
        durable = torn.durable;
        durableSize = torn.size;
        if (durableSize > size) {
            unsynced.add(new Change.Cut(size));
        }
    }

    /** What a loss of power leaves. */
    Content torn(Dice dice) {
        Tear tear = new Tear(unsynced, durable, durableSize, dice);
        Content left = new Content();
        left.durable = tear.pages();
        left.durableSize = tear.size();
        left.stale = stale.copy();
        left.cache = left.durable.copy();
        left.size = left.durableSize;
        return left;
    }

    /** Puts other bytes on the disk. They are seen where the cache holds nothing newer. */
    void damage(long page, byte[] bytes) {
        durable.put(page, bytes);
        if (!dirty.contains(page)) {
            cache.put(page, bytes);
        }
    }

    /** What lies on the disk; to be read only. */
    byte[] durable(long page) {
        return durable.get(page);
    }

    long durableSize() {
        return durableSize;
    }

    boolean hasStale(long page) {
        return stale.has(page);
    }

    /** What lay there before. */
    byte[] stale(long page) {
        return stale.get(page);
    }
}
