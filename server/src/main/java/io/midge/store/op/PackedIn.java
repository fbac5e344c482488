package io.midge.store.op;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link PackedOut} wrote, or finds out that it is something else. Nothing that it reads makes it take more memory than
 * the bytes that are left. Of one thread.
 */
public final class PackedIn {
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] buf;
    private final int end;
    private int at;

    public PackedIn(byte[] buf, int off, int length) {
        this.buf = buf;
        this.at = off;
        this.end = off + length;
    }

    /** Where the next byte is. */
    public int at() {
        return at;
    }

    /** How many bytes there are still. */
    public int left() {
        return end - at;
    }

    public int u8() throws BadFrameException {
        need(1);
        return Byte.toUnsignedInt(buf[at++]);
    }

    public int u32() throws BadFrameException {
        need(4);
        int value = (int) U32.get(buf, at);
        at += 4;
        return value;
    }

    /** Any number; written in its shortest form. */
    public long number() throws BadFrameException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
                    throw new BadFrameException("a number is not written as numbers are");
                }
                return value;
            }
        }
        throw new BadFrameException("a number is too long");
    }

    /** A number from 0 on. */
    public long positive() throws BadFrameException {
        long value = number();
        if (value < 0) {
            throw new BadFrameException("a number is too large");
        }
        return value;
    }

    /** What {@link PackedOut#signed} wrote. */
    public long signed() throws BadFrameException {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number from 0 to {@code limit}. */
    public int upTo(int limit) throws BadFrameException {
        long value = number();
        if (value < 0 || value > limit) {
            throw new BadFrameException("a number above " + limit);
        }
        return (int) value;
    }

    /** How many things follow, each of which takes so many bytes at least: no more than can be there. */
    public int count(int least) throws BadFrameException {
        long value = number();
        if (value < 0 || value > left() / least) {
            throw new BadFrameException("more things than bytes");
        }
        return (int) value;
    }

    /** A number from 0 on, added to {@code base}, both from 0 on; a sum beyond 2^63 is refused. */
    public long after(long base) throws BadFrameException {
        long value = base + positive();
        if (value < 0) {
            throw new BadFrameException("a number is too large");
        }
        return value;
    }

    /** A length of at most {@code limit}, and so many bytes. */
    public byte[] bytes(int limit) throws BadFrameException {
        int length = upTo(limit);
        need(length);
        at += length;
        return Arrays.copyOfRange(buf, at - length, at);
    }

    /** So many bytes, to a place that has room for them. */
    public void copy(byte[] to, int where, int length) throws BadFrameException {
        need(length);
        System.arraycopy(buf, at, to, where, length);
        at += length;
    }

    /** A length of at most {@code limit}, and so many bytes of UTF-8. */
    public String text(int limit) throws BadFrameException {
        int length = upTo(limit);
        need(length);
        at += length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buf, at - length, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadFrameException("a name is not UTF-8");
        }
    }

    /** All has been read. */
    public void end() throws BadFrameException {
        if (at != end) {
            throw new BadFrameException(left() + " bytes too many");
        }
    }

    private void need(int bytes) throws BadFrameException {
        if (end - at < bytes) {
            throw new BadFrameException("bytes are missing");
        }
    }
}
