package io.midge.client;

import io.midge.account.Subscription;
import io.midge.loop.Confined;
import io.midge.subject.Subjects;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's subscriptions by sid. A sid is an opaque string of bytes; the table is open-addressed and keyed on the
 * subscription's own array, so that a million of them cost one reference each.
 */
@Confined("I/O loop of the client")
final class SidMap {
    private static final int MIN = 8;

    private final long seed;
    private @Nullable Subscription[] table = new @Nullable Subscription[0];
    private int size;

    /** {@code seed} is not known to clients, who choose the sids and would make them collide. */
    SidMap(long seed) {
        this.seed = seed;
    }

    /** How many there are; any thread may read it, a moment late. */
    int size() {
        return size;
    }

    @Nullable
    Subscription get(byte[] b, int off, int len) {
        if (size == 0) {
            return null;
        }
        int mask = table.length - 1;
        for (int i = hash(b, off, len) & mask; ; i = (i + 1) & mask) {
            Subscription at = table[i];
            if (at == null) {
                return null;
            }
            byte[] sid = at.sid();
            if (Arrays.equals(sid, 0, sid.length, b, off, off + len)) {
                return at;
            }
        }
    }

    /** Adds one whose sid is not in the map. */
    void add(Subscription subscription) {
        if (2 * (size + 1) > table.length) {
            resize(Math.max(MIN, 2 * table.length));
        }
        place(subscription);
        size++;
    }

    /** Removes this very subscription; false when it is not here (any more). */
    boolean remove(Subscription subscription) {
        if (size == 0) {
            return false;
        }
        int mask = table.length - 1;
        int i = slot(subscription);
        while (table[i] != subscription) {
            if (table[i] == null) {
                return false;
            }
            i = (i + 1) & mask;
        }
        closeGap(i, mask);
        size--;
        if (size == 0) {
            table = new @Nullable Subscription[0];
        } else if (table.length > MIN && 8 * size < table.length) {
            resize(table.length / 2);
        }
        return true;
    }

    /** What is in it, with gaps. */
    @Nullable
    Subscription[] copy() {
        return table.clone();
    }

    void forEach(Consumer<Subscription> action) {
        for (Subscription each : table) {
            if (each != null) {
                action.accept(each);
            }
        }
    }

    /** Empties the map; what was in it. */
    @Nullable
    Subscription[] clear() {
        @Nullable Subscription[] all = table;
        table = new @Nullable Subscription[0];
        size = 0;
        return all;
    }

    // Moves those behind a freed slot that would no longer be found over it.
    private void closeGap(int freed, int mask) {
        int gap = freed;
        int i = gap;
        while (true) {
            i = (i + 1) & mask;
            Subscription next = table[i];
            if (next == null) {
                break;
            }
            int home = slot(next);
            boolean reachable = gap <= i ? (home > gap && home <= i) : (home > gap || home <= i);
            if (!reachable) {
                table[gap] = next;
                gap = i;
            }
        }
        table[gap] = null;
    }

    private void resize(int length) {
        @Nullable Subscription[] old = table;
        table = new @Nullable Subscription[length];
        for (Subscription each : old) {
            if (each != null) {
                place(each);
            }
        }
    }

    private void place(Subscription subscription) {
        int mask = table.length - 1;
        int i = slot(subscription);
        while (table[i] != null) {
            i = (i + 1) & mask;
        }
        table[i] = subscription;
    }

    private int slot(Subscription subscription) {
        byte[] sid = subscription.sid();
        return hash(sid, 0, sid.length) & (table.length - 1);
    }

    private int hash(byte[] b, int off, int len) {
        return Subjects.hash(b, off, len, seed);
    }
}
