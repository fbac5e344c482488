package io.midge.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes room in a file ahead of its use. Room is written, not claimed: a later write neither finds the disk full nor changes
 * the file's length, so that making it durable costs the data alone. Whichever thread may write the file.
 */
public final class Zeros {
    private static final int CHUNK = 256 * 1024;

    private Zeros() {}

    /** Overwrites a file with zeros from one position to another, which may lie behind its end. Nothing is synced. */
    public static void fill(DiskFile file, long from, long to) throws IOException {
        if (from >= to) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(CHUNK, to - from));
        for (long at = from; at < to; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            file.write(zeros, at);
        }
    }
}
