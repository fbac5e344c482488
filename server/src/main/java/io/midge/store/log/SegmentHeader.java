package io.midge.store.log;

import io.midge.store.op.BadFrameException;

/**
 * What a segment's file begins with, 64 bytes, little-endian.
 *
 * <pre>
 *    0  u64  magic
 *    8  u32  format
 *   12  u32  flags: what is done to blocks, 0: frames lie as they are
 *   16  u64  group
 *   24  u64  number of the segment
 *   32  u64  number of the last segment whose frames were merged into this one; else its own
 *   40  u64  last sequence of the stream before it
 *   48  u32  size from which on it is full
 *   60  u32  CRC32C of bytes 0 to 59
 * </pre>
 *
 * @param flags as {@link io.midge.store.op.OpFrame} has them
 */
record SegmentHeader(int flags, long group, long number, long upTo, long base, int limit) {
    /** How long it is. Frames begin behind it. */
    static final int SIZE = 64;

    /** No block, and no large payload, becomes longer when it is opened. */
    static final int MAX_OPENED = 1 << 27;

    private static final long MAGIC = 0x47455345_4744494dL; // MIDGESEG
    private static final int FORMAT = 1;

    SegmentHeader withBase(long last) {
        return new SegmentHeader(flags, group, number, upTo, last, limit);
    }

    byte[] encode() {
        byte[] to = new byte[SIZE];
        Le.u64(to, 0, MAGIC);
        Le.u32(to, 8, FORMAT);
        Le.u32(to, 12, flags);
        Le.u64(to, 16, group);
        Le.u64(to, 24, number);
        Le.u64(to, 32, upTo);
        Le.u64(to, 40, base);
        Le.u32(to, 48, limit);
        Le.u32(to, 60, Le.crc(to, 0, 60));
        return to;
    }

    static SegmentHeader decode(byte[] from, int length) throws BadFrameException {
        if (length < SIZE || Le.u64(from, 0) != MAGIC || Le.u32(from, 60) != Le.crc(from, 0, 60)) {
            throw new BadFrameException("the header of a segment is damaged");
        }
        if (Le.u32(from, 8) != FORMAT) {
            throw new BadFrameException("a segment of format " + Le.u32(from, 8) + ", only 1 is known");
        }
        SegmentHeader is = new SegmentHeader(
                Le.u32(from, 12),
                Le.u64(from, 16),
                Le.u64(from, 24),
                Le.u64(from, 32),
                Le.u64(from, 40),
                Le.u32(from, 48));
        if (is.base < 0 || is.upTo < is.number || is.number < 0) {
            throw new BadFrameException("the header of a segment makes no sense");
        }
        return is;
    }
}
