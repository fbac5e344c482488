package io.midge.net;

import io.midge.loop.Confined;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a connection reads to. Each loop has one big buffer; an operation that is not complete is copied aside and put
 * before the next read. One that is larger than the loop's buffer gets an array of its own.
 */
@Confined("I/O loop")
final class Tail {
    /** An array up to this size is kept for the next incomplete operation while the connection is busy. */
    private static final int KEPT = 64 * 1024;

    /** Room that a read has at least behind what is kept from the one before. */
    private static final int MIN_READ = 4096;

    private static final byte[] NONE = new byte[0];

    private final NetLoop netLoop;
    private byte[] tail = NONE;
    private int length;
    private int need;
    private int readLimit = Integer.MAX_VALUE;
    private byte[] buffer = NONE;

    Tail(NetLoop netLoop) {
        this.netLoop = netLoop;
    }

    /** Takes at most so many bytes with one read, from the next one on. */
    void readAtMost(int bytes) {
        readLimit = bytes;
    }

    /** Room to read into, behind what was kept; {@link #buffer} is then the array of both. */
    ByteBuffer view() {
        int room = Math.max(need, length + MIN_READ);
        if (room > netLoop.readBuffer().length) {
            buffer = big(room);
            return limited(ByteBuffer.wrap(buffer, length, Math.min(room, buffer.length) - length));
        }
        buffer = netLoop.readBuffer();
        System.arraycopy(tail, 0, buffer, 0, length);
        return limited(netLoop.readView(length));
    }

    private ByteBuffer limited(ByteBuffer view) {
        return view.remaining() > readLimit ? view.limit(view.position() + readLimit) : view;
    }

    /** What was kept, to be handled once more; {@link #buffer} is then its array. */
    byte[] again() {
        buffer = tail;
        return buffer;
    }

    /** Bytes of memory that it holds. */
    int capacity() {
        return tail.length;
    }

    /** What was kept and, behind it, what was read. */
    byte[] buffer() {
        return buffer;
    }

    /** How many bytes were kept. */
    int length() {
        return length;
    }

    /** How many bytes it takes, from the first that was kept, to be worth handing on. */
    int need() {
        return need;
    }

    /** Keeps what was not used, until there are {@code wanted} bytes of it. */
    void keep(int off, int len, int wanted) {
        byte[] from = buffer;
        buffer = NONE;
        need = wanted;
        length = len;
        if (len == 0) {
            if (tail.length > KEPT) {
                tail = NONE;
            }
            return;
        }
        if (from == tail && off == 0) {
            return;
        }
        if (tail.length < len || from == tail) {
            tail = new byte[Math.max(len, Math.min(KEPT, 2 * len))];
        }
        System.arraycopy(from, off, tail, 0, len);
    }

    /** Gives back memory that a quiet connection does not need. */
    void trim() {
        buffer = NONE;
        if (length == 0) {
            tail = NONE;
        }
    }

    /** Forgets all. */
    void drop() {
        length = 0;
        trim();
    }

    private byte[] big(int room) {
        if (tail.length < length + MIN_READ && tail.length < room) {
            // By doubling: a peer has to send what it makes us hold, announcing it is not enough.
            int doubled = Math.max(2 * tail.length, netLoop.readBuffer().length);
            tail = Arrays.copyOf(tail, Math.min(room, Math.max(doubled, length + MIN_READ)));
        }
        return tail;
    }
}
