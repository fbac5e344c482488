package io.midge.store.log;

import io.midge.store.op.BadFrameException;

/** Reads what {@link Bytes} wrote, and believes none of it. Of one thread. */
final class Cursor {
    private final byte[] buf;
    private int at;
    private final int end;

    Cursor(byte[] buf, int from, int end) {
        this.buf = buf;
        this.at = from;
        this.end = end;
    }

    long number() throws BadFrameException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new BadFrameException("a number is cut off");
            }
            byte next = buf[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BadFrameException("a number does not end");
    }

    long signed() throws BadFrameException {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number from 0 to a bound, the bound included. */
    int number(int most) throws BadFrameException {
        long value = number();
        if (value < 0 || value > most) {
            throw new BadFrameException("a number is " + value + ", at most " + most + " makes sense");
        }
        return (int) value;
    }

    long u64() throws BadFrameException {
        return Le.u64(buf, take(8));
    }

    int u32() throws BadFrameException {
        return Le.u32(buf, take(4));
    }

    /** Passes over so many bytes; where they start in {@link #buf}. */
    int take(int length) throws BadFrameException {
        if (length < 0 || length > end - at) {
            throw new BadFrameException("bytes are cut off");
        }
        at += length;
        return at - length;
    }

    byte[] buf() {
        return buf;
    }

    int left() {
        return end - at;
    }
}
