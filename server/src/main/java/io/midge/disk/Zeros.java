package io.midge.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes zeros: to have the room of a file, or to leave nothing of what stood there. */
public final class Zeros {
    /** So many bytes are written at once. */
    private static final int PIECE = 1 << 20;

    private Zeros() {}

    /** Fills a file from one position to another; nothing is synced. */
    public static void fill(DiskFile file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.max(0, Math.min(PIECE, to - from)));
        for (long at = from; at < to; at += zeros.limit()) {
            file.write(zeros.clear().limit((int) Math.min(PIECE, to - at)), at);
        }
    }
}
