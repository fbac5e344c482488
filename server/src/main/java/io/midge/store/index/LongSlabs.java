package io.midge.store.index;

import java.util.Arrays;

/**
 * Records of longs, of a few kinds that each have one size, in pages that hold many. A record is known by where it lies. The room
 * of one that is freed goes to the next of its kind. On one lane.
 */
final class LongSlabs {
    private static final int PAGE_BITS = 13;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FIRST = 16;
    private static final int MOST_PAGES = 1 << (31 - PAGE_BITS);

    private long[][] pages = {new long[FIRST]};
    private int pageCount = 1;
    private int fill = 1;
    private long freed;
    private final int[] free;

    LongSlabs(int kinds) {
        free = new int[kinds];
    }

    /** A record's room, of this kind and size, with whatever stands there; never 0. */
    int take(int kind, int size) {
        int at = free[kind];
        if (at != 0) {
            free[kind] = (int) page(at)[index(at)];
            freed -= size;
            return at;
        }
        if (fill + size > pages[pageCount - 1].length) {
            extend(size);
        }
        at = ((pageCount - 1) << PAGE_BITS) + fill;
        fill += size;
        return at;
    }

    private void extend(int size) {
        int needed = fill + size;
        if (pageCount == 1 && needed <= PAGE) {
            int length = Math.max(2 * pages[0].length, Integer.highestOneBit(needed) * 2);
            pages[0] = Arrays.copyOf(pages[0], Math.min(PAGE, length));
            return;
        }
        if (pageCount == MOST_PAGES) {
            throw new IllegalStateException("a set of more than it can hold");
        }
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount + 1 + pageCount / 4);
        }
        pages[pageCount++] = new long[PAGE];
        fill = 0;
    }

    void free(int kind, int size, int at) {
        page(at)[index(at)] = free[kind];
        free[kind] = at;
        freed += size;
    }

    /** The array in which a record lies. */
    long[] page(int at) {
        return pages[at >>> PAGE_BITS];
    }

    /** From where on. */
    static int index(int at) {
        return at & (PAGE - 1);
    }

    /** Whether a good part of it is free, so that moving the rest is worth it. */
    boolean isLoose() {
        return freed > 2 * PAGE && freed > (long) pageCount * PAGE / 4;
    }

    /** How many bytes of heap it takes. */
    long bytes() {
        long longs = pages[0].length + (long) (pageCount - 1) * PAGE;
        return 8 * longs + 16L * pageCount + 4L * pages.length + 4L * free.length + 48;
    }
}
