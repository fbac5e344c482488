package io.midge.store.index;

/**
 * The nodes of a {@link SequenceSet}. Each has 64 children of one size, and is a record of longs:
 *
 * <pre>
 *    0       which children are wholly in the set
 *    1       which are in part
 *    2       how many sequences are in the set
 *    3 + k   of each child that is in part, in order: at level 0 its 64 bits, above the node that it is
 * </pre>
 *
 * So what is all there or not there at all costs two bits, however long it is. At level 0 a child stands for 64 sequences, at each
 * level above for 64 times as many. A node is known by where it lies and how much room it has, {@code place << 4 | kind}, and moves
 * when that is too small or far too large. Sequences are whole here, not counted from a node's beginning. On one lane.
 */
final class SequenceTree {
    /** No node. */
    static final long NONE = 0;

    /** A node of level 9 stands for all there can be. */
    static final int TOP = 9;

    private static final int FULL = 0;
    private static final int PART = 1;
    private static final int SIZE = 2;
    private static final int HEAD = 3;
    private static final int KINDS = 12;
    private static final int KIND_BITS = 4;

    private final LongSlabs slabs = new LongSlabs(KINDS);

    private static int capacity(int kind) {
        return switch (kind) {
            case 0 -> 1;
            case 1 -> 2;
            case 2 -> 3;
            case 3 -> 4;
            case 4 -> 6;
            case 5 -> 8;
            case 6 -> 12;
            case 7 -> 16;
            case 8 -> 24;
            case 9 -> 32;
            case 10 -> 48;
            default -> 64;
        };
    }

    /** A child of a node of this level stands for 2 to the power of this many sequences. */
    static int shift(int level) {
        return 6 + 6 * level;
    }

    /** Which child a sequence belongs to. */
    private static int child(long seq, int level) {
        return (int) (seq >>> shift(level)) & 63;
    }

    private static int kind(long node) {
        return (int) node & ((1 << KIND_BITS) - 1);
    }

    private long[] page(long node) {
        return slabs.page((int) (node >>> KIND_BITS));
    }

    private static int at(long node) {
        return LongSlabs.index((int) (node >>> KIND_BITS));
    }

    /** A node with nothing in it. */
    long make() {
        return make(0);
    }

    private long make(int kind) {
        int place = slabs.take(kind, HEAD + capacity(kind));
        long node = ((long) place << KIND_BITS) | kind;
        long[] page = page(node);
        page[at(node) + FULL] = 0;
        page[at(node) + PART] = 0;
        page[at(node) + SIZE] = 0;
        return node;
    }

    /** A node whose only child in the set is another node, of which all or a part is. */
    long above(long node, int level, long seq) {
        long above = make();
        long size = size(node);
        int i = child(seq, level + 1);
        if (size == 1L << shift(level + 1)) {
            page(above)[at(above) + FULL] = 1L << i;
            free(node);
        } else {
            page(above)[at(above) + PART] = 1L << i;
            page(above)[at(above) + HEAD] = node;
        }
        page(above)[at(above) + SIZE] = size;
        return above;
    }

    /** The only child of a node that has nothing else; {@link #NONE} if it has. Its number is {@link #onlyIndex}. */
    long onlyChild(long node) {
        long[] page = page(node);
        int at = at(node);
        return page[at + FULL] == 0 && Long.bitCount(page[at + PART]) == 1 ? page[at + HEAD] : NONE;
    }

    int onlyIndex(long node) {
        return Long.numberOfTrailingZeros(page(node)[at(node) + PART]);
    }

    void free(long node) {
        slabs.free(kind(node), HEAD + capacity(kind(node)), (int) (node >>> KIND_BITS));
    }

    private void freeAll(long node, int level) {
        if (level > 0) {
            int count = Long.bitCount(page(node)[at(node) + PART]);
            for (int k = 0; k < count; k++) {
                freeAll(page(node)[at(node) + HEAD + k], level - 1);
            }
        }
        free(node);
    }

    long size(long node) {
        return page(node)[at(node) + SIZE];
    }

    private static boolean has(long mask, int i) {
        return ((mask >>> i) & 1) != 0;
    }

    /** Where the value of a child in part stands, or would. */
    private static int rank(long part, int i) {
        return Long.bitCount(part & ((1L << i) - 1));
    }

    /** Gives a child, not in part, a value; where the node is now. */
    private long insert(long node, int i, long value) {
        long part = page(node)[at(node) + PART];
        int count = Long.bitCount(part);
        long here = count == capacity(kind(node)) ? move(node, kind(node) + 1) : node;
        long[] page = page(here);
        int at = at(here);
        int k = at + HEAD + rank(part, i);
        System.arraycopy(page, k, page, k + 1, at + HEAD + count - k);
        page[k] = value;
        page[at + PART] = part | (1L << i);
        return here;
    }

    /** Takes the value of a child away; where the node is now. */
    private long drop(long node, int i) {
        long[] page = page(node);
        int at = at(node);
        long part = page[at + PART];
        int count = Long.bitCount(part) - 1;
        int k = at + HEAD + rank(part, i);
        System.arraycopy(page, k + 1, page, k, at + HEAD + count - k);
        page[at + PART] = part & ~(1L << i);
        return kind(node) > 0 && count < capacity(kind(node) - 1) ? move(node, kind(node) - 1) : node;
    }

    private long move(long node, int kind) {
        long here = make(kind);
        int length = HEAD + Math.min(capacity(kind), capacity(kind(node)));
        System.arraycopy(page(node), at(node), page(here), at(here), length);
        free(node);
        return here;
    }

    /** Adds sequences that all belong to a node; where it is now. */
    long add(long node, int level, long from, long to) {
        int shift = shift(level);
        long here = node;
        long added = 0;
        int last = child(to, level);
        long low = from >>> shift << shift;
        for (int i = child(from, level); i <= last; i++) {
            long high = low + (1L << shift) - 1;
            if (!has(page(here)[at(here) + FULL], i)) {
                long before = childSize(here, level, i);
                here = addToChild(here, level, i, Math.max(from, low), Math.min(to, high));
                added += childSize(here, level, i) - before;
            }
            low = high + 1;
        }
        page(here)[at(here) + SIZE] += added;
        return here;
    }

    private long childSize(long node, int level, int i) {
        long[] page = page(node);
        int at = at(node);
        if (has(page[at + FULL], i)) {
            return 1L << shift(level);
        }
        long part = page[at + PART];
        if (!has(part, i)) {
            return 0;
        }
        long value = page[at + HEAD + rank(part, i)];
        return level == 0 ? Long.bitCount(value) : size(value);
    }

    private long addToChild(long node, int level, int i, long from, long to) {
        long part = page(node)[at(node) + PART];
        boolean inPart = has(part, i);
        long value = inPart ? page(node)[at(node) + HEAD + rank(part, i)] : 0;
        boolean full;
        if (level == 0) {
            value |= bits(from, to);
            full = value == -1;
        } else if (to - from + 1 == 1L << shift(level)) {
            full = true;
        } else {
            value = add(inPart ? value : make(), level - 1, from, to);
            full = size(value) == 1L << shift(level);
        }
        if (full) {
            return fill(node, level, i, value, inPart);
        }
        if (!inPart) {
            return insert(node, i, value);
        }
        page(node)[at(node) + HEAD + rank(part, i)] = value;
        return node;
    }

    private long fill(long node, int level, int i, long value, boolean inPart) {
        if (level > 0 && value != NONE) {
            freeAll(value, level - 1);
        }
        long here = inPart ? drop(node, i) : node;
        page(here)[at(here) + FULL] |= 1L << i;
        return here;
    }

    /** The bits of sequences of the same 64. */
    private static long bits(long from, long to) {
        return (-1L >>> (63 - (to - from))) << from;
    }

    /** Takes away all below a sequence that belongs to a node; where it is now, {@link #NONE} if nothing is left. */
    long removeBelow(long node, int level, long seq) {
        int i = child(seq, level);
        long here = node;
        for (int k = Long.bitCount(page(here)[at(here) + PART] & ((1L << i) - 1)); k > 0; k--) {
            int first = Long.numberOfTrailingZeros(page(here)[at(here) + PART]);
            if (level > 0) {
                freeAll(page(here)[at(here) + HEAD], level - 1);
            }
            here = drop(here, first);
        }
        page(here)[at(here) + FULL] &= -1L << i;
        if ((seq & ((1L << shift(level)) - 1)) != 0) {
            here = removeFromChild(here, level, i, seq);
        }
        long size = 0;
        long[] page = page(here);
        int at = at(here);
        if ((page[at + FULL] | page[at + PART]) == 0) {
            free(here);
            return NONE;
        }
        for (int k = Long.bitCount(page[at + PART]) - 1; k >= 0; k--) {
            long value = page[at + HEAD + k];
            size += level == 0 ? Long.bitCount(value) : size(value);
        }
        page[at + SIZE] = size + ((long) Long.bitCount(page[at + FULL]) << shift(level));
        return here;
    }

    private long removeFromChild(long node, int level, int i, long seq) {
        long[] page = page(node);
        int at = at(node);
        long part = page[at + PART];
        boolean full = has(page[at + FULL], i);
        boolean inPart = has(part, i);
        if (!full && !inPart) {
            return node;
        }
        long value = inPart ? page[at + HEAD + rank(part, i)] : level == 0 ? -1 : makeFull(level - 1);
        long left = level == 0 ? value & (-1L << seq) : removeBelow(value, level - 1, seq);
        page(node)[at(node) + FULL] &= ~(1L << i);
        if (left == 0) {
            return inPart ? drop(node, i) : node;
        }
        if (!inPart) {
            return insert(node, i, left);
        }
        page(node)[at(node) + HEAD + rank(part, i)] = left;
        return node;
    }

    private long makeFull(int level) {
        long node = make();
        page(node)[at(node) + FULL] = -1;
        page(node)[at(node) + SIZE] = 64L << shift(level);
        return node;
    }

    boolean contains(long root, int top, long seq) {
        long node = root;
        for (int level = top; ; level--) {
            long[] page = page(node);
            int at = at(node);
            int i = child(seq, level);
            if (has(page[at + FULL], i)) {
                return true;
            }
            long part = page[at + PART];
            if (!has(part, i)) {
                return false;
            }
            long value = page[at + HEAD + rank(part, i)];
            if (level == 0) {
                return ((value >>> seq) & 1) != 0;
            }
            node = value;
        }
    }

    /** How many there are from one to another, both of which belong to a node. */
    long count(long node, int level, long from, long to) {
        int shift = shift(level);
        int first = child(from, level);
        int last = child(to, level);
        long low = from >>> shift << shift;
        long high = (to >>> shift << shift) + (1L << shift) - 1;
        if (from == low && to == high && first == 0 && last == 63) {
            return size(node);
        }
        long[] page = page(node);
        int at = at(node);
        long between = (-1L >>> (63 - (last - first))) << first;
        long full = page[at + FULL] & between;
        long count = (long) Long.bitCount(full) << shift;
        if (has(full, first)) {
            count -= from - low;
        }
        if (has(full, last)) {
            count -= high - to;
        }
        long part = page[at + PART];
        for (long left = part & between; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            long value = page[at + HEAD + rank(part, i)];
            long start = low + ((long) (i - first) << shift);
            long a = Math.max(from, start);
            long b = Math.min(to, start + (1L << shift) - 1);
            count += level == 0 ? Long.bitCount(value & bits(a, b)) : count(value, level - 1, a, b);
        }
        return count;
    }

    /** The first from {@code seq} on that is known not to be in the set, or one behind it with all between them being in it. */
    long skip(long root, int top, long seq) {
        long node = root;
        for (int level = top; ; level--) {
            long[] page = page(node);
            int at = at(node);
            int i = child(seq, level);
            int full = Long.numberOfTrailingZeros(~(page[at + FULL] >>> i));
            if (full > 0) {
                return ((seq >>> shift(level)) + full) << shift(level);
            }
            long part = page[at + PART];
            if (!has(part, i)) {
                return seq;
            }
            long value = page[at + HEAD + rank(part, i)];
            if (level == 0) {
                return seq + Math.min(64 - (seq & 63), Long.numberOfTrailingZeros(~(value >>> seq)));
            }
            node = value;
        }
    }

    /** As {@link #skip}, backwards. */
    long skipBack(long root, int top, long seq) {
        long node = root;
        for (int level = top; ; level--) {
            long[] page = page(node);
            int at = at(node);
            int i = child(seq, level);
            int full = Long.numberOfLeadingZeros(~(page[at + FULL] << (63 - i)));
            if (full > 0) {
                return (((seq >>> shift(level)) - full + 1) << shift(level)) - 1;
            }
            long part = page[at + PART];
            if (!has(part, i)) {
                return seq;
            }
            long value = page[at + HEAD + rank(part, i)];
            if (level == 0) {
                return seq - Math.min((seq & 63) + 1, Long.numberOfLeadingZeros(~(value << (63 - (seq & 63)))));
            }
            node = value;
        }
    }

    /** Tells of all that a node has in order, in ranges that may touch. */
    void forEach(long node, int level, long start, SequenceSet.Ranges hears) {
        long[] page = page(node);
        int at = at(node);
        long full = page[at + FULL];
        long part = page[at + PART];
        int shift = shift(level);
        for (long left = full | part; left != 0; ) {
            int i = Long.numberOfTrailingZeros(left);
            long low = start + ((long) i << shift);
            if (has(full, i)) {
                int run = Long.numberOfTrailingZeros(~(full >>> i));
                hears.range(low, low + ((run - 1L) << shift) + (1L << shift) - 1);
                left = i + run == 64 ? 0 : left & (-1L << (i + run));
                continue;
            }
            long value = page[at + HEAD + rank(part, i)];
            if (level > 0) {
                forEach(value, level - 1, low, hears);
            } else {
                forEachBit(value, low, hears);
            }
            left &= left - 1;
        }
    }

    /** As {@link #forEach}, of one word. */
    static void forEachBit(long word, long start, SequenceSet.Ranges hears) {
        for (long left = word; left != 0; ) {
            int i = Long.numberOfTrailingZeros(left);
            int run = Long.numberOfTrailingZeros(~(left >>> i));
            hears.range(start + i, start + i + run - 1);
            left = i + run == 64 ? 0 : left & (-1L << (i + run));
        }
    }

    boolean isLoose() {
        return slabs.isLoose();
    }

    /** A copy of a node of another tree with all below. */
    long copy(SequenceTree other, long node, int level) {
        long here = make(kind(node));
        int count = Long.bitCount(other.page(node)[at(node) + PART]);
        System.arraycopy(other.page(node), at(node), page(here), at(here), HEAD + count);
        for (int k = 0; level > 0 && k < count; k++) {
            long child = copy(other, other.page(node)[at(node) + HEAD + k], level - 1);
            page(here)[at(here) + HEAD + k] = child;
        }
        return here;
    }

    long bytes() {
        return slabs.bytes() + 16;
    }
}
