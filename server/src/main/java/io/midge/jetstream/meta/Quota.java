package io.midge.jetstream.meta;

import io.midge.jetstream.config.StorageType;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in memory and in files of a server or an account: how many there may be, are, and are promised to streams. Any thread. */
public final class Quota {
    /** As a limit: none. */
    public static final long UNLIMITED = -1;

    private final Part memory = new Part();
    private final Part files = new Part();

    private static final class Part {
        volatile long most = UNLIMITED;
        final AtomicLong used = new AtomicLong();
        final AtomicLong reserved = new AtomicLong();
    }

    private Part part(StorageType storage) {
        return storage == StorageType.MEMORY ? memory : files;
    }

    /** How many there may be from now on; negative: any number. */
    public void limit(StorageType storage, long bytes) {
        part(storage).most = bytes;
    }

    /** How many there may be; negative: any number. */
    public long limit(StorageType storage) {
        return part(storage).most;
    }

    /** There are so many more, or less. */
    public void used(StorageType storage, long by) {
        part(storage).used.addAndGet(by);
    }

    /** How many there are. */
    public long used(StorageType storage) {
        return Math.max(0, part(storage).used.get());
    }

    /** So many more, or less, are promised to streams. */
    void reserve(StorageType storage, long by) {
        part(storage).reserved.addAndGet(by);
    }

    /** How many are promised to streams: the sum of their {@code max_bytes}. */
    public long reserved(StorageType storage) {
        return Math.max(0, part(storage).reserved.get());
    }

    /** Whether so many more would be too many. */
    boolean wouldExceed(StorageType storage, long bytes) {
        Part part = part(storage);
        long most = part.most;
        return most >= 0 && part.used.get() + bytes > most;
    }

    /** Whether so many more cannot be promised. */
    boolean cannotReserve(StorageType storage, long bytes) {
        Part part = part(storage);
        return exceeds(part.most, part.reserved.get(), bytes);
    }

    /** Whether {@code more} on top of {@code there} is above a limit, negative for none. */
    static boolean exceeds(long most, long there, long more) {
        return most >= 0 && (there > most || more > most - there);
    }

    /** As many as both together, or as many as a number can say. */
    static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public String toString() {
        return "memory used " + memory.used + ", reserved " + memory.reserved + " of " + memory.most + ", files used "
                + files.used + ", reserved " + files.reserved + " of " + files.most;
    }
}
