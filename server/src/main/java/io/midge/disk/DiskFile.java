package io.midge.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads may come from any thread; writes, syncs and the end from one at a time. */
public interface DiskFile extends Closeable {
    /** How long it is, in bytes. */
    long size() throws IOException;

    /**
     * Fills {@code to} from position {@code at} on, as far as the file goes.
     *
     * @return how many bytes came, fewer than asked for only at the end of the file; 0 at or behind it
     */
    int read(ByteBuffer to, long at) throws IOException;

    /** Writes all that remains in {@code from} at position {@code at}; the file grows as needed. */
    void write(ByteBuffer from, long at) throws IOException;

    /**
     * Returns when all that was written before would survive a loss of power ({@code fdatasync}).
     *
     * @throws IOException what was written since the last sync may be lost, and a second sync would not tell: never sync this
     *     file again
     */
    void sync() throws IOException;

    /** Cuts the file to a length that it has reached before. */
    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
