package io.midge.store.index;

import java.util.Arrays;

/**
 * The subjects in the order of their bytes: a radix tree whose branches know only at which position the subjects below them part,
 * and by which bytes. What lies between two branches is read in any subject below.
 *
 * <pre>
 *   orders.eu.1  orders.eu.17  orders.us.3  time
 *
 *   [at 0] ─o─▸ [at 7] ─e─▸ [at 11] ─(ends)─▸ orders.eu.1
 *      │           │            └──7─▸ orders.eu.17
 *      │           └──u─▸ orders.us.3
 *      └─t─▸ time
 * </pre>
 *
 * To find a subject, its bytes at the branches' positions are followed, whatever lies between them, and the one subject that is
 * left is compared as a whole: one comparison, whatever the depth. To add one, the same way leads to a subject that has the longest
 * common beginning with it; where the two part a branch is put, or the one that is there gets another way. A branch left with one
 * way is taken out. So there are fewer branches than subjects, at most as many on a way as the subject has bytes, and the tree's
 * shape does not depend on the order of what was done. On one lane.
 */
final class NameTree {
    private static final int AT_ROOT = -1;

    private final Names names;
    private final Rows rows;
    private Branches branches = new Branches();
    private int root = Branches.NONE;
    private int roots;

    NameTree(Names names, Rows rows) {
        this.names = names;
        this.rows = rows;
    }

    /** The branch or subject that all begins with, as {@link Branches} has it. */
    int root() {
        return root;
    }

    /** Another number whenever the root is another, or a subject may end there that did not. */
    int roots() {
        return roots;
    }

    Branches branches() {
        return branches;
    }

    /** The number of a subject, or {@link SubjectIndex#NONE}. */
    int find(byte[] buf, int off, int len) {
        int to = root;
        while (to > 0) {
            int depth = branches.depth(to);
            int place = depth < len
                    ? branches.place(to, buf[off + depth] & 0xff)
                    : depth == len ? Branches.endPlace(to) : Branches.NONE;
            to = place == Branches.NONE ? Branches.NONE : branches.get(place);
        }
        return to < 0 && names.is(rows.position(~to), buf, off, len) ? ~to : SubjectIndex.NONE;
    }

    /** The first subject below. */
    int first(int below) {
        int to = below;
        while (to > 0) {
            to = branches.to(to, branches.next(to, Branches.END));
        }
        return ~to;
    }

    /**
     * The number of a subject that begins as this one as far as any does: its own, if it is there. {@link SubjectIndex#NONE} if there
     * are none.
     */
    int nearest(byte[] buf, int off, int len) {
        return root == Branches.NONE ? SubjectIndex.NONE : alike(buf, off, len);
    }

    /** Whether a number's subject is this one. */
    boolean is(int id, byte[] buf, int off, int len) {
        return names.is(rows.position(id), buf, off, len);
    }

    /**
     * Adds a subject that is not there.
     *
     * @param nearest as {@link #nearest} has it
     */
    void add(byte[] buf, int off, int len, int id, int nearest) {
        if (nearest == SubjectIndex.NONE) {
            setRoot(~id);
            return;
        }
        int other = rows.position(nearest);
        byte[] page = names.page(other);
        int start = names.offset(other);
        int length = names.length(other);
        int parting = Arrays.mismatch(page, start, start + length, buf, off, off + len);
        int above = AT_ROOT;
        int to = root;
        while (to > 0 && branches.depth(to) < parting) {
            above = branches.place(to, buf[off + branches.depth(to)] & 0xff);
            to = branches.get(above);
        }
        if (to < 0 || branches.depth(to) > parting) {
            to = lead(branches.make(parting), page, start, length, to);
        }
        put(above, lead(to, buf, off, len, ~id));
    }

    /** For the subjects that come in order, while there is none. */
    NameTreeBuilder builder() {
        return new NameTreeBuilder(branches);
    }

    /** All of them came. */
    void built(NameTreeBuilder by) {
        setRoot(by.end());
    }

    /** A subject that begins as this one as far as any does. */
    private int alike(byte[] buf, int off, int len) {
        int to = root;
        while (to > 0) {
            int depth = branches.depth(to);
            int place = depth < len
                    ? branches.place(to, buf[off + depth] & 0xff)
                    : depth == len ? Branches.endPlace(to) : Branches.NONE;
            int next = place == Branches.NONE ? Branches.NONE : branches.get(place);
            if (next == Branches.NONE) {
                return first(to);
            }
            to = next;
        }
        return ~to;
    }

    /** Lets a subject's way lead somewhere, from a branch where it had none; where the branch is now. */
    private int lead(int branch, byte[] buf, int off, int len, int to) {
        int depth = branches.depth(branch);
        if (depth == len) {
            branches.set(Branches.endPlace(branch), to);
            roots += branch == root ? 1 : 0;
            return branch;
        }
        return branches.add(branch, buf[off + depth] & 0xff, to);
    }

    private void put(int place, int to) {
        if (place == AT_ROOT) {
            setRoot(to);
        } else {
            branches.set(place, to);
        }
    }

    private void setRoot(int to) {
        if (root != to) {
            root = to;
            roots++;
        }
    }

    /** Takes away a subject that is there and still has its name. */
    void remove(int id) {
        int position = rows.position(id);
        byte[] page = names.page(position);
        int off = names.offset(position);
        int len = names.length(position);
        int branchPlace = AT_ROOT;
        int branch = Branches.NONE;
        int to = root;
        int place = AT_ROOT;
        while (to > 0) {
            branch = to;
            branchPlace = place;
            int depth = branches.depth(to);
            place = depth == len ? Branches.endPlace(to) : branches.place(to, page[off + depth] & 0xff);
            to = branches.get(place);
        }
        if (branch == Branches.NONE) {
            setRoot(Branches.NONE);
            return;
        }
        if (place == Branches.endPlace(branch)) {
            branches.set(place, Branches.NONE);
        } else {
            branch = branches.remove(branch, page[off + branches.depth(branch)] & 0xff);
        }
        put(branchPlace, branches.ways(branch) == 1 ? branches.dissolve(branch) : branch);
        if (branches.isLoose()) {
            repack();
        }
    }

    /** Forgets all. */
    void clear() {
        branches = new Branches();
        setRoot(Branches.NONE);
    }

    /** Moves all to room of its own, which gives back what the many had that are gone. */
    private void repack() {
        Branches old = branches;
        branches = new Branches();
        if (root <= 0) {
            return;
        }
        setRoot(branches.copy(old, root));
        int[] open = {root, 0, 0, 0};
        int count = 1;
        while (count > 0) {
            int branch = open[--count];
            for (int way = branches.next(branch, Branches.END); way >= 0; way = branches.next(branch, way + 1)) {
                int to = branches.to(branch, way);
                if (to > 0) {
                    int copy = branches.copy(old, to);
                    branches.redirect(branch, way, copy);
                    open = count == open.length ? Arrays.copyOf(open, 2 * count) : open;
                    open[count++] = copy;
                }
            }
        }
    }

    long bytes() {
        return branches.bytes() + 40;
    }
}
