package io.midge.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A direct buffer of the {@link ChunkPool}, and a link for the queue it stands in. */
final class Chunk {
    final ByteBuffer buf;

    @Nullable
    Chunk next;

    Chunk(int capacity) {
        buf = ByteBuffer.allocateDirect(capacity);
    }

    boolean large() {
        return buf.capacity() == ChunkPool.LARGE;
    }
}
