package io.midge.jetstream.stream;

import io.midge.loop.Confined;

/** Sequences of messages that are decided to go and are still there: a set with open addresses. */
@Confined("stream lane")
final class Dying {
    private static final int FIRST = 64;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] slots = new long[FIRST]; // 0: free
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(long seq) {
        return size > 0 && slots[slot(seq)] != 0;
    }

    /** False: it was there. */
    boolean add(long seq) {
        if (size >= slots.length / 2) {
            long[] old = slots;
            slots = new long[2 * old.length];
            for (long each : old) {
                if (each != 0) {
                    slots[slot(each)] = each;
                }
            }
        }
        int at = slot(seq);
        if (slots[at] != 0) {
            return false;
        }
        slots[at] = seq;
        size++;
        return true;
    }

    void remove(long seq) {
        int mask = slots.length - 1;
        int hole = slot(seq);
        if (slots[hole] == 0) {
            return;
        }
        for (int next = hole + 1 & mask; slots[next] != 0; next = next + 1 & mask) {
            if ((next - home(slots[next]) & mask) >= (next - hole & mask)) { // may stand where the hole is
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
        if (--size == 0 && slots.length > 1 << 14) {
            slots = new long[FIRST];
        }
    }

    private int slot(long seq) {
        int mask = slots.length - 1;
        int at = home(seq);
        while (slots[at] != 0 && slots[at] != seq) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(long seq) {
        return (int) ((seq * GOLDEN) >>> 40) & slots.length - 1;
    }
}
