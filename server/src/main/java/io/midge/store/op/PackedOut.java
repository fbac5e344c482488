package io.midge.store.op;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers in as few bytes as they need, one behind the other; {@link PackedIn} reads them. Grows as needed and may be
 * used again. Of one thread.
 */
public final class PackedOut {
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] buf;
    private int end;

    public PackedOut(int capacity) {
        buf = new byte[capacity];
    }

    /** Starts over. */
    public PackedOut clear() {
        end = 0;
        return this;
    }

    /** Holds what was written; good until the next write. */
    public byte[] buf() {
        return buf;
    }

    /** How many bytes there are. */
    public int length() {
        return end;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(buf, end);
    }

    public PackedOut u8(int value) {
        room(1);
        buf[end++] = (byte) value;
        return this;
    }

    /** Four bytes, little-endian. */
    public PackedOut u32(int value) {
        room(4);
        U32.set(buf, end, value);
        end += 4;
        return this;
    }

    /** Any number, those near 0 in few bytes, negative ones in ten. */
    public PackedOut number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buf[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buf[end++] = (byte) rest;
        return this;
    }

    /** Any number, those near 0 on either side in few bytes. */
    public PackedOut signed(long value) {
        return number(value << 1 ^ value >> 63);
    }

    /** A length and the bytes. */
    public PackedOut bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, buf, end, value.length);
        end += value.length;
        return this;
    }

    /** A length and the text as UTF-8. */
    public PackedOut text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** So many zeros, as room for what is known later. */
    public PackedOut zeros(int bytes) {
        room(bytes);
        Arrays.fill(buf, end, end + bytes, (byte) 0);
        end += bytes;
        return this;
    }

    /** Overwrites four bytes that were left in front, or anywhere. */
    public void u32At(int at, int value) {
        U32.set(buf, at, value);
    }

    private void room(int more) {
        if (buf.length - end < more) {
            buf = Arrays.copyOf(buf, Math.max(end + more, Math.min(buf.length, Integer.MAX_VALUE / 4) * 2));
        }
    }
}
