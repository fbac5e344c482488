package io.midge.net;

import io.midge.loop.Confined;
import java.nio.ByteBuffer;
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

    /** Makes room for {@code length} bytes that belong together; at once, when they fit a chunk. */
    public void begin(int length) {
        if (buf.remaining() < length) {
            makeRoom(length);
        }
        if (target.congested()) {
            loop.stallOn(target);
        }
    }

    /** Writes some of what {@link #begin} was told of. */
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
            chain();
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
        begin(line.length);
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
        chunk = loop.chunks().take(length <= ChunkPool.SMALL ? ChunkPool.SMALL : ChunkPool.LARGE);
        first = chunk;
        last = chunk;
        buf = chunk.buf;
    }

    private void grow(Chunk small) {
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
                chain();
            }
            int n = Math.min(left, buf.remaining());
            buf.put(b, at, n);
            at += n;
            left -= n;
        }
    }

    // One more chunk for a message that does not fit one.
    private void chain() {
        Chunk chunk = loop.chunks().take(ChunkPool.LARGE);
        if (last == null) {
            first = chunk;
        } else {
            last.next = chunk;
        }
        last = chunk;
        buf = chunk.buf;
    }
}
