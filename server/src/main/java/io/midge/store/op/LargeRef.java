package io.midge.store.op;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the payload of a {@link OpType#LARGE} message lies: 24 bytes at the end of its frame's body.
 *
 * @param file the number of the file
 * @param position from which byte on
 * @param length how many bytes as the client sent them
 * @param stored how many bytes lie there: other than {@code length} where they are compressed or encrypted
 * @param crc CRC32C of what lies there
 */
public record LargeRef(int file, long position, int length, int stored, int crc) {
    /** How long it is in a frame. */
    public static final int SIZE = 24;

    public void put(byte[] to, int at) {
        ByteBuffer.wrap(to, at, SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(file)
                .putLong(position)
                .putInt(length)
                .putInt(stored)
                .putInt(crc);
    }

    /** Of a frame of that type. */
    public static LargeRef of(OpFrame frame) throws BadFrameException {
        if (frame.type() != OpType.LARGE || frame.payloadLength() != SIZE) {
            throw new BadFrameException("no reference to a large payload");
        }
        ByteBuffer in =
                ByteBuffer.wrap(frame.buf(), frame.payloadOffset(), SIZE).order(ByteOrder.LITTLE_ENDIAN);
        LargeRef ref = new LargeRef(in.getInt(), in.getLong(), in.getInt(), in.getInt(), in.getInt());
        if (ref.position < 0 || ref.length < 0 || ref.stored < 0) {
            throw new BadFrameException("a reference to a large payload that makes no sense");
        }
        return ref;
    }
}
