package io.midge.s2;

import java.util.Arrays;
import java.util.Objects;

/**
 * Makes blocks of S2, or of Snappy.
 *
 * <p>A table remembers, for a hash of six bytes, where they stood last. The search looks at three places at once and moves
 * the faster the longer it has found nothing. What it finds is made longer in both directions, and what was passed over becomes a
 * literal.
 *
 * <pre>
 *    off        emitted        s                    last      end
 *     |  written   | passed over | compared with what |  literal |
 *                                  the table says
 * </pre>
 *
 * The table is never cleared between blocks: places are counted on from one block to the next, and what is from before the block
 * is none. So a block depends on nothing but its bytes.
 *
 * <p>Of one thread at a time. It holds 64 KiB, and nothing of a block.
 */
public final class S2Encoder {
    private static final int TABLE_BITS = 14;

    /** What is shorter is not worth a look. */
    private static final int MIN_BLOCK = 32;

    /** No copy begins in the last bytes, so that eight can be read wherever one is looked for. */
    private static final int MARGIN = 10;

    private static final long PRIME = 227_718_039_650_203L;

    private final boolean repeats;

    /** Empty until there is a block that is worth a look. */
    private int[] table = new int[0];

    /** What place the next block's first byte has in the table; 0 is no place. */
    private int next = 1;

    // Of the block in hand.
    private int off;
    private int end;
    private int bias;
    private int shift;
    private int source;

    private S2Encoder(boolean repeats) {
        this.repeats = repeats;
    }

    /** For S2. */
    public static S2Encoder s2() {
        return new S2Encoder(true);
    }

    /** For readers that know Snappy only. */
    public static S2Encoder snappy() {
        return new S2Encoder(false);
    }

    /** Whether any reader of Snappy knows what this makes. */
    boolean isSnappy() {
        return !repeats;
    }

    /**
     * Makes a block; {@code to} has room for {@link S2#maxEncodedLength}. The arrays do not overlap.
     *
     * @return how long it is
     */
    public int encode(byte[] from, int off, int length, byte[] to, int at) {
        int most = S2.maxEncodedLength(length);
        Objects.checkFromIndexSize(at, most, to.length);
        // A block that is hardly shorter is read faster as it is.
        int encoded = encode(from, off, length, to, at, most - (length >>> 5));
        if (encoded >= 0) {
            return encoded;
        }
        int body = Elements.varint(length, to, at);
        return Elements.literal(from, off, length, to, body) - at;
    }

    /**
     * Makes a block if it takes no more than so many bytes.
     *
     * @return how long it is; negative if it is not to be had: then {@code to} may have changed within the limit
     */
    public int encode(byte[] from, int off, int length, byte[] to, int at, int limit) {
        Objects.checkFromIndexSize(off, length, from.length);
        Objects.checkFromIndexSize(at, limit, to.length);
        if (limit < S2.varintLength(length)) {
            return -1;
        }
        int body = Elements.varint(length, to, at);
        begin(off, length);
        int rest = off;
        int d = body;
        if (length >= MIN_BLOCK) {
            if (table.length == 0) {
                table = new int[1 << TABLE_BITS];
            }
            d = copies(from, to, body, at + limit);
            if (d < 0) {
                return -1;
            }
            rest = source;
        }
        if (rest < end) {
            if (d + (long) S2.literalHead(end - rest) + (end - rest) > at + limit) {
                return -1;
            }
            d = Elements.literal(from, rest, end - rest, to, d);
        }
        return d - at;
    }

    private void begin(int first, int length) {
        if (next > Integer.MAX_VALUE - length) {
            Arrays.fill(table, 0);
            next = 1;
        }
        off = first;
        end = first + length;
        bias = next - first;
        next += length;
        int bits = Math.clamp(32L - Integer.numberOfLeadingZeros(length), 8, TABLE_BITS);
        shift = 64 - bits;
    }

    /** Writes the block up to its last copy, whose end is the {@code source} afterwards; negative if there is no room. */
    private int copies(byte[] from, byte[] to, int body, int limit) {
        int last = end - MARGIN;
        int emitted = off;
        int offset = 0;
        int d = body;
        table[hash((long) S2.I64.get(from, off))] = bias + off;
        int s = search(from, off + 1, emitted, 1);
        while (s >= 0) {
            int was = source;
            while (s > emitted && was > off && from[s - 1] == from[was - 1]) {
                s--;
                was--;
            }
            int length = 4 + matching(from, s + 4, was + 4);
            int passed = s - emitted;
            if (d + 5L + Math.max(passed, Elements.SHORT) + Elements.copyRoom(length, repeats) > limit) {
                return -1;
            }
            if (passed > 0) {
                d = passed <= Elements.SHORT && end - emitted >= Elements.SHORT
                        ? Elements.shortLiteral(from, emitted, passed, to, d)
                        : Elements.literal(from, emitted, passed, to, d);
            }
            if (!repeats) {
                d = Elements.snappyCopy(s - was, length, to, d);
            } else if (s - was == offset) {
                d = Elements.repeat(length, to, d);
            } else {
                d = Elements.copy(s - was, length, to, d);
            }
            offset = s - was;
            emitted = s + length;
            s = emitted > last ? -1 : after(from, emitted, offset);
        }
        source = emitted;
        return d;
    }

    /** Looks right behind a copy, then further on; where the next one begins, or -1. */
    private int after(byte[] from, int s, int offset) {
        long bytes = (long) S2.I64.get(from, s - 2);
        int here = hash(bytes >>> 16);
        table[hash(bytes)] = bias + s - 2;
        int was = table[here] - bias;
        table[here] = bias + s;
        if (was >= off && (int) (bytes >>> 16) == (int) S2.I32.get(from, was)) {
            source = was;
            return s;
        }
        return search(from, s + 1, s, offset);
    }

    /** Where at least four bytes stand that stood before, at the {@code source}; -1 if there is no such place any more. */
    private int search(byte[] from, int first, int emitted, int offset) {
        int last = end - MARGIN;
        int low = off;
        int move = bias;
        int s = first;
        while (true) {
            int after = s + 4 + ((s - emitted) >> 6);
            if (after > last) {
                return -1;
            }
            long bytes = (long) S2.I64.get(from, s);
            int hash0 = hash(bytes);
            int hash1 = hash(bytes >>> 8);
            int hash2 = hash(bytes >>> 16);
            int was0 = table[hash0] - move;
            table[hash0] = move + s;
            int was1 = table[hash1] - move;
            table[hash1] = move + s + 1;
            if ((int) (bytes >>> 8) == (int) S2.I32.get(from, s + 1 - offset)) {
                source = s + 1 - offset;
                return s + 1;
            }
            if (was0 >= low && (int) bytes == (int) S2.I32.get(from, was0)) {
                source = was0;
                return s;
            }
            int was2 = table[hash2] - move;
            table[hash2] = move + s + 2;
            if (was1 >= low && (int) (bytes >>> 8) == (int) S2.I32.get(from, was1)) {
                source = was1;
                return s + 1;
            }
            if (was2 >= low && (int) (bytes >>> 16) == (int) S2.I32.get(from, was2)) {
                source = was2;
                return s + 2;
            }
            s = after;
        }
    }

    /** How many bytes are the same from these places on. */
    private int matching(byte[] from, int first, int other) {
        int s = first;
        int was = other;
        while (s <= end - 8) {
            long difference = (long) S2.I64.get(from, s) ^ (long) S2.I64.get(from, was);
            if (difference != 0) {
                return s - first + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
            s += 8;
            was += 8;
        }
        while (s < end && from[s] == from[was]) {
            s++;
            was++;
        }
        return s - first;
    }

    /** Of the low six bytes. */
    private int hash(long bytes) {
        return (int) (((bytes << 16) * PRIME) >>> shift);
    }
}
