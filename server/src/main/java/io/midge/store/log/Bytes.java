package io.midge.store.log;

import java.util.Arrays;

/** Bytes that become more: numbers of variable length, seven bits to a byte, low ones first. Of one thread. */
final class Bytes {
    private static final int FIRST = 64;

    private byte[] buf = new byte[0];
    private int length;

    /** A number without sign; a negative one takes ten bytes. */
    void number(long value) {
        if (buf.length - length < 10) {
            reserve(10);
        }
        byte[] to = buf;
        int at = length;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to[at++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        length = at;
    }

    /** A number with a sign, small ones in few bytes. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void u64(long value) {
        reserve(8);
        Le.u64(buf, length, value);
        length += 8;
    }

    void u32(int value) {
        reserve(4);
        Le.u32(buf, length, value);
        length += 4;
    }

    void bytes(byte[] from, int off, int len) {
        reserve(len);
        System.arraycopy(from, off, buf, length, len);
        length += len;
    }

    private void reserve(int more) {
        int need = Math.addExact(length, more);
        if (need > buf.length) {
            buf = Arrays.copyOf(buf, Math.max(need, Math.max(FIRST, (int) Math.min(1 << 30, 2L * buf.length))));
        }
    }

    byte[] buf() {
        return buf;
    }

    int length() {
        return length;
    }

    /** What there is so far, to be read. */
    Cursor cursor() {
        return new Cursor(buf, 0, length);
    }
}
