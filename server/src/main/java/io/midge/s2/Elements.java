package io.midge.s2;

/** Writes the elements of a block; each method answers where the next one goes. */
final class Elements {
    /** The longest literal that is copied as two longs. */
    static final int SHORT = 16;

    /** The longest copy that a copy with an offset of its own says. */
    private static final int LONGEST_COPY = 64;

    /** The longest of a repeat. */
    private static final int LONGEST_REPEAT = S2.REPEAT_3 + 0xff_ffff;

    private Elements() {}

    static int varint(int value, byte[] to, int at) {
        int rest = value;
        int d = at;
        while (rest >= 0x80) {
            to[d++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[d++] = (byte) rest;
        return d;
    }

    /** Of at least one byte. */
    static int literal(byte[] from, int s, int length, byte[] to, int at) {
        int d = literalHead(length, to, at);
        System.arraycopy(from, s, to, d, length);
        return d + length;
    }

    /** Of 1 to {@value #SHORT} bytes where so many can be read, and written behind the head. */
    static int shortLiteral(byte[] from, int s, int length, byte[] to, int at) {
        to[at] = (byte) ((length - 1) << 2 | S2.LITERAL);
        S2.I64.set(to, at + 1, (long) S2.I64.get(from, s));
        S2.I64.set(to, at + 9, (long) S2.I64.get(from, s + 8));
        return at + 1 + length;
    }

    private static int literalHead(int length, byte[] to, int at) {
        int n = length - 1;
        if (n < S2.LONG_LITERAL) {
            to[at] = (byte) (n << 2 | S2.LITERAL);
            return at + 1;
        }
        int wide = S2.literalHead(length) - 1;
        to[at] = (byte) ((S2.LONG_LITERAL - 1 + wide) << 2 | S2.LITERAL);
        return little(n, wide, to, at + 1);
    }

    private static int little(int value, int bytes, byte[] to, int at) {
        for (int i = 0; i < bytes; i++) {
            to[at + i] = (byte) (value >>> (8 * i));
        }
        return at + bytes;
    }

    /** How many bytes a copy takes at most. */
    static long copyRoom(int length, boolean repeats) {
        return repeats ? 10 + 5L * (length >>> 24) : 5 + 5L * (length / 60);
    }

    /** At least 4 bytes, from where the copy before took its own. */
    static int repeat(int length, byte[] to, int at) {
        int d = at;
        int rest = length;
        while (rest > LONGEST_REPEAT) {
            d = repeatOnce(LONGEST_REPEAT - 4, to, d); // at least 4 are left
            rest -= LONGEST_REPEAT - 4;
        }
        return repeatOnce(rest, to, d);
    }

    private static int repeatOnce(int length, byte[] to, int at) {
        to[at + 1] = 0;
        if (length <= S2.REPEAT_1) {
            to[at] = (byte) ((length - 4) << 2 | S2.COPY_1);
            return at + 2;
        }
        int wide = length < S2.REPEAT_1 + 256 ? 1 : length < S2.REPEAT_2 + 65_536 ? 2 : 3;
        to[at] = (byte) ((4 + wide) << 2 | S2.COPY_1);
        return little(length - (wide == 1 ? S2.REPEAT_1 : wide == 2 ? S2.REPEAT_2 : S2.REPEAT_3), wide, to, at + 2);
    }

    /** At least 4 bytes, for readers that know repeats. */
    static int copy(int offset, int length, byte[] to, int at) {
        if (length <= LONGEST_COPY) {
            return copyOnce(offset, length, to, at);
        }
        int first = offset < 2048 ? 11 : 60; // as much as the shortest element says that leaves 4
        return repeat(length - first, to, copyOnce(offset, first, to, at));
    }

    /** At least 4 bytes, for readers that know nothing but Snappy. */
    static int snappyCopy(int offset, int length, byte[] to, int at) {
        int d = at;
        int rest = length;
        while (rest > LONGEST_COPY) {
            int first = rest < LONGEST_COPY + 4 ? 60 : LONGEST_COPY;
            d = copyOnce(offset, first, to, d);
            rest -= first;
        }
        return copyOnce(offset, rest, to, d);
    }

    private static int copyOnce(int offset, int length, byte[] to, int at) {
        if (offset >= 65_536) {
            to[at] = (byte) ((length - 1) << 2 | S2.COPY_4);
            S2.I32.set(to, at + 1, offset);
            return at + 5;
        }
        to[at + 1] = (byte) offset;
        if (offset < 2048 && length < 12) {
            to[at] = (byte) (offset >>> 8 << 5 | (length - 4) << 2 | S2.COPY_1);
            return at + 2;
        }
        to[at] = (byte) ((length - 1) << 2 | S2.COPY_2);
        to[at + 2] = (byte) (offset >>> 8);
        return at + 3;
    }
}
