package io.midge.store.index;

import io.midge.store.op.BadFrameException;

/**
 * A set of sequences, from 0 on. On one lane.
 *
 * <p>It is a tree with 64 ways at each node, over bits:
 *
 * <pre>
 *   level 1        [ 64 times 4096 sequences ]        what is wholly in the set or not at all: two bits in the node
 *                     │               │
 *   level 0        [ 64 times 64 ] [ 64 times 64 ]
 *                     │    │          │
 *   bits            word  word       word             only of those 64 sequences of which some are in the set and some not
 * </pre>
 *
 * The root is as high as the set is wide. So a run costs next to nothing whatever its length, any pattern at most an eighth of a
 * byte for each sequence that it spans (plus 1 %), and single sequences far from each other 16 to 100 bytes each: 1 million among
 * 100 million take 7 MB. Every node knows its size, so that counting and finding go down one way each.
 */
public final class SequenceSet {
    /** All sequences are below. */
    public static final long LIMIT = Long.MAX_VALUE & -4096;

    /** Hears of ranges, both ends included. */
    public interface Ranges {
        void range(long from, long to);
    }

    private SequenceTree tree = new SequenceTree();
    private long root = SequenceTree.NONE;
    private int level;
    private long inside;

    /** Adds all from one to the other, both included; how many of them were not in it. */
    public long add(long from, long to) {
        if (from < 0 || to >= LIMIT) {
            throw new IllegalArgumentException("sequences from " + from + " to " + to);
        }
        if (from > to) {
            return 0;
        }
        if (root == SequenceTree.NONE) {
            root = tree.make();
            level = 0;
            inside = from;
        }
        while (!covers(from) || !covers(to)) {
            root = tree.above(root, level, inside);
            level++;
        }
        long before = tree.size(root);
        root = tree.add(root, level, from, to);
        long added = tree.size(root) - before;
        tidy();
        return added;
    }

    /** Whether a sequence belongs to the root. */
    private boolean covers(long seq) {
        return level == SequenceTree.TOP || (seq ^ inside) >>> SequenceTree.shift(level + 1) == 0;
    }

    private void tidy() {
        if (tree.isLoose()) {
            SequenceTree old = tree;
            tree = new SequenceTree();
            root = root == SequenceTree.NONE ? root : tree.copy(old, root, level);
        }
    }

    public boolean contains(long seq) {
        return root != SequenceTree.NONE && covers(seq) && seq >= 0 && tree.contains(root, level, seq);
    }

    /** How many there are. */
    public long size() {
        return root == SequenceTree.NONE ? 0 : tree.size(root);
    }

    public boolean isEmpty() {
        return root == SequenceTree.NONE;
    }

    /** How many there are from one to the other, both included. */
    public long count(long from, long to) {
        if (root == SequenceTree.NONE) {
            return 0;
        }
        long low = Math.max(from, start());
        long high = Math.min(to, end());
        return low > high ? 0 : tree.count(root, level, low, high);
    }

    /** The first that belongs to the root. */
    private long start() {
        return level == SequenceTree.TOP ? 0 : inside >>> bits() << bits();
    }

    /** The last one. */
    private long end() {
        return level == SequenceTree.TOP ? LIMIT : start() + (1L << bits()) - 1;
    }

    private int bits() {
        return SequenceTree.shift(level + 1);
    }

    /** The first from {@code from} on that is not in the set. */
    public long nextAbsent(long from) {
        long seq = from;
        while (seq >= 0 && root != SequenceTree.NONE && covers(seq)) {
            long next = tree.skip(root, level, seq);
            if (next == seq) {
                return seq;
            }
            seq = next;
        }
        return seq;
    }

    /** The last up to {@code from} that is not in the set; -1 if all are. */
    public long previousAbsent(long from) {
        long seq = from;
        while (seq >= 0 && root != SequenceTree.NONE && covers(seq)) {
            long next = tree.skipBack(root, level, seq);
            if (next == seq) {
                return seq;
            }
            seq = next;
        }
        return seq;
    }

    /** Forgets all below. */
    public void removeBelow(long seq) {
        if (root == SequenceTree.NONE || seq <= start()) {
            return;
        }
        root = seq > end() ? SequenceTree.NONE : tree.removeBelow(root, level, seq);
        if (root == SequenceTree.NONE) {
            tree = new SequenceTree();
            return;
        }
        for (long only = tree.onlyChild(root); level > 0 && only != SequenceTree.NONE; only = tree.onlyChild(root)) {
            inside = start() + ((long) tree.onlyIndex(root) << SequenceTree.shift(level));
            tree.free(root);
            root = only;
            level--;
        }
        tidy();
    }

    /** Tells of all ranges in order, each as long as it can be. */
    public void forEach(Ranges hears) {
        if (root != SequenceTree.NONE) {
            SequenceCodec.Joined joined = new SequenceCodec.Joined(hears);
            tree.forEach(root, level, start(), joined);
            joined.end();
        }
    }

    /** The set as bytes. */
    public byte[] encode() {
        return SequenceCodec.encode(this);
    }

    /** A set from the bytes that it was made into. */
    public static SequenceSet decode(byte[] buf, int off, int len) throws BadFrameException {
        return SequenceCodec.decode(buf, off, len);
    }

    /** About how many bytes of heap it takes. */
    public long bytes() {
        return tree.bytes() + 40;
    }
}
