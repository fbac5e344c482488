package io.midge.store.time;

/** Hashes of ids whose messages are on their way: a set with open addresses. */
final class InFlight {
    private static final int FIRST = 16;

    private long[] hashes = new long[0]; // 0: free
    private int size;

    int size() {
        return size;
    }

    boolean contains(long hash) {
        return size > 0 && hashes[slot(some(hash))] != 0;
    }

    void add(long hash) {
        if (size >= hashes.length / 4 * 3) {
            long[] old = hashes;
            hashes = new long[Math.max(FIRST, old.length * 2)];
            for (long each : old) {
                if (each != 0) {
                    hashes[slot(each)] = each;
                }
            }
        }
        int at = slot(some(hash));
        size += hashes[at] == 0 ? 1 : 0;
        hashes[at] = some(hash);
    }

    void remove(long hash) {
        if (!contains(hash)) {
            return;
        }
        int mask = hashes.length - 1;
        int hole = slot(some(hash));
        for (int next = hole + 1 & mask; hashes[next] != 0; next = next + 1 & mask) {
            if ((next - (int) hashes[next] & mask) >= (next - hole & mask)) { // may stand where the hole is
                hashes[hole] = hashes[next];
                hole = next;
            }
        }
        hashes[hole] = 0;
        if (--size == 0 && hashes.length > 1024) {
            hashes = new long[0];
        }
    }

    private int slot(long hash) {
        int mask = hashes.length - 1;
        int at = (int) hash & mask;
        while (hashes[at] != 0 && hashes[at] != hash) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** A hash that is not 0. */
    private static long some(long hash) {
        return hash == 0 ? 1 : hash;
    }

    long bytes() {
        return 32 + 8L * hashes.length;
    }
}
