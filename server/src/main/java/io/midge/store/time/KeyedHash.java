package io.midge.store.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): 64 bits of which nobody can choose two alike without knowing the key.
 *
 * @param k0 the first half of the key
 * @param k1 the second half
 */
record KeyedHash(long k0, long k1) {
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    long of(byte[] bytes, int off, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int words = length >>> 3;
        for (int word = 0; word <= words + 1; word++) {
            long m = word < words
                    ? (long) U64.get(bytes, off + word * 8)
                    : word == words ? tail(bytes, off + words * 8, length & 7) | (long) length << 56 : 0;
            int rounds = word > words ? 4 : 2;
            v2 ^= word > words ? 0xff : 0; // the end
            v3 ^= m;
            for (int i = 0; i < rounds; i++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long tail(byte[] bytes, int at, int left) {
        long tail = 0;
        for (int i = 0; i < left; i++) {
            tail |= Byte.toUnsignedLong(bytes[at + i]) << (8 * i);
        }
        return tail;
    }
}
