package io.midge.store.time;

/**
 * Hashes (their lower 56 bits) and sequences at open addresses, 12 bytes each. What has expired stays until somebody needs the room: a new entry takes
 * the place of one that has, and when the table is nearly full it is made anew of what counts still.
 *
 * <pre>
 *   key   56 bits of the hash | bits 32 to 39 of the distance      distance = sequence - base, at least 1
 *   low   bits 0 to 31 of the distance
 * </pre>
 */
final class DedupeTable {
    private static final int FIRST = 4;

    /** Distances fit into 40 bits; half of them are kept for what is older than the first. */
    private static final long FARTHEST = (1L << 40) - 1;

    private long[] keys = new long[FIRST];
    private int[] lows = new int[FIRST];
    private long base;
    private int used; // those included that have expired

    /** Walks over the entries of a hash: of two ids with the same one both may be there. */
    interface Entries {
        /** True: this is the one. */
        boolean entry(long seq);
    }

    /** The first entry of this hash behind {@code floor} that {@code entries} takes for the one; 0 if there is none. */
    long find(long hash, long floor, Entries entries) {
        long wanted = hash << 8;
        int at = home(wanted, keys.length);
        while (!free(at)) {
            if ((keys[at] & ~0xFFL) == wanted) {
                long seq = seq(at);
                if (seq > floor && entries.entry(seq)) {
                    return seq;
                }
            }
            at = at + 1 == keys.length ? 0 : at + 1;
        }
        return 0;
    }

    /** Adds an entry, unless it is there; what lies up to {@code floor} has expired. */
    void add(long hash, long seq, long floor) {
        if (used == 0 || seq - base > FARTHEST) {
            rebuild(keys.length, floor, Math.max(0, seq - FARTHEST / 2));
        }
        if (seq <= base) {
            return; // so much older that it has expired, whatever the clock said
        }
        if (used + 1 > keys.length * 4L / 5) {
            makeRoom(floor);
        }
        long key = hash << 8;
        int at = home(key, keys.length);
        int expired = -1;
        while (!free(at)) {
            long there = seq(at);
            if (there == seq && (keys[at] & ~0xFFL) == key) {
                return;
            }
            if (there <= floor && expired < 0) {
                expired = at;
            }
            at = at + 1 == keys.length ? 0 : at + 1;
        }
        if (expired < 0) {
            used++;
        }
        put(expired < 0 ? at : expired, key, seq);
    }

    private void makeRoom(long floor) {
        int live = live(floor);
        int length = keys.length;
        if (live > length * 11L / 16) {
            length += Math.max(FIRST, length / 4);
        }
        rebuild(length, floor, base);
    }

    /** Forgets what has expired, and gives back memory. */
    void sweep(long floor) {
        int live = live(floor);
        int length = keys.length;
        if (live < length / 2) {
            length = Math.max(FIRST, live + live / 2);
        }
        rebuild(length, floor, base);
    }

    private int live(long floor) {
        int live = 0;
        for (int at = 0; at < keys.length; at++) {
            live += !free(at) && seq(at) > floor ? 1 : 0;
        }
        return live;
    }

    /** Makes the table anew with what lies behind {@code floor}. */
    private void rebuild(int length, long floor, long newBase) {
        long[] oldKeys = keys;
        int[] oldLows = lows;
        long oldBase = base;
        keys = new long[length];
        lows = new int[length];
        base = newBase;
        used = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            long distance = (oldKeys[i] & 0xFF) << 32 | Integer.toUnsignedLong(oldLows[i]);
            long seq = oldBase + distance;
            if (distance != 0 && seq > floor && seq > newBase) {
                int at = home(oldKeys[i], length);
                while (!free(at)) {
                    at = at + 1 == length ? 0 : at + 1;
                }
                used++;
                put(at, oldKeys[i], seq);
            }
        }
    }

    private void put(int at, long key, long seq) {
        long distance = seq - base;
        keys[at] = (key & ~0xFFL) | (distance >>> 32);
        lows[at] = (int) distance;
    }

    private boolean free(int at) {
        return lows[at] == 0 && (keys[at] & 0xFF) == 0;
    }

    private long seq(int at) {
        return base + ((keys[at] & 0xFF) << 32 | Integer.toUnsignedLong(lows[at]));
    }

    private static int home(long key, int length) {
        return (int) (((key >>> 32) * length) >>> 32);
    }

    long bytes() {
        return 64 + 12L * keys.length;
    }
}
