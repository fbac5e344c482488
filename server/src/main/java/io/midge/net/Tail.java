package io.midge.net;

import io.midge.loop.Confined;
import java.util.Arrays;

/**
 * What a connection has read and not handled yet: the beginning of an operation, kept until the rest has come. Its array
 * stays while the connection is busy, if it is small.
 */
@Confined("I/O loop of the connection")
final class Tail {
    /** An array up to this size is kept for the next incomplete operation. */
    private static final int KEPT = 64 * 1024;

    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int size;

    /** The array, of which {@link #size} bytes count. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Bytes of memory that it holds. */
    int capacity() {
        return bytes.length;
    }

    /** Keeps these bytes and no others; they may be its own. */
    void keep(byte[] b, int off, int len) {
        size = len;
        if (len == 0) {
            if (bytes.length > KEPT) {
                bytes = NONE;
            }
            return;
        }
        if (b == bytes && off == 0) {
            return;
        }
        if (bytes.length < len || b == bytes) {
            bytes = new byte[Math.max(len, Math.min(KEPT, 2 * len))];
        }
        System.arraycopy(b, off, bytes, 0, len);
    }

    /**
     * The array with space behind what it holds, in the end for {@code room} bytes in all. It grows by doubling, from
     * {@code least} on: a peer has to send what it makes us hold, announcing it is not enough.
     */
    byte[] grown(int room, int least, int step) {
        if (bytes.length < size + step && bytes.length < room) {
            int doubled = Math.max(2 * bytes.length, least);
            bytes = Arrays.copyOf(bytes, Math.min(room, Math.max(doubled, size + step)));
        }
        return bytes;
    }

    /** Gives back memory that is not needed. */
    void trim() {
        if (size == 0) {
            bytes = NONE;
        }
    }

    /** Nothing will be handled any more. */
    void drop() {
        size = 0;
        bytes = NONE;
    }
}
