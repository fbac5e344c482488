package io.midge.store.index;

import java.util.Arrays;

/**
 * What is known of each subject, by its number: four longs, in pages of 64 KiB.
 *
 * <pre>
 *   0  where its name lies, {@link Names}; -1: nowhere
 *   1  how many messages (62 bits) · last is known · first is known
 *   2  sequence of the first message, or a bound    a free number: which is free after it
 *   3  sequence of the last message, or a bound
 * </pre>
 *
 * A number without messages is free and given to another subject later, the longest free one first. Each time it counts one
 * incarnation more, from 1 to {@value #INCARNATIONS}; then it rests, as incarnation 0. When many rest, a new <i>epoch</i> begins, and they may be used
 * again. So number, incarnation and epoch together never mean two subjects. On one lane.
 */
final class Rows {
    /** No number, and no name. */
    static final int NONE = -1;

    static final int INCARNATIONS = 127;

    private static final int STRIDE_BITS = 2;
    private static final int PAGE_BITS = 11;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FIRST = 4;
    private static final int RESTING = 64;
    private static final int FLAG_BITS = 2;
    private static final int FIRST_KNOWN = 1;
    private static final int LAST_KNOWN = 2;
    private static final int BOTH_KNOWN = FIRST_KNOWN | LAST_KNOWN;

    private long[][] pages = {new long[FIRST << STRIDE_BITS]};
    private byte[] incarnations = new byte[FIRST];
    private int bound;
    private int epoch;
    private int oldestFree = NONE;
    private int newestFree = NONE;
    private int resting = NONE;
    private int restingCount;

    /** A number for a subject. Its row says nothing but where its name may have lain. */
    int take() {
        if (oldestFree == NONE && restingCount >= Math.max(RESTING, bound / 8)) {
            renew();
        }
        int id = oldestFree;
        if (id == NONE) {
            return extend();
        }
        oldestFree = next(id);
        if (oldestFree == NONE) {
            newestFree = NONE;
        }
        return id;
    }

    private int next(int id) {
        return (int) page(id)[at(id) + 2];
    }

    private void renew() {
        epoch++;
        for (int id = resting; id != NONE; ) {
            int next = next(id);
            incarnations[id] = 1;
            append(id);
            id = next;
        }
        resting = NONE;
        restingCount = 0;
    }

    private int extend() {
        int id = bound;
        int page = id >>> PAGE_BITS;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page + 1 + page / 4);
        }
        if (page == 0 && at(id) == pages[0].length) {
            pages[0] = Arrays.copyOf(pages[0], 2 * at(id));
        } else if (page > 0 && (id & (PAGE - 1)) == 0) {
            pages[page] = new long[PAGE << STRIDE_BITS];
        }
        if (id == incarnations.length) {
            incarnations = Arrays.copyOf(incarnations, id + (id < PAGE ? id : id / 8));
        }
        incarnations[id] = 1;
        bound++;
        position(id, NONE);
        return id;
    }

    /** A number is used no more. */
    void free(int id) {
        page(id)[at(id) + 1] = 0;
        if (incarnations[id] == INCARNATIONS) {
            incarnations[id] = 0;
            page(id)[at(id) + 2] = resting;
            resting = id;
            restingCount++;
        } else {
            incarnations[id]++;
            append(id);
        }
    }

    private void append(int id) {
        page(id)[at(id) + 2] = NONE;
        if (newestFree == NONE) {
            oldestFree = id;
        } else {
            page(newestFree)[at(newestFree) + 2] = id;
        }
        newestFree = id;
    }

    private long[] page(int id) {
        return pages[id >>> PAGE_BITS];
    }

    private static int at(int id) {
        return (id & (PAGE - 1)) << STRIDE_BITS;
    }

    int bound() {
        return bound;
    }

    int epoch() {
        return epoch;
    }

    int incarnation(int id) {
        return incarnations[id];
    }

    boolean isUsed(int id) {
        return id < bound && page(id)[at(id) + 1] != 0;
    }

    int position(int id) {
        return (int) page(id)[at(id)];
    }

    void position(int id, int position) {
        page(id)[at(id)] = position;
    }

    /** Of a number that was just taken. */
    void start(int id, long seq) {
        long[] page = page(id);
        int at = at(id);
        page[at + 1] = (1 << FLAG_BITS) | BOTH_KNOWN;
        page[at + 2] = seq;
        page[at + 3] = seq;
    }

    /** Of a number that was just taken, as it was in another index. */
    void start(int id, long count, long first, long last, int known) {
        long[] page = page(id);
        int at = at(id);
        page[at + 1] = (count << FLAG_BITS) | (known & BOTH_KNOWN);
        page[at + 2] = first;
        page[at + 3] = last;
    }

    void add(int id, long seq) {
        long[] page = page(id);
        int at = at(id);
        page[at + 1] = (page[at + 1] + (1 << FLAG_BITS)) | LAST_KNOWN;
        page[at + 3] = seq;
    }

    /** One message less, of several. */
    void remove(int id, long seq) {
        long[] page = page(id);
        int at = at(id);
        long state = page[at + 1] - (1 << FLAG_BITS);
        if (seq == page[at + 2]) {
            page[at + 2] = seq + 1;
            state &= ~FIRST_KNOWN;
        }
        if (seq == page[at + 3]) {
            page[at + 3] = seq - 1;
            state &= ~LAST_KNOWN;
        }
        page[at + 1] = state;
        settle(page, at);
    }

    /** The first of one message is its last. */
    private static void settle(long[] page, int at) {
        long state = page[at + 1];
        if (state >>> FLAG_BITS != 1) {
            return;
        }
        if ((state & BOTH_KNOWN) == FIRST_KNOWN) {
            page[at + 3] = page[at + 2];
            page[at + 1] = state | BOTH_KNOWN;
        } else if ((state & BOTH_KNOWN) == LAST_KNOWN) {
            page[at + 2] = page[at + 3];
            page[at + 1] = state | BOTH_KNOWN;
        }
    }

    /** 0 for one that is free. */
    long count(int id) {
        return id < bound ? page(id)[at(id) + 1] >>> FLAG_BITS : 0;
    }

    long first(int id) {
        return page(id)[at(id) + 2];
    }

    long last(int id) {
        return page(id)[at(id) + 3];
    }

    boolean isFirstKnown(int id) {
        return (page(id)[at(id) + 1] & FIRST_KNOWN) != 0;
    }

    boolean isLastKnown(int id) {
        return (page(id)[at(id) + 1] & LAST_KNOWN) != 0;
    }

    void firstIs(int id, long seq) {
        page(id)[at(id) + 2] = seq;
        page(id)[at(id) + 1] |= FIRST_KNOWN;
        settle(page(id), at(id));
    }

    void lastIs(int id, long seq) {
        page(id)[at(id) + 3] = seq;
        page(id)[at(id) + 1] |= LAST_KNOWN;
        settle(page(id), at(id));
    }

    /** Forgets all numbers at once, none of which is used, if it is worth it; whether it was. */
    boolean forget() {
        if (bound <= PAGE) {
            return false;
        }
        pages = new long[][] {new long[FIRST << STRIDE_BITS]};
        incarnations = new byte[FIRST];
        bound = 0;
        epoch++;
        oldestFree = NONE;
        newestFree = NONE;
        resting = NONE;
        restingCount = 0;
        return true;
    }

    long bytes() {
        int full = (bound + PAGE - 1) >>> PAGE_BITS;
        long longs = pages[0].length + (full < 2 ? 0 : (full - 1L) * (PAGE << STRIDE_BITS));
        return 8 * longs + 16L * Math.max(1, full) + 4L * pages.length + incarnations.length + 80;
    }
}
