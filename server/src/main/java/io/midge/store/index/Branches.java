package io.midge.store.index;

/**
 * The places where subjects part, as records of ints:
 *
 * <pre>
 *    0       position in the subjects at which they part (16 bits) · kind (4) · how many bytes lead on (12)
 *    1       where the subject that ends at this position leads, or nothing
 *    2       the bytes that lead on, in order, four to an int; not in the largest kind
 *    2 + k   where each of them leads; in the largest kind there is a place for every byte
 * </pre>
 *
 * What they lead to is a branch, which is positive, or a subject, which is the complement of its number and so negative. A branch
 * has room for 2, 4, 8, 12 (digits), 16, 24, 40 (letters), 64 or 256 bytes and moves when that is too small or far too large.
 *
 * <p>The ways out of a branch are counted in the order of the subjects behind them: {@link #END}, then the bytes. Between two of
 * them there may be numbers without a way. On one lane.
 */
final class Branches {
    /** Leads nowhere. */
    static final int NONE = IntSlabs.NONE;

    /** The way of the subject that ends here. */
    static final int END = 0;

    private static final int KINDS = 9;
    private static final int LARGEST = KINDS - 1;
    private static final int ONES = 0x01010101;
    private static final int HIGHS = 0x80808080;

    private final IntSlabs slabs = new IntSlabs(KINDS);

    private static int capacity(int kind) {
        return switch (kind) {
            case 0 -> 2;
            case 1 -> 4;
            case 2 -> 8;
            case 3 -> 12;
            case 4 -> 16;
            case 5 -> 24;
            case 6 -> 40;
            case 7 -> 64;
            default -> 256;
        };
    }

    private static int keys(int kind) {
        return kind == LARGEST ? 0 : (capacity(kind) + 3) >> 2;
    }

    private static int size(int kind) {
        return 2 + keys(kind) + capacity(kind);
    }

    private static int kind(int head) {
        return head >>> 12 & 0xf;
    }

    private static int count(int head) {
        return head & 0xfff;
    }

    /** A branch at this position, without any way out. */
    int make(int depth) {
        return make(depth, 0);
    }

    private int make(int depth, int kind) {
        int at = slabs.take(kind, size(kind));
        slabs.set(at, depth << 16 | kind << 12);
        return at;
    }

    /** A branch with all its ways: {@code end} and those of the first {@code count} bytes, which are in order. */
    int make(int depth, int end, byte[] keys, int[] to, int count) {
        int kind = 0;
        while (capacity(kind) < count) {
            kind++;
        }
        int branch = make(depth, kind);
        int[] page = slabs.page(branch);
        int at = IntSlabs.index(branch);
        int ways = at + 2 + keys(kind);
        page[at] += count;
        page[at + 1] = end;
        for (int i = 0; i < count; i++) {
            if (kind == LARGEST) {
                page[ways + (keys[i] & 0xff)] = to[i];
            } else {
                key(page, at, i, keys[i] & 0xff);
                page[ways + i] = to[i];
            }
        }
        return branch;
    }

    private void free(int branch, int kind) {
        slabs.free(kind, size(kind), branch);
    }

    /** At which position the subjects part. */
    int depth(int branch) {
        return slabs.get(branch) >>> 16;
    }

    /** Where the way lies that a byte takes, as a place for {@link #get} and {@link #set}; {@link #NONE} if there is none. */
    int place(int branch, int key) {
        int[] page = slabs.page(branch);
        int at = IntSlabs.index(branch);
        int head = page[at];
        int kind = kind(head);
        if (kind == LARGEST) {
            return page[at + 2 + key] == NONE ? NONE : branch + 2 + key;
        }
        int count = count(head);
        int wanted = key * ONES;
        for (int w = 0; w << 2 < count; w++) {
            int x = page[at + 2 + w] ^ wanted;
            int hit = (x - ONES) & ~x & HIGHS;
            if (hit != 0) {
                int i = (w << 2) + (Integer.numberOfTrailingZeros(hit) >>> 3);
                return i < count ? branch + 2 + keys(kind) + i : NONE;
            }
        }
        return NONE;
    }

    /** Where the way of the subject lies that ends here. */
    static int endPlace(int branch) {
        return branch + 1;
    }

    /** What lies at a place. */
    int get(int place) {
        return slabs.get(place);
    }

    void set(int place, int to) {
        slabs.set(place, to);
    }

    /** The first way from {@code from} on that leads somewhere; -1 if there is none. */
    int next(int branch, int from) {
        int[] page = slabs.page(branch);
        int at = IntSlabs.index(branch);
        if (from == END && page[at + 1] != NONE) {
            return END;
        }
        int kind = kind(page[at]);
        int way = Math.max(from, 1);
        if (kind != LARGEST) {
            return way <= count(page[at]) ? way : -1;
        }
        while (way <= 256 && page[at + 1 + way] == NONE) {
            way++;
        }
        return way <= 256 ? way : -1;
    }

    /** Where a way leads. */
    int to(int branch, int way) {
        return slabs.get(placeOf(branch, way));
    }

    private int placeOf(int branch, int way) {
        return way == END ? branch + 1 : branch + 1 + keys(kind(slabs.get(branch))) + way;
    }

    /** The first way of a byte that is this one or above it; it need not lead anywhere. */
    int from(int branch, int key) {
        int[] page = slabs.page(branch);
        int at = IntSlabs.index(branch);
        return kind(page[at]) == LARGEST ? 1 + key : 1 + below(page, at, key);
    }

    /** The way of this byte, -1 if there is none. */
    int way(int branch, int key) {
        int way = from(branch, key);
        return next(branch, way) == way && key(branch, way) == key ? way : -1;
    }

    private int key(int branch, int way) {
        int[] page = slabs.page(branch);
        int at = IntSlabs.index(branch);
        return kind(page[at]) == LARGEST ? way - 1 : key(page, at, way - 1);
    }

    private static int key(int[] page, int at, int i) {
        return page[at + 2 + (i >> 2)] >>> ((i & 3) << 3) & 0xff;
    }

    private static void key(int[] page, int at, int i, int key) {
        int shift = (i & 3) << 3;
        int w = at + 2 + (i >> 2);
        page[w] = (page[w] & ~(0xff << shift)) | (key << shift);
    }

    /** How many bytes there are below this one. */
    private static int below(int[] page, int at, int key) {
        int low = 0;
        int high = count(page[at]);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(page, at, middle) < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Lets a byte, which had no way, lead somewhere; where the branch is now. */
    int add(int branch, int key, int to) {
        int head = slabs.get(branch);
        int kind = kind(head);
        int here = count(head) == capacity(kind) ? move(branch, kind + 1) : branch;
        int[] page = slabs.page(here);
        int at = IntSlabs.index(here);
        kind = kind(page[at]);
        int ways = at + 2 + keys(kind);
        if (kind == LARGEST) {
            page[ways + key] = to;
        } else {
            int i = below(page, at, key);
            int count = count(page[at]);
            for (int j = count; j > i; j--) {
                key(page, at, j, key(page, at, j - 1));
                page[ways + j] = page[ways + j - 1];
            }
            key(page, at, i, key);
            page[ways + i] = to;
        }
        page[at]++;
        return here;
    }

    /** Takes the way of a byte away; where the branch is now. */
    int remove(int branch, int key) {
        int[] page = slabs.page(branch);
        int at = IntSlabs.index(branch);
        int kind = kind(page[at]);
        int ways = at + 2 + keys(kind);
        if (kind == LARGEST) {
            page[ways + key] = NONE;
        } else {
            int count = count(page[at]);
            for (int j = below(page, at, key); j < count - 1; j++) {
                key(page, at, j, key(page, at, j + 1));
                page[ways + j] = page[ways + j + 1];
            }
        }
        page[at]--;
        return kind > 0 && count(page[at]) < capacity(kind - 1) ? move(branch, kind - 1) : branch;
    }

    /** Gives it more or less room. */
    private int move(int branch, int kind) {
        int here = make(depth(branch), kind);
        int[] page = slabs.page(here);
        int at = IntSlabs.index(here);
        page[at + 1] = slabs.get(endPlace(branch));
        int ways = at + 2 + keys(kind);
        int count = 0;
        for (int way = next(branch, 1); way >= 0; way = next(branch, way + 1)) {
            int key = key(branch, way);
            if (kind == LARGEST) {
                page[ways + key] = to(branch, way);
            } else {
                key(page, at, count, key);
                page[ways + count] = to(branch, way);
            }
            count++;
        }
        page[at] += count;
        free(branch, kind(slabs.get(branch)));
        return here;
    }

    /** How many ways lead out of it. */
    int ways(int branch) {
        return count(slabs.get(branch)) + (get(endPlace(branch)) == NONE ? 0 : 1);
    }

    /** Takes a branch away that has one way out; where that leads. */
    int dissolve(int branch) {
        int to = to(branch, next(branch, END));
        free(branch, kind(slabs.get(branch)));
        return to;
    }

    /** Whether a good part of the room is free. */
    boolean isLoose() {
        return slabs.isLoose();
    }

    /** A copy of one of somebody else's; what it leads to is the other's still. */
    int copy(Branches other, int branch) {
        int kind = kind(other.slabs.get(branch));
        int here = slabs.take(kind, size(kind));
        System.arraycopy(
                other.slabs.page(branch), IntSlabs.index(branch), slabs.page(here), IntSlabs.index(here), size(kind));
        return here;
    }

    /** Lets a way that leads somewhere lead elsewhere. */
    void redirect(int branch, int way, int to) {
        slabs.set(placeOf(branch, way), to);
    }

    long bytes() {
        return slabs.bytes() + 16;
    }
}
