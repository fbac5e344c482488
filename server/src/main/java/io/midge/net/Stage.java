package io.midge.net;

import io.midge.loop.Confined;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one loop has for one connection in the pass in hand: messages are copied here without a lock and pushed to the
 * {@link Outbound} when the chunk is full or the pass ends. A push always ends between two messages, so that those of
 * several loops never mix.
 *
 * <pre>
 *   begin(n) put put end(size)   begin(n) put put end(size)   …   pass end ▸ push
 * </pre>
 */
@Confined("I/O loop that writes")
public final class Stage {
    private final Outbound target;
    private final NetLoop loop;
    private @Nullable Chunk first;
    private @Nullable Chunk last;
    private ByteBuffer buf;
    private int messages;
    private long bytes;

    Stage(Outbound target, NetLoop loop) {
        this.target = target;
        this.loop = loop;
        this.buf = loop.noRoom();
    }

    /**
     * Makes room for a message of {@code length} bytes that belong together; at once, when they fit a chunk.
     *
     * @return false when the peer is so far behind that it has to do without this one
     */
    public boolean begin(int length) {
        if (target.congested() && !admits()) {
            return false;
        }
        if (buf.remaining() < length) {
            makeRoom(length);
        }
        return true;
    }

    // The peer is behind: whoever is being read waits for it, unless nobody is to wait.
    private boolean admits() {
        if (loop.backlogs().neverStall()) {
            return !target.farBehind();
        }
        loop.stallOn(target);
        return true;
    }

    /** Writes some of what {@link #begin} was told of and has made room for. */
    public void put(byte[] b, int off, int len) {
        if (buf.remaining() >= len) {
            buf.put(b, off, len);
        } else {
            putInParts(b, off, len);
        }
    }

    /** Writes one byte of what {@link #begin} was told of. */
    public void put(byte b) {
        if (!buf.hasRemaining()) {
            next();
        }
        buf.put(b);
    }

    /** A message is complete; {@code size} is what statistics count: headers and payload. */
    public void end(int size) {
        messages++;
        bytes += size;
    }

    /** Writes a whole line that is no message, such as PONG or an error. */
    public void line(byte[] line) {
        if (buf.remaining() < line.length) {
            makeRoom(line.length);
        }
        put(line, 0, line.length);
    }

    /** Hands over what is there. */
    void push() {
        Chunk chunks = first;
        if (chunks == null) {
            return;
        }
        first = null;
        last = null;
        buf = loop.noRoom();
        int count = messages;
        long size = bytes;
        messages = 0;
        bytes = 0;
        loop.countOut(count, size);
        target.push(chunks, count, size, loop);
    }

    private void makeRoom(int length) {
        Chunk chunk = last;
        if (chunk == null) {
            loop.touched(this);
        } else if (chunk == first
                && !chunk.large()
                && chunk.buf.position() + length <= ChunkPool.LARGE
                && !loop.tight()) {
            grow(chunk);
            return;
        } else {
            push();
            loop.touched(this);
        }
        first = take(length);
        last = first;
        buf = first.buf;
    }

    // All that a message needs, before its first byte is written: half a message would be the end of the stream.
    private Chunk take(int length) {
        if (length <= ChunkPool.LARGE) {
            int capacity = length <= ChunkPool.SMALL ? ChunkPool.SMALL : ChunkPool.LARGE;
            loop.staged(this, capacity);
            return loop.chunks().take(capacity);
        }
        Chunk head = null;
        try {
            for (int left = length; left > 0; left -= ChunkPool.LARGE) {
                loop.staged(this, ChunkPool.LARGE);
                Chunk chunk = loop.chunks().take(ChunkPool.LARGE);
                chunk.next = head;
                head = chunk;
            }
        } catch (OutOfMemoryError e) {
            while (head != null) {
                Chunk next = head.next;
                loop.chunks().give(head);
                head = next;
            }
            throw e;
        }
        return Objects.requireNonNull(head);
    }

    private void grow(Chunk small) {
        loop.staged(this, ChunkPool.LARGE - ChunkPool.SMALL);
        Chunk large = loop.chunks().take(ChunkPool.LARGE);
        small.buf.flip();
        large.buf.put(small.buf);
        loop.chunks().give(small);
        first = large;
        last = large;
        buf = large.buf;
    }

    private void putInParts(byte[] b, int off, int len) {
        int at = off;
        int left = len;
        while (left > 0) {
            if (!buf.hasRemaining()) {
                next();
            }
            int n = Math.min(left, buf.remaining());
            buf.put(b, at, n);
            at += n;
            left -= n;
        }
    }

    // On to the next of the chunks that were taken for this message.
    private void next() {
        Chunk chunk = last == null ? null : last.next;
        if (chunk == null) {
            throw new IllegalStateException("more bytes than begin() was told of");
        }
        last = chunk;
        buf = chunk.buf;
    }
}
