package io.midge.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk can do by itself. */
final class PlainFile {
    private static final int SYNC = 8 << 20;
    private static final int SLICE = 1 << 20;

    private PlainFile() {}

    /** Writes a new file from its start to its end, with an fdatasync per 8 MiB: bytes per second. */
    static double sequential(Path directory, long bytes) throws IOException {
        Path file = directory.resolve("plain");
        ByteBuffer slice = ByteBuffer.allocateDirect(SLICE);
        long start = System.nanoTime();
        try (FileChannel to = open(file)) {
            for (long at = 0; at < bytes; at += SLICE) {
                to.write(slice.clear(), at);
                if ((at + SLICE) % SYNC == 0) {
                    to.force(false);
                }
            }
            to.force(false);
        }
        double rate = bytes * 1e9 / (System.nanoTime() - start);
        Files.delete(file);
        return rate;
    }

    /** Overwrites 64 KiB again and again, each time with a sync: microseconds of one. */
    static double syncMicros(Path directory, int times) throws IOException {
        Path file = directory.resolve("plain");
        ByteBuffer slice = ByteBuffer.allocateDirect(64 << 10);
        double[] took = new double[times];
        try (FileChannel to = open(file)) {
            for (int i = 0; i < 2 * times; i++) { // the first half has room to be made for it
                long start = System.nanoTime();
                to.write(slice.clear(), (long) (i % times) * slice.capacity());
                to.force(false);
                took[i % times] = (System.nanoTime() - start) / 1e3;
            }
        }
        Files.delete(file);
        return Stats.median(took);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }
}
