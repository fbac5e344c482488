package io.midge.store.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Numbers of fixed width in bytes, little-endian, as all of a store's files have them. */
final class Le {
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Le() {}

    static int u32(byte[] from, int at) {
        return (int) U32.get(from, at);
    }

    static void u32(byte[] to, int at, int value) {
        U32.set(to, at, value);
    }

    static long u64(byte[] from, int at) {
        return (long) U64.get(from, at);
    }

    static void u64(byte[] to, int at, long value) {
        U64.set(to, at, value);
    }

    static int crc(byte[] of, int off, int length) {
        CRC32C crc = new CRC32C();
        crc.update(of, off, length);
        return (int) crc.getValue();
    }
}
