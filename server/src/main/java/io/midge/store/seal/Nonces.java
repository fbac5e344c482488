package io.midge.store.seal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers of 96 bits, one after the other, from one whose upper 64 bits were drawn. Two of these draw the same once in 2^64, so
 * that each who encrypts may have its own without knowing of others.
 */
final class Nonces {
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long upper;
    private int lower;

    Nonces(long upper, int lower) {
        this.upper = upper;
        this.lower = lower;
    }

    /** Writes the next one, of 12 bytes. */
    void next(byte[] to) {
        U64.set(to, 0, upper);
        U32.set(to, 8, lower);
        if (++lower == 0) {
            upper++;
        }
    }
}
