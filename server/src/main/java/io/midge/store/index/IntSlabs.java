package io.midge.store.index;

import java.util.Arrays;

/**
 * Records of ints, of a few kinds that each have one size, in pages that hold many. A record is known by where it lies. The room
 * of one that is freed goes to the next of its kind. On one lane.
 */
final class IntSlabs {
    /** No record lies here. */
    static final int NONE = 0;

    private static final int PAGE_BITS = 14;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FIRST = 32;
    private static final int MOST_PAGES = 1 << (31 - PAGE_BITS);

    private int[][] pages = {new int[FIRST]};
    private int pageCount = 1;
    private int fill = 1;
    private long freed;
    private final int[] free;

    IntSlabs(int kinds) {
        free = new int[kinds];
    }

    /** A record's room, of this kind and size, full of zeros. */
    int take(int kind, int size) {
        int at = free[kind];
        if (at != NONE) {
            int[] page = page(at);
            int i = index(at);
            free[kind] = page[i];
            Arrays.fill(page, i, i + size, 0);
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
            throw new IllegalStateException("an index of more subjects than it can hold");
        }
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount + 1 + pageCount / 4);
        }
        pages[pageCount++] = new int[PAGE];
        fill = 0;
    }

    void free(int kind, int size, int at) {
        page(at)[index(at)] = free[kind];
        free[kind] = at;
        freed += size;
    }

    /** The array in which a record lies. */
    int[] page(int at) {
        return pages[at >>> PAGE_BITS];
    }

    /** From where on. */
    static int index(int at) {
        return at & (PAGE - 1);
    }

    int get(int at) {
        return page(at)[at & (PAGE - 1)];
    }

    void set(int at, int value) {
        page(at)[at & (PAGE - 1)] = value;
    }

    /** Whether a good part of it is free, so that moving the rest is worth it. */
    boolean isLoose() {
        return freed > 2 * PAGE && freed > (long) pageCount * PAGE / 4;
    }

    /** How many bytes of heap it takes. */
    long bytes() {
        long ints = pages[0].length + (long) (pageCount - 1) * PAGE;
        return 4 * ints + 16L * pageCount + 4L * pages.length + 4L * free.length + 48;
    }
}
