package io.midge.subject;

import org.jspecify.annotations.Nullable;

/**
 * Where each of many subscriptions of a node stands, by identity: a map from object to int with linear probing and backward
 * shift, for the writer only.
 */
final class Positions {
    private @Nullable Object[] keys;
    private int[] values;
    private int size;

    Positions(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected)) << 2;
        keys = new Object[capacity];
        values = new int[capacity];
    }

    /** The position of the key, or -1. */
    int get(Object key) {
        int slot = slotOf(key);
        return keys[slot] == null ? -1 : values[slot];
    }

    void put(Object key, int position) {
        int slot = slotOf(key);
        if (keys[slot] == null) {
            if (++size * 2 > keys.length) {
                grow();
                slot = slotOf(key);
            }
            keys[slot] = key;
        }
        values[slot] = position;
    }

    void remove(Object key) {
        int hole = slotOf(key);
        if (keys[hole] == null) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        int i = hole;
        for (; ; ) {
            i = (i + 1) & mask;
            Object moved = keys[i];
            if (moved == null) {
                keys[hole] = null;
                return;
            }
            if (((i - home(moved)) & mask) >= ((i - hole) & mask)) {
                keys[hole] = moved;
                values[hole] = values[i];
                hole = i;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // Identity is what this map is about.
    private int slotOf(Object key) {
        int mask = keys.length - 1;
        int slot = home(key);
        while (keys[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(Object key) {
        int h = System.identityHashCode(key) * 0x9e3779b9;
        return (h ^ (h >>> 16)) & (keys.length - 1);
    }

    private void grow() {
        @Nullable Object[] oldKeys = keys;
        int[] oldValues = values;
        keys = new Object[oldKeys.length * 2];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            Object key = oldKeys[i];
            if (key != null) {
                int slot = slotOf(key);
                keys[slot] = key;
                values[slot] = oldValues[i];
            }
        }
    }
}
