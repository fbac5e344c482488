package io.midge.store.index;

import io.midge.subject.Subjects;

/**
 * Where subjects were found lately: sets of four places, each the hash of a subject and its number, {@value #MOST} places at most, so
 * that they stay in the processor's cache. What is not here is found in the tree, at twice the cost for a subject that is in use and
 * the same for one that is not, and takes the place of another. So nothing has to be looked after when a subject goes, and whoever
 * chooses subjects whose hashes collide gains nothing. On one lane.
 */
final class Shortcuts {
    private static final int WAYS = 4;
    private static final int MOST = 1 << 15;

    private static final long SEED = 0x5851f42d4c957f2dL;

    private final Names names;
    private final Rows rows;
    private long[] places = new long[2 * WAYS];

    Shortcuts(Names names, Rows rows) {
        this.names = names;
        this.rows = rows;
    }

    static int hash(byte[] buf, int off, int len) {
        return Subjects.hash(buf, off, len, SEED);
    }

    private int set(int hash) {
        int sets = places.length / WAYS;
        return (int) (((hash & 0xffffffffL) * sets) >>> 32) * WAYS;
    }

    /** The number of a subject, or {@link SubjectIndex#NONE} if it is not known here. */
    int find(int hash, byte[] buf, int off, int len) {
        int at = set(hash);
        for (int i = at; i < at + WAYS; i++) {
            long place = places[i];
            if ((int) (place >>> 32) == hash && place != 0) {
                int id = (int) place - 1;
                if (rows.isUsed(id) && names.is(rows.position(id), buf, off, len)) {
                    return id;
                }
            }
        }
        return SubjectIndex.NONE;
    }

    /** Keeps the number of a subject that was not known. */
    void keep(int hash, int id) {
        if (rows.bound() > places.length && places.length < MOST) {
            places = new long[2 * places.length];
        }
        int at = set(hash);
        int to = at + (id & (WAYS - 1));
        for (int i = at; i < at + WAYS; i++) {
            int other = (int) places[i] - 1;
            if (other < 0 || other == id) { // not whether it is used: that would be looked up far away
                to = i;
                break;
            }
        }
        places[to] = ((long) hash << 32) | (id + 1);
    }

    /** Forgets all. */
    void clear() {
        places = new long[2 * WAYS];
    }

    long bytes() {
        return 8L * places.length + 16;
    }
}
