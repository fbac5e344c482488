package io.midge.store.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a tree of subjects that come in the order of their bytes. What each has in common with the one before tells which branches
 * get no more ways; those are made then, each in the room that it needs.
 *
 * <pre>
 *   orders.eu.1    open: [at 11] [at 7]           orders.us.3 parts at 7: [at 11] is complete,
 *   orders.eu.17                                  and becomes the way of e at 7
 *   orders.us.3
 * </pre>
 *
 * Of one thread.
 */
final class NameTreeBuilder {
    /** A branch on the way to the last subject, with its ways but for that one. */
    private static final class Open {
        int depth;
        int end;
        int count;
        byte[] keys = new byte[4];
        int[] to = new int[4];

        void begin(int at) {
            depth = at;
            end = Branches.NONE;
            count = 0;
        }

        void add(byte[] name, int length, int way) {
            if (depth == length) {
                end = way;
                return;
            }
            if (count == to.length) {
                keys = Arrays.copyOf(keys, 4 * count);
                to = Arrays.copyOf(to, 4 * count);
            }
            keys[count] = name[depth];
            to[count++] = way;
        }
    }

    private final Branches branches;
    private final List<Open> levels = new ArrayList<>();
    private int open;
    private byte[] last = new byte[256];
    private int lastLength;
    private int lastId = SubjectIndex.NONE;

    NameTreeBuilder(Branches branches) {
        this.branches = branches;
    }

    /** The next subject; false: it does not stand behind the one before. */
    boolean add(byte[] buf, int off, int len, int id) {
        if (lastId != SubjectIndex.NONE) {
            int parting = Arrays.mismatch(last, 0, lastLength, buf, off, off + len);
            boolean behind = parting >= 0
                    && parting < len
                    && (parting == lastLength || (last[parting] & 0xff) < (buf[off + parting] & 0xff));
            if (!behind) {
                return false;
            }
            part(parting);
        }
        if (last.length < len) {
            last = new byte[2 * len];
        }
        System.arraycopy(buf, off, last, 0, len);
        lastLength = len;
        lastId = id;
        return true;
    }

    /** What parts from the last subject behind this position is complete. */
    private void part(int depth) {
        int way = complete(depth);
        if (open == 0 || levels.get(open - 1).depth < depth) {
            if (open == levels.size()) {
                levels.add(new Open());
            }
            levels.get(open++).begin(depth);
        }
        levels.get(open - 1).add(last, lastLength, way);
    }

    private int complete(int depth) {
        int way = ~lastId;
        while (open > 0 && levels.get(open - 1).depth > depth) {
            Open done = levels.get(--open);
            done.add(last, lastLength, way);
            way = branches.make(done.depth, done.end, done.keys, done.to, done.count);
        }
        return way;
    }

    /** There are no more subjects; the root. */
    int end() {
        return lastId == SubjectIndex.NONE ? Branches.NONE : complete(-1);
    }
}
