package io.midge.store.index;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of a stream, each with a number, how many messages it has, and the sequences of its first and last. A subject
 * without messages is forgotten, and its number may be given to another. On the stream's lane.
 *
 * <p>When a subject's first or last message goes, the sequence of the next one is not known here: {@link #first} and {@link #last}
 * are bounds until whoever knows has told ({@link #firstIs}, {@link #lastIs}).
 *
 * <p>All of it lies in a few large arrays, because an object per subject would cost more than what it says:
 *
 * <pre>
 *                    ┌─▸ Shortcuts ─┐
 *   subject's bytes ─┤   (few)      ├─▸ number ──▸ Rows: count, first, last, where the name lies
 *                    └─▸ NameTree ──┘               (33 each)                      │
 *                        (8 to 11 each)                                            └──▸ Names (length + 6, padded to 4)
 * </pre>
 *
 * With 1 million subjects like {@code orders.eu.123456.state} that is about 75 MiB. Finding one of them is as slow as the four or
 * five reads that miss the processor's caches; a hash table of all subjects beside the tree was tried and was no faster, since row
 * and name are far away in any case. Names of subjects that are gone are cleared away page by page, and branches all together when a
 * quarter of them is free.
 */
public final class SubjectIndex {
    /** No subject is longer. */
    public static final int LONGEST = Names.LONGEST;

    /** No number. */
    public static final int NONE = -1;

    /** Hears of subjects; returns whether to go on. */
    public interface Visitor {
        boolean subject(int id);
    }

    private final Rows rows = new Rows();
    private final Names names = new Names(rows);
    private final NameTree tree = new NameTree(names, rows);
    private final Shortcuts shortcuts = new Shortcuts(names, rows);
    private final byte[] nothing = {};
    private @Nullable NameTreeBuilder builder;
    private int size;
    private int visits;

    /** A message more, with a sequence above all others; the number of its subject. */
    public int add(byte[] buf, int off, int len, long seq) {
        int hash = Shortcuts.hash(buf, off, len);
        int id = shortcuts.find(hash, buf, off, len);
        if (id == NONE) {
            int nearest = tree.nearest(buf, off, len);
            id = nearest != NONE && tree.is(nearest, buf, off, len) ? nearest : NONE;
            if (id == NONE) {
                return begin(hash, buf, off, len, seq, nearest);
            }
            shortcuts.keep(hash, id);
        }
        rows.add(id, seq);
        return id;
    }

    private int begin(int hash, byte[] buf, int off, int len, long seq, int nearest) {
        if (len > Names.LONGEST) {
            throw new IllegalArgumentException("a subject of " + len + " bytes");
        }
        unvisited();
        int id = rows.take();
        rows.start(id, seq);
        names.put(id, buf, off, len);
        tree.add(buf, off, len, id, nearest);
        shortcuts.keep(hash, id);
        size++;
        return id;
    }

    /**
     * A subject as it was in another index, which come in the order of their bytes. Nothing else is asked before {@link #restored}.
     *
     * @param known 1, if its first sequence is known; 2, if the last is; 3, if both are
     * @return false: it does not stand behind the one before, or there were subjects already
     */
    public boolean restore(byte[] buf, int off, int len, long count, long first, long last, int known) {
        NameTreeBuilder into = builder;
        if (into == null) {
            if (size > 0) {
                return false;
            }
            into = tree.builder();
            builder = into;
        }
        int id = rows.take();
        if (!into.add(buf, off, len, id)) {
            return false;
        }
        rows.start(id, count, first, last, known);
        names.put(id, buf, off, len);
        size++;
        return true;
    }

    /** All subjects of another index have come. */
    public void restored() {
        if (builder != null) {
            tree.built(builder);
            builder = null;
        }
    }

    private void unvisited() {
        if (visits > 0) {
            throw new IllegalStateException("a subject comes or goes while all are told of");
        }
    }

    /** A message more of a subject that is there, with a sequence above all others. */
    public void add(int id, long seq) {
        rows.add(id, seq);
    }

    /** Forgets all subjects. */
    public void clear() {
        unvisited();
        for (int id = 0; id < rows.bound(); id++) {
            if (rows.isUsed(id)) {
                rows.free(id);
                names.free(id);
            }
        }
        size = 0;
        tree.clear();
        if (rows.forget()) {
            names.clear();
        }
    }

    /** A message less; true: it was the subject's last, and its number is free. */
    public boolean remove(int id, long seq) {
        if (rows.count(id) > 1) {
            rows.remove(id, seq);
            return false;
        }
        if (!rows.isUsed(id)) {
            throw new IllegalArgumentException("no subject has the number " + id);
        }
        unvisited();
        tree.remove(id);
        rows.free(id);
        names.free(id);
        size--;
        if (size == 0 && rows.forget()) {
            names.clear();
            tree.clear();
            shortcuts.clear();
        }
        return true;
    }

    /** The number of a subject, or {@link #NONE}. */
    public int find(byte[] buf, int off, int len) {
        return find(Shortcuts.hash(buf, off, len), buf, off, len);
    }

    private int find(int hash, byte[] buf, int off, int len) {
        int id = shortcuts.find(hash, buf, off, len);
        if (id == NONE) {
            id = tree.find(buf, off, len);
            if (id != NONE) {
                shortcuts.keep(hash, id);
            }
        }
        return id;
    }

    /** How many messages it has; 0 for a number that is free. */
    public long count(int id) {
        return rows.count(id);
    }

    /** The sequence of its first message, or a bound below it. */
    public long first(int id) {
        return rows.first(id);
    }

    /** The sequence of its last message, or a bound above it. */
    public long last(int id) {
        return rows.last(id);
    }

    public boolean isFirstKnown(int id) {
        return rows.isFirstKnown(id);
    }

    public boolean isLastKnown(int id) {
        return rows.isLastKnown(id);
    }

    /** Its first message has this sequence. */
    public void firstIs(int id, long seq) {
        rows.firstIs(id, seq);
    }

    /** Its last message has this sequence. */
    public void lastIs(int id, long seq) {
        rows.lastIs(id, seq);
    }

    /** A subject's name. */
    public byte[] name(int id) {
        byte[] name = new byte[nameLength(id)];
        copyName(id, name, 0);
        return name;
    }

    /** How long a subject's name is. */
    public int nameLength(int id) {
        return names.length(named(id));
    }

    /** Copies a subject's name; {@code to} has room for it. How long it is. */
    public int copyName(int id, byte[] to, int at) {
        int position = named(id);
        int len = names.length(position);
        System.arraycopy(names.page(position), names.offset(position), to, at, len);
        return len;
    }

    private int named(int id) {
        if (!rows.isUsed(id)) {
            throw new IllegalArgumentException("no subject has the number " + id);
        }
        return rows.position(id);
    }

    /** How many subjects there are. */
    public int size() {
        return size;
    }

    /** All numbers are below. */
    public int bound() {
        return rows.bound();
    }

    /**
     * Tells of all subjects that a pattern with wildcards takes, in the order of their bytes. While it does, no subject may come or
     * go; messages may.
     */
    public void visit(byte[] pattern, Visitor visitor) {
        walk(pattern, nothing, false, visitor);
    }

    /** As {@link #visit(byte[], Visitor)}, but only of those that stand behind a name, which need not be there. */
    public void visit(byte[] pattern, byte[] after, Visitor visitor) {
        walk(pattern, after, true, visitor);
    }

    private void walk(byte[] pattern, byte[] after, boolean behind, Visitor visitor) {
        visits++;
        try {
            new SubjectWalk(tree, names, rows, new Wildcards(pattern), after, visitor).run(behind);
        } finally {
            visits--;
        }
    }

    /** How many messages the subjects have that a pattern takes. */
    public long messages(byte[] pattern) {
        long[] count = new long[1];
        visit(pattern, id -> {
            count[0] += rows.count(id);
            return true;
        });
        return count[0];
    }

    /** How many subjects a pattern takes. */
    public int subjects(byte[] pattern) {
        int[] count = new int[1];
        visit(pattern, id -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Whether one of these patterns takes a subject. */
    boolean isTaken(int id, List<byte[]> patterns) {
        int position = named(id);
        byte[] page = names.page(position);
        for (int i = 0; i < patterns.size(); i++) {
            if (Wildcards.matches(patterns.get(i), page, names.offset(position), names.length(position))) {
                return true;
            }
        }
        return false;
    }

    /** Which of those that have had it the subject of this number is, from 1 on; again from 1 in another {@link #epoch}. */
    int incarnation(int id) {
        return rows.incarnation(id);
    }

    /** Another number whenever incarnations are counted anew. */
    int epoch() {
        return rows.epoch();
    }

    /** Another number whenever all subjects may begin alike otherwise than before. */
    int roots() {
        return tree.roots();
    }

    /** Whether every subject begins with these bytes and goes on behind them, or there is none. */
    boolean allGoOnBehind(byte[] prefix, int len) {
        int root = tree.root();
        if (root == Branches.NONE) {
            return true;
        }
        int position = rows.position(tree.first(root));
        int off = names.offset(position);
        int common = root < 0 ? names.length(position) : tree.branches().depth(root);
        return common >= len
                && names.length(position) > len
                && Arrays.equals(names.page(position), off, off + len, prefix, 0, len);
    }

    /** About how many bytes it takes, in and outside of the heap. */
    public long bytes() {
        return rows.bytes() + names.bytes() + tree.bytes() + shortcuts.bytes() + 64;
    }
}
