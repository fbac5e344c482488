package io.midge.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bytes read eight at a time. A word is little-endian: the first byte of the subject is its lowest byte, and what lies behind
 * the end is zero, so that equal words mean equal bytes once the lengths are known to be equal.
 */
final class Words {
    static final int BYTES = 8;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long DOTS = 0x2e2e2e2e2e2e2e2eL;

    private Words() {}

    /** The word of up to eight bytes at {@code pos}, none of them at {@code end} or behind. */
    static long at(byte[] buf, int pos, int end) {
        int n = end - pos;
        if (n >= BYTES) {
            return (long) LONGS.get(buf, pos);
        }
        if (n <= 0) {
            return 0;
        }
        long mask = -1L >>> ((BYTES - n) << 3);
        if (pos + BYTES <= buf.length) {
            return (long) LONGS.get(buf, pos) & mask;
        }
        if (buf.length >= BYTES) {
            int early = pos + BYTES - buf.length;
            return ((long) LONGS.get(buf, buf.length - BYTES) >>> (early << 3)) & mask;
        }
        long word = 0;
        for (int i = n - 1; i >= 0; i--) {
            word = (word << 8) | (buf[pos + i] & 0xff);
        }
        return word;
    }

    /** The highest bit of each byte that is a dot, exactly (the well-known shorter form errs above the first hit). */
    static long dots(long word) {
        long x = word ^ DOTS;
        return ~(((x & LOW_BITS) + LOW_BITS) | x) & HIGH_BITS;
    }

    /** Where the token that begins at {@code pos} ends: at a dot, or at {@code end}. */
    static int tokenEnd(byte[] buf, int pos, int end) {
        for (int i = pos; i < end; i += BYTES) {
            long dots = dots(at(buf, i, end));
            if (dots != 0) {
                return i + (Long.numberOfTrailingZeros(dots) >>> 3);
            }
        }
        return end;
    }

    /** Whether there is a token at all, and none is empty. */
    static boolean hasNoEmptyToken(byte[] buf, int off, int end) {
        if (off >= end || buf[end - 1] == '.') {
            return false;
        }
        long before = 0x80;
        for (int i = off; i < end; i += BYTES) {
            long dots = dots(at(buf, i, end));
            if ((dots & ((dots << 8) | before)) != 0) {
                return false;
            }
            before = dots >>> 56;
        }
        return true;
    }

    /** A hash that whoever chooses the bytes cannot steer without the seed. */
    static int hash(byte[] buf, int off, int end, long seed) {
        long h = fold(at(buf, off, end) ^ seed, 0x9e3779b97f4a7c15L ^ (end - off));
        for (int i = off + BYTES; i < end; i += BYTES) {
            h = fold(h ^ at(buf, i, end), 0xd6e8feb86659fd93L ^ seed);
        }
        return (int) (h ^ (h >>> 32));
    }

    /** Both halves of the 128-bit product. */
    private static long fold(long a, long b) {
        return (a * b) ^ Math.multiplyHigh(a, b);
    }
}
