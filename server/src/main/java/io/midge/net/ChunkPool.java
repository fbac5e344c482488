package io.midge.net;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for what is on its way out, shared by all loops: with a pool for each loop alone, the publisher's loop
 * only takes and the subscriber's only gives back (io.md 3.5). Each loop keeps a small {@link Local} stack in front of
 * it, so that the lock here is taken once in a batch.
 *
 * <p>Two sizes: a chunk begins small, because most connections have little to say in a pass, and a large one takes over
 * when it is full. {@link #used} is what the budget of {@link Backlogs} looks at.
 *
 * <p>Threads: any; {@link Local} is confined to its loop.
 */
final class ChunkPool {
    static final int SMALL = 4 * 1024;
    static final int LARGE = 128 * 1024;

    private static final int LOCAL_LARGE = 16;
    private static final int LOCAL_SMALL = 64;
    private static final int BATCH = 8;
    /** What is kept for later when nobody needs it: 16 MiB large, 4 MiB small. */
    private static final int SHARED_LARGE = 128;

    private static final int SHARED_SMALL = 1024;

    private final Stack large = new Stack(SHARED_LARGE);
    private final Stack small = new Stack(SHARED_SMALL);
    private final AtomicLong used = new AtomicLong();

    /** Bytes of chunks that are in somebody's hands. */
    long used() {
        return used.get();
    }

    /** The stack of one loop. */
    final class Local {
        private final Stack largeOnes = new Stack(LOCAL_LARGE);
        private final Stack smallOnes = new Stack(LOCAL_SMALL);

        Chunk take(int capacity) {
            used.addAndGet(capacity);
            boolean wantsLarge = capacity == LARGE;
            Stack own = wantsLarge ? largeOnes : smallOnes;
            Chunk chunk = own.pop();
            if (chunk != null) {
                return chunk;
            }
            Stack shared = wantsLarge ? large : small;
            synchronized (shared) {
                chunk = shared.pop();
                while (chunk != null && own.size < BATCH - 1 && shared.size > 0) {
                    own.push(shared.pop());
                }
            }
            return chunk != null ? chunk : new Chunk(capacity);
        }

        void give(Chunk chunk) {
            used.addAndGet(-chunk.buf.capacity());
            chunk.buf.clear();
            chunk.next = null;
            Stack own = chunk.large() ? largeOnes : smallOnes;
            if (own.push(chunk)) {
                return;
            }
            Stack shared = chunk.large() ? large : small;
            synchronized (shared) {
                shared.push(chunk);
                for (int i = 1; i < BATCH; i++) {
                    shared.push(own.pop());
                }
            }
        }
    }

    private static final class Stack {
        private final @Nullable Chunk[] chunks;
        int size;

        Stack(int capacity) {
            chunks = new @Nullable Chunk[capacity];
        }

        /** False when it is full: the chunk is then left to the garbage collector by who does not keep it. */
        boolean push(@Nullable Chunk chunk) {
            if (size == chunks.length) {
                return false;
            }
            chunks[size++] = chunk;
            return true;
        }

        @Nullable
        Chunk pop() {
            if (size == 0) {
                return null;
            }
            Chunk chunk = chunks[--size];
            chunks[size] = null;
            return chunk;
        }
    }
}
