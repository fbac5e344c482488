package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A part of the log in memory, read from whatever file holds it. Pages that the disk does not give are zeros here, and noted: what
 * was in them fails its checksum like any other damage. Of one thread.
 */
final class Window implements Closeable {
    private static final int AHEAD = 1 << 20;

    private final Disk disk;
    private final JournalOptions options;
    private final TreeSet<Long> unreadable = new TreeSet<>();
    private @Nullable JournalFile of;
    private @Nullable DiskFile file;
    private long size;
    private long start;
    private int length;

    byte[] buf = new byte[0];

    Window(Disk disk, JournalOptions options) {
        this.disk = disk;
        this.options = options;
    }

    /** Loads up to so many bytes from this LSN on; fewer only where the file ends. How many there are from {@link #at} on. */
    int load(JournalFile wanted, long lsn, int len) throws IOException {
        DiskFile from = open(wanted);
        int there = (int) Math.max(0, Math.min(len, Math.min(size, wanted.end - wanted.first) - (lsn - wanted.first)));
        if (there > 0 && (lsn < start || lsn + there > start + length)) {
            int want = (int) Math.min(Math.max(there, AHEAD), size - (lsn - wanted.first));
            if (buf.length < want) {
                buf = new byte[Layout.paged(want)];
            }
            start = lsn;
            length = want;
            read(from, lsn - wanted.first);
        }
        return there;
    }

    private DiskFile open(JournalFile wanted) throws IOException {
        DiskFile now = file;
        if (now == null || of != wanted) {
            close();
            now = disk.openToRead(options.file(wanted.name()));
            file = now;
            of = wanted;
            size = now.size();
            length = 0;
            start = 0;
        }
        return now;
    }

    private void read(DiskFile from, long position) {
        try {
            fill(from, position, 0, length);
        } catch (IOException e) {
            for (int at = 0; at < length; at += Layout.PAGE) {
                int end = Math.min(length, at + Layout.PAGE);
                try {
                    fill(from, position, at, end);
                } catch (IOException bad) {
                    java.util.Arrays.fill(buf, at, end, (byte) 0);
                    unreadable.add(start + at);
                }
            }
        }
    }

    private void fill(DiskFile from, long position, int at, int end) throws IOException {
        ByteBuffer to = ByteBuffer.wrap(buf, at, end - at);
        int read = from.read(to, position + at);
        if (read < end - at) {
            java.util.Arrays.fill(buf, at + Math.max(0, read), end, (byte) 0);
        }
    }

    /** Where a loaded LSN stands in {@link #buf}. */
    int at(long lsn) {
        return (int) (lsn - start);
    }

    /** The LSN of the first byte of {@link #buf}. */
    long start() {
        return start;
    }

    /** Whether some of these could not be read when they were loaded. */
    boolean isUnreadable(long from, long to) {
        Long page = unreadable.ceiling(from);
        return page != null && page < to;
    }

    /** Makes sure that the disk gave back all of these. */
    void check(long from, long to) throws IOException {
        if (isUnreadable(from, to)) {
            throw new IOException(of + " cannot be read between " + from + " and " + to);
        }
    }

    @Override
    public void close() throws IOException {
        DiskFile was = file;
        file = null;
        of = null;
        if (was != null) {
            was.close();
        }
    }
}
