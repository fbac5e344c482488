package io.midge.s2;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A stream of S2 or Snappy. What is written is gathered until a chunk is full, or somebody flushes. Of one thread at a time; it
 * holds two chunks.
 */
public final class S2OutputStream extends OutputStream {
    private final OutputStream out;
    private final S2Chunks chunks;
    private final byte[] block;
    private final byte[] chunk;
    private int held;
    private boolean identified;
    private boolean closed;

    /**
     * Writes to {@code out}, and closes it when this is closed.
     *
     * @param encoder may be used elsewhere between calls
     * @param blockSize how many bytes a chunk holds; at most 4 MiB, for Snappy 64 KiB
     */
    public S2OutputStream(OutputStream out, S2Encoder encoder, int blockSize) {
        this.out = out;
        this.chunks = new S2Chunks(encoder);
        if (blockSize < 1 || blockSize > chunks.maxBlock()) {
            throw new IllegalArgumentException("a chunk of " + blockSize + " bytes");
        }
        this.block = new byte[blockSize];
        this.chunk = new byte[S2Chunks.maxLength(Math.max(blockSize, S2Chunks.IDENTIFIER))];
    }

    @Override
    public void write(int value) throws IOException {
        check();
        block[held++] = (byte) value;
        if (held == block.length) {
            send();
        }
    }

    @Override
    public void write(byte[] from, int off, int length) throws IOException {
        Objects.checkFromIndexSize(off, length, from.length);
        check();
        int at = off;
        int end = off + length;
        while (at < end) {
            int step = Math.min(end - at, block.length - held);
            if (step == block.length) {
                send(from, at, step); // a whole chunk, held by nobody
            } else {
                System.arraycopy(from, at, block, held, step);
                held += step;
                if (held == block.length) {
                    send();
                }
            }
            at += step;
        }
    }

    /** Sends what is held, as a chunk of its own. */
    @Override
    public void flush() throws IOException {
        check();
        send();
        out.flush();
    }

    /** Sends what is held. A stream of nothing is an identifier. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try (OutputStream last = out) {
            identify();
            send();
            last.flush();
        } finally {
            closed = true;
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    private void identify() throws IOException {
        if (!identified) {
            identified = true;
            out.write(chunk, 0, chunks.identify(chunk, 0));
        }
    }

    private void send() throws IOException {
        if (held > 0) {
            int length = held;
            held = 0;
            send(block, 0, length);
        }
    }

    private void send(byte[] from, int off, int length) throws IOException {
        identify();
        out.write(chunk, 0, chunks.chunk(from, off, length, chunk, 0));
    }
}
