package io.midge.store.journal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From a group's number to something, without an object per look. Open addressing; not for several threads. */
final class GroupMap<V> {
    private long[] keys = new long[16];

    @SuppressWarnings("unchecked")
    private @Nullable V[] values = (V[]) new Object[16];

    private int size;

    @Nullable
    V get(long key) {
        return values[slot(key)];
    }

    V get(long key, Supplier<V> make) {
        V found = values[slot(key)];
        if (found == null) {
            found = make.get();
            put(key, found);
        }
        return found;
    }

    void put(long key, V value) {
        int at = slot(key);
        if (values[at] == null && ++size * 2 > keys.length) {
            grow();
            at = slot(key);
        }
        keys[at] = key;
        values[at] = value;
    }

    @Nullable
    V remove(long key) {
        int at = slot(key);
        V was = values[at];
        if (was == null) {
            return null;
        }
        size--;
        values[at] = null;
        int mask = keys.length - 1;
        for (int next = at + 1 & mask; values[next] != null; next = next + 1 & mask) {
            int home = home(keys[next]);
            if ((next - home & mask) >= (next - at & mask)) { // it may move up without passing its home
                keys[at] = keys[next];
                values[at] = values[next];
                values[next] = null;
                at = next;
            }
        }
        return was;
    }

    private int home(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & keys.length - 1;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = home(key);
        while (values[at] != null && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    private void grow() {
        long[] oldKeys = keys;
        @Nullable V[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = (V[]) new Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
