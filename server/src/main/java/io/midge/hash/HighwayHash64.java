package io.midge.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * HighwayHash with 64 bits, a keyed hash. Four lanes of 64 bits, each with two sums and two products; the bytes of the sums are
 * mixed between two lanes after each 32 bytes. It is no signature.
 *
 * <p>Of one thread at a time; it can be used again after {@link #finish}.
 */
public final class HighwayHash64 {
    /** How long a key is. */
    public static final int KEY = 32;

    private static final int PACKET = 32;
    private static final int LANES = 4;
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] key = new long[LANES];
    private final long[] sum0 = new long[LANES];
    private final long[] sum1 = new long[LANES];
    private final long[] product0 = new long[LANES];
    private final long[] product1 = new long[LANES];
    private final byte[] rest = new byte[PACKET];
    private int held;

    /** With this key, of {@value #KEY} bytes. */
    public HighwayHash64(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key has " + KEY + " bytes, not " + key.length);
        }
        for (int i = 0; i < LANES; i++) {
            this.key[i] = (long) U64.get(key, 8 * i);
        }
        reset();
    }

    /** Forgets what was added. */
    public void reset() {
        begin(0, 0xdbe6d5d5fe4cce2fL, 0x3bd39e10cb0ef593L);
        begin(1, 0xa4093822299f31d0L, 0xc0acf169b5f18a8cL);
        begin(2, 0x13198a2e03707344L, 0xbe5466cf34e90c6cL);
        begin(3, 0x243f6a8885a308d3L, 0x452821e638d01377L);
        held = 0;
    }

    private void begin(int lane, long first, long second) {
        product0[lane] = first;
        product1[lane] = second;
        sum0[lane] = first ^ key[lane];
        sum1[lane] = second ^ Long.rotateLeft(key[lane], 32);
    }

    /** Adds bytes. */
    public void update(byte[] from) {
        update(from, 0, from.length);
    }

    /** Adds bytes. */
    public void update(byte[] from, int off, int length) {
        Objects.checkFromIndexSize(off, length, from.length);
        int at = off;
        int end = off + length;
        if (held > 0) {
            int step = Math.min(PACKET - held, length);
            System.arraycopy(from, at, rest, held, step);
            held += step;
            at += step;
            if (held < PACKET) {
                return;
            }
            packet(rest, 0);
            held = 0;
        }
        while (end - at >= PACKET) {
            packet(from, at);
            at += PACKET;
        }
        System.arraycopy(from, at, rest, 0, end - at);
        held = end - at;
    }

    /** The hash of what was added since the beginning, or since the last one was finished. */
    public long finish() {
        if (held > 0) {
            last();
        }
        for (int i = 0; i < 4; i++) {
            mix(swapped(2), swapped(3), swapped(0), swapped(1));
        }
        long hash = sum0[0] + sum1[0] + product0[0] + product1[0];
        reset();
        return hash;
    }

    private long swapped(int lane) {
        return Long.rotateLeft(sum0[lane], 32);
    }

    /** What is left of the bytes, with its length, as a packet. */
    private void last() {
        int whole = held & ~3;
        int odd = held & 3;
        byte[] packet = new byte[PACKET];
        System.arraycopy(rest, 0, packet, 0, whole);
        if (held >= 16) {
            System.arraycopy(rest, held - 4, packet, 28, 4);
        } else if (odd > 0) {
            packet[16] = rest[whole];
            packet[17] = rest[whole + (odd >>> 1)];
            packet[18] = rest[held - 1];
        }
        for (int i = 0; i < LANES; i++) {
            sum0[i] += ((long) held << 32) + held;
            int high = Integer.rotateLeft((int) (sum1[i] >>> 32), held);
            int low = Integer.rotateLeft((int) sum1[i], held);
            sum1[i] = (long) high << 32 | Integer.toUnsignedLong(low);
        }
        packet(packet, 0);
    }

    private void packet(byte[] from, int at) {
        mix((long) U64.get(from, at), (long) U64.get(from, at + 8), (long) U64.get(from, at + 16), (long)
                U64.get(from, at + 24));
    }

    private void mix(long word0, long word1, long word2, long word3) {
        lane(0, word0);
        lane(1, word1);
        lane(2, word2);
        lane(3, word3);
        merge(sum1[1], sum1[0], sum0, 0);
        merge(sum1[3], sum1[2], sum0, 2);
        merge(sum0[1], sum0[0], sum1, 0);
        merge(sum0[3], sum0[2], sum1, 2);
    }

    private void lane(int i, long word) {
        sum1[i] += product0[i] + word;
        product0[i] ^= (sum1[i] & 0xffff_ffffL) * (sum0[i] >>> 32);
        sum0[i] += product1[i];
        product1[i] ^= (sum0[i] & 0xffff_ffffL) * (sum1[i] >>> 32);
    }

    /** Adds the bytes of two words, each in a place that says something of others, to two lanes. */
    private static void merge(long high, long low, long[] to, int lane) {
        to[lane] += (((low & 0xff000000L) | (high & 0xff00000000L)) >>> 24)
                | (((low & 0xff0000000000L) | (high & 0xff000000000000L)) >>> 16)
                | (low & 0xff0000L)
                | ((low & 0xff00L) << 32)
                | ((high & 0xff00000000000000L) >>> 8)
                | (low << 56);
        to[lane + 1] += (((high & 0xff000000L) | (low & 0xff00000000L)) >>> 24)
                | (high & 0xff0000L)
                | ((high & 0xff0000000000L) >>> 16)
                | ((high & 0xff00L) << 24)
                | ((low & 0xff000000000000L) >>> 8)
                | ((high & 0xffL) << 48)
                | (low & 0xff00000000000000L);
    }
}
