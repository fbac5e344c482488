package io.midge.store.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * The memory outside the heap that all memory streams of a server share, up to a limit. Any thread.
 *
 * <p>It is taken from the machine in chunks of 1 MiB, as it is needed, and never given back: the JVM returns such memory only when
 * its collector happens to notice. A chunk is cut into pieces of 64 KiB to 1 MiB, each at a multiple of its size, so that pieces
 * that come back make up larger ones again:
 *
 * <pre>
 *   chunk   |  64 |  64 |    128    |          256          |                     512                     |
 *   used       1     0     1     1     0     0     0     0     1     1     1     1     1     1     1     1      16 bits
 * </pre>
 *
 * A piece is cut from the first chunk that has room for it.
 */
public final class SlabPool {
    /** The smallest piece. */
    public static final int SMALLEST = 1 << 16;

    /** The largest piece, and the size of a chunk. */
    public static final int LARGEST = 1 << 20;

    private static final int UNITS = LARGEST / SMALLEST;

    private static final class Chunk {
        final ByteBuffer memory;
        int used;

        Chunk(ByteBuffer memory, int used) {
            this.memory = memory;
            this.used = used;
        }
    }

    /** A piece of memory, which whoever took it gives back once. */
    static final class Piece {
        final ByteBuffer memory;
        private final int chunk;
        private final int bits;
        private boolean given;

        Piece(ByteBuffer memory, int chunk, int bits) {
            this.memory = memory;
            this.chunk = chunk;
            this.bits = bits;
        }
    }

    private final ArrayList<Chunk> chunks = new ArrayList<>();
    private long limit;
    private long taken;
    private long used;
    private long promised;
    private int firstWithRoom;

    /** @param limit how many bytes there are at most; what is above the last multiple of 64 KiB is not used */
    public SlabPool(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit of " + limit + " bytes");
        }
        this.limit = limit / SMALLEST * SMALLEST;
    }

    /** A piece of this size, one of 64, 128, 256, 512 and 1024 KiB; what stands in it is undefined. */
    synchronized Piece take(int size) throws SpentException {
        int units = size / SMALLEST;
        if (Integer.bitCount(units) != 1 || units > UNITS || units * SMALLEST != size) {
            throw new IllegalArgumentException("a piece of " + size + " bytes");
        }
        int mask = (1 << units) - 1;
        for (int i = firstWithRoom; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            for (int at = 0; at < UNITS; at += units) {
                if ((chunk.used & (mask << at)) == 0) {
                    return cut(i, at, units, mask << at);
                }
            }
        }
        while (addChunk()) {
            int last = chunks.size() - 1;
            if ((chunks.get(last).used & mask) == 0) {
                return cut(last, 0, units, mask);
            }
        }
        throw new SpentException("no room for " + size + " bytes: " + used + " of " + limit + " are in use");
    }

    private Piece cut(int number, int at, int units, int bits) {
        Chunk chunk = chunks.get(number);
        chunk.used |= bits;
        used += (long) units * SMALLEST;
        while (firstWithRoom < chunks.size() && Integer.bitCount(chunks.get(firstWithRoom).used) == UNITS) {
            firstWithRoom++;
        }
        return new Piece(chunk.memory.slice(at * SMALLEST, units * SMALLEST), number, bits);
    }

    /** One chunk more, of which what lies beyond the limit counts as used; false: there is none. */
    private boolean addChunk() {
        int size = (int) Math.min(LARGEST, limit - taken);
        if (size <= 0) {
            return false;
        }
        ByteBuffer memory;
        try {
            memory = ByteBuffer.allocateDirect(size);
        } catch (OutOfMemoryError e) {
            limit = taken; // the JVM was given less than it was told to use, and asking again is slow
            return false;
        }
        chunks.add(new Chunk(memory, (1 << UNITS) - (1 << (size / SMALLEST))));
        taken += size;
        return true;
    }

    synchronized void give(Piece piece) {
        if (piece.given) {
            throw new IllegalStateException("a piece of memory is given back twice");
        }
        piece.given = true;
        chunks.get(piece.chunk).used &= ~piece.bits;
        used -= piece.memory.capacity();
        firstWithRoom = Math.min(firstWithRoom, piece.chunk);
    }

    /** How many bytes there are at most. */
    public synchronized long limit() {
        return limit;
    }

    /** How many bytes are in use. */
    public synchronized long used() {
        return used;
    }

    /** How many bytes were taken from the machine. */
    public synchronized long taken() {
        return taken;
    }

    /**
     * Promises room for a message that is on its way.
     *
     * @throws SpentException there will be none: an eighth is left for what does not fit together
     */
    public synchronized void promise(long bytes) throws SpentException {
        if (used + promised + bytes > limit - limit / 8) {
            throw new SpentException("the memory for streams, " + limit + " bytes, is used up");
        }
        promised += bytes;
    }

    /** So much of what was promised is used, or will not be. */
    public synchronized void promised(long bytes) {
        promised = Math.max(0, promised - bytes);
    }
}
