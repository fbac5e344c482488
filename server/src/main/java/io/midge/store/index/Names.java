package io.midge.store.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of the subjects, in pages of 128 KiB, each as
 *
 * <pre>
 *    0  u32  number of the subject
 *    4  u16  length
 *    6       name, and up to a multiple of 4
 * </pre>
 *
 * Pages are filled one after the other. A subject that is gone leaves its room to the next one of its number, if that is as long.
 * When less than half of a page is in use, what lives there moves to the page that is being filled, so that all of it takes at most
 * about twice what is needed, and no step costs more than half a page. On one lane.
 */
final class Names {
    /** No name is longer. */
    static final int LONGEST = 0xffff;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int HEAD = 6;
    private static final int UNIT_BITS = 2;
    private static final int PAGE_BITS = 17;
    private static final int PAGE = 1 << PAGE_BITS;

    /** Of a position these are where in the page it is, in units; above stands the page's number. */
    private static final int WITHIN_BITS = PAGE_BITS - UNIT_BITS;

    private static final int FIRST = 64;

    private final Rows rows;
    private final byte[] noPage = {};
    private byte[][] pages = {new byte[FIRST]};
    private int[] fill = new int[1];
    private int[] live = new int[1];
    private int active;
    private int bound = 1;
    private int[] free = new int[0];
    private int freeCount;
    private int[] sparse = new int[4];
    private int sparseCount;
    private boolean moving;

    Names(Rows rows) {
        this.rows = rows;
    }

    private static int room(int len) {
        return (HEAD + len + 3) & -4;
    }

    /** Notes the name of a subject that has messages, in the room that its number has, if that fits. */
    void put(int id, byte[] buf, int off, int len) {
        int position = rows.position(id);
        if (position == Rows.NONE || room(length(position)) != room(len)) {
            position = take(room(len));
            rows.position(id, position);
        }
        byte[] page = page(position);
        int at = at(position);
        INT.set(page, at, id);
        SHORT.set(page, at + 4, (short) len);
        System.arraycopy(buf, off, page, at + HEAD, len);
        live[position >>> WITHIN_BITS] += room(len);
        tidy();
    }

    /** A subject is gone; its row still knows its room. */
    void free(int id) {
        int position = rows.position(id);
        int page = position >>> WITHIN_BITS;
        live[page] -= room(length(position));
        note(page);
        tidy();
    }

    private int take(int room) {
        if (fill[active] + room > pages[active].length) {
            extend(room);
        }
        int position = (active << WITHIN_BITS) | (fill[active] >> UNIT_BITS);
        fill[active] += room;
        return position;
    }

    private void extend(int room) {
        int needed = fill[active] + room;
        if (pages[active].length < PAGE && needed <= PAGE) {
            int length = Math.max(2 * pages[active].length, Integer.highestOneBit(needed) * 2);
            pages[active] = Arrays.copyOf(pages[active], Math.min(PAGE, length));
            return;
        }
        int full = active;
        active = freeCount > 0 ? free[--freeCount] : bound++;
        if (bound > 1 << (31 - WITHIN_BITS)) {
            throw new IllegalStateException("an index of more subjects than it can hold");
        }
        if (active == pages.length) {
            int length = active + 1 + active / 4;
            pages = Arrays.copyOf(pages, length);
            fill = Arrays.copyOf(fill, length);
            live = Arrays.copyOf(live, length);
        }
        pages[active] = new byte[PAGE];
        fill[active] = 0;
        note(full);
    }

    /** Notes that a page may have too little in use. */
    private void note(int page) {
        if (page != active && live[page] < PAGE / 2) {
            sparse = sparseCount == sparse.length ? Arrays.copyOf(sparse, 2 * sparseCount) : sparse;
            sparse[sparseCount++] = page;
        }
    }

    private void tidy() {
        if (moving) {
            return;
        }
        moving = true;
        while (sparseCount > 0) {
            empty(sparse[--sparseCount]);
        }
        moving = false;
    }

    /** Moves what is in use in a page elsewhere. */
    private void empty(int number) {
        if (number == active || fill[number] == 0 || live[number] >= PAGE / 2) {
            return;
        }
        byte[] page = pages[number];
        int end = fill[number];
        for (int at = 0; at < end; ) {
            int id = (int) INT.get(page, at);
            int len = Short.toUnsignedInt((short) SHORT.get(page, at + 4));
            if (rows.position(id) == ((number << WITHIN_BITS) | (at >> UNIT_BITS))) {
                rows.position(id, Rows.NONE);
                if (rows.isUsed(id)) {
                    put(id, page, at + HEAD, len);
                }
            }
            at += room(len);
        }
        pages[number] = noPage;
        fill[number] = 0;
        live[number] = 0;
        free = freeCount == free.length ? Arrays.copyOf(free, 2 * freeCount + 4) : free;
        free[freeCount++] = number;
    }

    /** Forgets all. */
    void clear() {
        pages = new byte[][] {new byte[FIRST]};
        fill = new int[1];
        live = new int[1];
        free = new int[0];
        freeCount = 0;
        active = 0;
        bound = 1;
    }

    /** The array in which a name lies. */
    byte[] page(int position) {
        return pages[position >>> WITHIN_BITS];
    }

    private static int at(int position) {
        return (position << UNIT_BITS) & (PAGE - 1);
    }

    /** From where on. */
    int offset(int position) {
        return at(position) + HEAD;
    }

    int length(int position) {
        return Short.toUnsignedInt((short) SHORT.get(page(position), at(position) + 4));
    }

    /** Whether it is this name. */
    boolean is(int position, byte[] buf, int off, int len) {
        byte[] page = page(position);
        int at = at(position);
        return Short.toUnsignedInt((short) SHORT.get(page, at + 4)) == len
                && Arrays.equals(page, at + HEAD, at + HEAD + len, buf, off, off + len);
    }

    long bytes() {
        long bytes = 0;
        for (int i = 0; i < bound; i++) {
            bytes += pages[i].length;
        }
        return bytes + 16L * bound + 12L * pages.length + 4L * (free.length + sparse.length) + 100;
    }
}
