package io.midge.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one cache counts about one list: written by the cache's loop alone, read by anybody who asks for statistics. */
final class Tally {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int HITS = 0;
    private static final int MISSES = 1;
    private static final int ENTRIES = 2;
    private static final int FANOUT = 3;
    private static final int MAX_FANOUT = 4;

    final MatchCache<?> owner;

    private final long[] counts = new long[5];

    Tally(MatchCache<?> owner) {
        this.owner = owner;
    }

    void hit() {
        add(HITS, 1);
    }

    void miss() {
        add(MISSES, 1);
    }

    void cached(int fanout) {
        add(ENTRIES, 1);
        add(FANOUT, fanout);
        add(MAX_FANOUT, Math.max(0, fanout - counts[MAX_FANOUT]));
    }

    void dropped(int fanout) {
        add(ENTRIES, -1);
        add(FANOUT, -fanout);
    }

    SublistStats stats() {
        long hits = read(HITS);
        return new SublistStats(0, read(ENTRIES), 0, 0, hits + read(MISSES), hits, read(MAX_FANOUT), read(FANOUT));
    }

    private void add(int which, long n) {
        COUNT.setOpaque(counts, which, counts[which] + n);
    }

    private long read(int which) {
        return (long) COUNT.getOpaque(counts, which);
    }
}
