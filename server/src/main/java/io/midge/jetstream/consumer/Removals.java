package io.midge.jetstream.consumer;

import io.midge.loop.Confined;

/**
 * Up to where messages went since a moment: who counted what lies ahead of him knows whether that still holds. What matters is the
 * highest sequence since then, so only those are kept that nothing later exceeds, and the oldest are taken together when they are many.
 *
 * <pre>
 *   removal   3    7    8    12      a later one that reaches higher makes those before it void
 *   up to    900  850  400   20
 * </pre>
 */
@Confined("stream lane")
final class Removals {
    private static final int MOST = 32;

    private final long[] numbers = new long[MOST];
    private final long[] highest = new long[MOST];
    private int size;
    private long last;

    /** How many there were so far. */
    long count() {
        return last;
    }

    /** Messages up to this one are gone. */
    void add(long to) {
        last++;
        while (size > 0 && highest[size - 1] <= to) {
            size--;
        }
        if (size == MOST) {
            numbers[0] = numbers[1];
            System.arraycopy(numbers, 2, numbers, 1, MOST - 2);
            System.arraycopy(highest, 2, highest, 1, MOST - 2);
            size--;
        }
        numbers[size] = last;
        highest[size++] = to;
    }

    /** The highest sequence that went since there had been so many removals, or one above; 0: none did. */
    long highestSince(long count) {
        if (count == last) {
            return 0;
        }
        int at = size - 1;
        while (at > 0 && numbers[at - 1] > count) {
            at--;
        }
        return highest[at];
    }
}
