package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.util.Arrays;

/** Sequences in the order in which they came. */
@Confined("stream lane")
final class LongList {
    /** Hears of ranges, both ends included. */
    interface Ranges {
        void range(long from, long to);
    }

    private static final int KEPT = 4096;

    private long[] all = new long[16];
    private int size;

    void add(long value) {
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
        }
        all[size++] = value;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long at(int i) {
        return all[i];
    }

    void set(int i, long value) {
        all[i] = value;
    }

    /** All of them, and forgets them. */
    long[] take() {
        long[] taken = Arrays.copyOf(all, size);
        clear();
        return taken;
    }

    void clear() {
        size = 0;
        all = all.length > KEPT ? new long[16] : all;
    }

    /** Tells of all, those that follow each other together, and forgets them. */
    void drain(Ranges hears) {
        long[] sorted = take();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; ) {
            int end = i;
            while (end + 1 < sorted.length && sorted[end + 1] <= sorted[end] + 1) {
                end++;
            }
            hears.range(sorted[i], sorted[end]);
            i = end + 1;
        }
    }
}
