package io.midge.s2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Blocks of S2: their sizes, and what was in them. {@link S2Encoder} makes them.
 *
 * <pre>
 *   block    varint: length of what was encoded, then elements to the end of the block
 *
 *   element  low two bits of the first byte   the upper six bits n, and what follows
 *   literal            00                     n &lt; 60: n + 1 bytes follow; n = 59 + k: k bytes hold their number - 1
 *   copy 1             01                     low 3 bits of n: length - 4; high 3 bits and the next byte: offset
 *   repeat             01, offset 0           the offset of the copy before; low 3 bits of n up to 4: length - 4;
 *                                             5, 6, 7: 1, 2, 3 bytes follow that hold length - 8, - 260, - 65540
 *   copy 2             10                     n: length - 1; 2 bytes: offset
 *   copy 4             11                     n: length - 1; 4 bytes: offset
 * </pre>
 *
 * A copy repeats {@code length} bytes from {@code offset} bytes ago, its own among them if the offset is smaller than the
 * length. All numbers are little-endian. Snappy is the same without repeats.
 */
public final class S2 {
    static final int LITERAL = 0;
    static final int COPY_1 = 1;
    static final int COPY_2 = 2;
    static final int COPY_4 = 3;

    /** What is longer than its n can say has a literal's length in 1 to 4 bytes, from this n on. */
    static final int LONG_LITERAL = 60;

    /** The shortest repeat whose length needs 1, 2 or 3 bytes of its own stands for so many. */
    static final int REPEAT_1 = 8;

    static final int REPEAT_2 = REPEAT_1 - 4 + 256;
    static final int REPEAT_3 = REPEAT_1 - 4 + 65_536;

    static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** How far an arraycopy is no faster than a loop of longs. */
    private static final int SHORT = 32;

    private S2() {}

    /**
     * How many bytes a block takes at most that holds so many.
     *
     * @throws IllegalArgumentException an array cannot hold it
     */
    public static int maxEncodedLength(int length) {
        if (length < 0 || length > Integer.MAX_VALUE - 32) {
            throw new IllegalArgumentException("no block holds " + length + " bytes");
        }
        return varintLength(length) + (length == 0 ? 0 : literalHead(length)) + length;
    }

    /**
     * How many bytes are in a block.
     *
     * @param limit how many the caller takes
     * @throws S2Exception it is more, or the block's beginning is no length
     */
    public static int decodedLength(byte[] from, int off, int length, int limit) throws S2Exception {
        Objects.checkFromIndexSize(off, length, from.length);
        long value = 0;
        for (int i = 0; i < Math.min(length, 5); i++) {
            byte next = from[off + i];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                if (value > limit) {
                    throw new S2Exception("a block of " + value + " bytes where at most " + limit + " are taken");
                }
                return (int) value;
            }
        }
        throw new S2Exception("a block without its length");
    }

    /**
     * Decodes a block; {@code from} and {@code to} do not overlap. What stands in {@code to} after a failure is undefined, within
     * the room.
     *
     * @param room how many bytes may be written
     * @return how many were
     * @throws S2Exception it holds more, or is damaged
     */
    public static int decode(byte[] from, int off, int length, byte[] to, int at, int room) throws S2Exception {
        Objects.checkFromIndexSize(at, room, to.length);
        int raw = decodedLength(from, off, length, room);
        int body = off;
        while (from[body] < 0) {
            body++;
        }
        elements(from, body + 1, off + length, to, at, at + raw);
        return raw;
    }

    private static void elements(byte[] from, int off, int end, byte[] to, int start, int stop) throws S2Exception {
        int s = off;
        int d = start;
        int offset = 0;
        while (s < end) {
            int head = from[s] & 0xff;
            int left = end - s - 1;
            int length = 1 + (head >>> 2);
            s++;
            switch (head & 3) {
                case LITERAL -> {
                    if (length > LONG_LITERAL) {
                        int wide = length - LONG_LITERAL;
                        check(wide <= left);
                        int more = little(from, s, wide);
                        s += wide;
                        left -= wide;
                        check(more >= 0 && more < left);
                        length = more + 1;
                    }
                    check(length <= left && length <= stop - d);
                    literal(from, s, end, to, d, stop, length);
                    s += length;
                    d += length;
                    continue;
                }
                case COPY_1 -> {
                    check(left >= 1);
                    int near = (head & 0xe0) << 3 | (from[s] & 0xff);
                    length = 4 + ((head >>> 2) & 7);
                    s++;
                    if (near != 0) {
                        offset = near;
                    } else if (length > REPEAT_1) {
                        int wide = length - REPEAT_1;
                        check(wide < left);
                        length = little(from, s, wide) + (wide == 1 ? REPEAT_1 : wide == 2 ? REPEAT_2 : REPEAT_3);
                        s += wide;
                    }
                }
                default -> {
                    int wide = (head & 3) == COPY_2 ? 2 : 4;
                    check(wide <= left);
                    offset = little(from, s, wide);
                    s += wide;
                }
            }
            check(offset > 0 && offset <= d - start && length <= stop - d);
            copy(to, d, offset, length, stop);
            d += length;
        }
        check(d == stop);
    }

    private static void check(boolean sound) throws S2Exception {
        if (!sound) {
            throw new S2Exception("a damaged block");
        }
    }

    private static int little(byte[] from, int s, int bytes) {
        int value = from[s] & 0xff;
        for (int i = 1; i < bytes; i++) {
            value |= (from[s + i] & 0xff) << (8 * i);
        }
        return value;
    }

    private static void literal(byte[] from, int s, int end, byte[] to, int d, int stop, int length) {
        if (length <= 16 && end - s >= 16 && stop - d >= 16) {
            I64.set(to, d, (long) I64.get(from, s)); // what is written too much is written again
            I64.set(to, d + 8, (long) I64.get(from, s + 8));
        } else {
            System.arraycopy(from, s, to, d, length);
        }
    }

    private static void copy(byte[] to, int d, int offset, int length, int stop) {
        int source = d - offset;
        if (offset >= 8 && length <= stop - d - 7 && (length <= SHORT || offset < length)) {
            for (int i = 0; i < length; i += 8) {
                I64.set(to, d + i, (long) I64.get(to, source + i));
            }
        } else if (offset == 1) {
            Arrays.fill(to, d, d + length, to[source]);
        } else {
            int done = 0;
            while (done < length) { // what is repeated becomes longer each time
                int step = Math.min(length - done, d + done - source);
                System.arraycopy(to, source, to, d + done, step);
                done += step;
            }
        }
    }

    static int varintLength(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    /** How long the head of a literal of this length is. */
    static int literalHead(int length) {
        return length <= LONG_LITERAL ? 1 : 1 + (39 - Integer.numberOfLeadingZeros(length - 1)) / 8;
    }
}
