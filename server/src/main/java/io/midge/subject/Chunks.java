package io.midge.subject;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A persistent sequence, kept by its owner as two fields: what holds the elements, and their number. Each change gives a new
 * holder or, when appending, the same one: an element is written behind the end of everything published so far, where no older
 * size reaches. That is why only the newest version may be changed, and why taking an element away copies what it touches: the
 * slot that becomes free was published once and must not be reused in place.
 *
 * <pre>
 *   size 0        null
 *   size 1        the element itself
 *   size 2..256   Object[]     e e e e . . .
 *   size 257..    Object[][]   [ 256 e ][ 256 e ][ e e . . . ] . .
 * </pre>
 *
 * To append is O(1), to replace or take away costs one or two chunks and the list of chunks: 4 KB for 100,000 elements.
 */
final class Chunks {
    private static final int SHIFT = 8;
    private static final int CHUNK = 1 << SHIFT;
    private static final int MASK = CHUNK - 1;

    private Chunks() {}

    /** The element at {@code i}, which must be below {@code size}. */
    static Object at(@Nullable Object items, int size, int i) {
        if (size == 1 && items != null) {
            return items;
        }
        Object[] chunk = size <= CHUNK ? array(items) : (Object[]) array(items)[i >>> SHIFT];
        return chunk[size <= CHUNK ? i : i & MASK];
    }

    /** The holder after {@code element} has been put at index {@code size}. */
    static Object plus(@Nullable Object items, int size, Object element) {
        if (size == 0 || items == null) {
            return element;
        }
        if (size == 1) {
            return new Object[] {items, element};
        }
        if (size < CHUNK) {
            Object[] chunk = array(items);
            if (size == chunk.length) {
                chunk = Arrays.copyOf(chunk, Math.min(CHUNK, size * 2));
            }
            chunk[size] = element;
            return chunk;
        }
        Object[] top = size == CHUNK ? new Object[] {items, null} : array(items);
        int last = size >>> SHIFT;
        if ((size & MASK) == 0) {
            if (last == top.length) {
                top = Arrays.copyOf(top, last * 2);
            }
            top[last] = new Object[CHUNK];
        }
        array(top[last])[size & MASK] = element;
        return top;
    }

    /** The same elements in a holder to which others than the owner of this one may append. Full chunks are shared. */
    static @Nullable Object copy(@Nullable Object items, int size) {
        if (size <= 1) {
            return items;
        }
        Object[] copy = array(items).clone();
        if (size > CHUNK) {
            int tail = (size - 1) >>> SHIFT;
            copy[tail] = array(copy[tail]).clone();
        }
        return copy;
    }

    /** The holder after the element at {@code i} has given way to {@code element}. */
    static Object with(@Nullable Object items, int size, int i, Object element) {
        if (size == 1) {
            return element;
        }
        Object[] copy = array(items).clone();
        if (size <= CHUNK) {
            copy[i] = element;
            return copy;
        }
        Object[] chunk = array(copy[i >>> SHIFT]).clone();
        chunk[i & MASK] = element;
        copy[i >>> SHIFT] = chunk;
        return copy;
    }

    /** The holder after the last element has moved to {@code i}; its size is one less. */
    static @Nullable Object minus(@Nullable Object items, int size, int i) {
        int last = size - 1;
        Object moved = at(items, size, last);
        if (last == 0) {
            return null;
        }
        if (last == 1) {
            return i == 1 ? at(items, size, 0) : moved;
        }
        if (size <= CHUNK) {
            Object[] copy = Arrays.copyOf(array(items), last);
            if (i < last) {
                copy[i] = moved;
            }
            return copy;
        }
        return minusChunked(array(items), last, i, moved);
    }

    private static Object minusChunked(Object[] items, int last, int i, Object moved) {
        if (last == CHUNK) {
            Object[] only = array(items[0]).clone();
            if (i < last) {
                only[i] = moved;
            }
            return only;
        }
        int tail = last >>> SHIFT;
        Object[] top = Arrays.copyOf(items, (last & MASK) == 0 ? tail : tail + 1);
        if ((last & MASK) != 0) {
            Object[] chunk = array(top[tail]).clone();
            chunk[last & MASK] = null;
            top[tail] = chunk;
        }
        if (i < last) {
            int at = i >>> SHIFT;
            Object[] chunk = at == tail ? array(top[tail]) : array(top[at]).clone();
            chunk[i & MASK] = moved;
            top[at] = chunk;
        }
        return top;
    }

    @SuppressWarnings("NullAway") // Slots up to the published size are never null, and nobody reads behind it.
    private static Object[] array(@Nullable Object items) {
        return (Object[]) items;
    }
}
