package io.midge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** The one selector, and the one buffer that everything is read into. */
final class Loop implements AutoCloseable {
    static final long STALL_NANOS = 20_000_000_000L;
    private static final int READ_BYTES = 256 * 1024;

    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final Consumer<SelectionKey> dispatch = this::ready;

    Loop() throws IOException {
        selector = Selector.open();
    }

    void add(Conn conn) throws IOException {
        conn.register(selector);
    }

    /** Serves whatever is ready; waits up to {@code waitMs} for something to be, or not at all when 0. */
    void poll(long waitMs) throws IOException {
        try {
            if (waitMs == 0) {
                selector.selectNow(dispatch);
            } else {
                selector.select(dispatch, waitMs);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void ready(SelectionKey key) {
        if (!(key.attachment() instanceof Conn conn)) {
            throw new IllegalStateException("a key without connection");
        }
        try {
            if (key.isWritable()) {
                conn.writable();
            }
            if (key.isReadable()) {
                conn.readable(in.clear());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
