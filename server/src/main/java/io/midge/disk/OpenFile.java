package io.midge.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file of the machine.
 *
 * <p>The JDK copies what is on the heap through a direct buffer that it then keeps with the thread. Reads and writes are cut
 * into slices, so that no thread keeps more than one slice.
 *
 * <p>An interrupt closes a channel for all who use it. Threads that work on files are never interrupted; one that was comes no
 * further than this door.
 */
final class OpenFile implements DiskFile {
    /** Large enough to cost nothing, small enough to be kept by each thread that ever wrote. */
    static final int SLICE = 1 << 20;

    private final FileChannel channel;

    OpenFile(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        return calm().size();
    }

    @Override
    public int read(ByteBuffer to, long at) throws IOException {
        FileChannel file = calm();
        int start = to.position();
        int limit = to.limit();
        try {
            while (to.position() < limit) {
                to.limit(sliceEnd(to, limit));
                if (file.read(to, at + (to.position() - start)) <= 0) {
                    break;
                }
            }
        } finally {
            to.limit(limit);
        }
        return to.position() - start;
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
        FileChannel file = calm();
        int start = from.position();
        int limit = from.limit();
        try {
            while (from.position() < limit) {
                from.limit(sliceEnd(from, limit));
                file.write(from, at + (from.position() - start));
            }
        } finally {
            from.limit(limit);
        }
    }

    @Override
    public void sync() throws IOException {
        calm().force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        FileChannel file = calm();
        long now = file.size();
        if (size < 0 || size > now) {
            throw new IllegalArgumentException("a file of " + now + " bytes cannot be cut to " + size);
        }
        file.truncate(size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int sliceEnd(ByteBuffer buffer, int limit) {
        return buffer.isDirect() || limit - buffer.position() <= SLICE ? limit : buffer.position() + SLICE;
    }

    private FileChannel calm() {
        FileDisk.refuseInterrupted();
        return channel;
    }
}
