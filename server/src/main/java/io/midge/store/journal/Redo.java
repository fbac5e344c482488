package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.zip.CRC32C;

/**
 * Overwrites pages that are durable so that no loss of power can tear them: they are written to a file of their own and synced, then
 * to their place and synced, and the file is deleted. A start that finds the file does the second half again.
 *
 * <pre>
 *   0  u64  magic      8  u64  LSN      16  u32  length      20  u32  CRC32C of bytes 0 to 19 and the pages      24  pages
 * </pre>
 */
final class Redo {
    private static final String NAME = "redo";
    private static final long MAGIC = 0x314f4445524a474dL; // MGJREDO1
    private static final int HEADER = 24;

    private Redo() {}

    /** Keeps what will be written at this LSN, until {@link #drop}. */
    static void keep(Disk disk, JournalOptions options, long lsn, ByteBuffer pages) throws IOException {
        ByteBuffer redo = ByteBuffer.allocate(HEADER + pages.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        redo.putLong(MAGIC).putLong(lsn).putInt(pages.remaining()).putInt(0).put(pages.duplicate());
        redo.flip().putInt(HEADER - 4, crc(redo.array()));
        drop(disk, options);
        try (DiskFile copy = disk.create(options.file(NAME))) {
            copy.write(redo, 0);
            copy.sync();
        }
        disk.syncDirectory(options.directory());
    }

    /** What was kept is where it belongs. */
    static void drop(Disk disk, JournalOptions options) throws IOException {
        disk.delete(options.file(NAME));
        disk.syncDirectory(options.directory());
    }

    /** Does what was begun before the last end. */
    static void finish(Disk disk, JournalOptions options) throws IOException {
        String name = options.file(NAME);
        if (!disk.exists(name)) {
            return;
        }
        byte[] redo;
        try (DiskFile file = disk.openToRead(name)) {
            redo = new byte[(int) Math.min(file.size(), Layout.MAX_FILE)];
            file.read(ByteBuffer.wrap(redo), 0);
        }
        ByteBuffer in = ByteBuffer.wrap(redo).order(ByteOrder.LITTLE_ENDIAN);
        if (redo.length > HEADER
                && in.getLong(0) == MAGIC
                && in.getInt(16) == redo.length - HEADER
                && in.getInt(HEADER - 4) == crc(redo)) {
            apply(disk, options, in.getLong(8), in.position(HEADER));
        }
        drop(disk, options);
    }

    private static void apply(Disk disk, JournalOptions options, long lsn, ByteBuffer pages) throws IOException {
        long first = disk.list(options.directory()).stream()
                .map(each -> Layout.first(each.name()))
                .filter(each -> each >= 0 && each <= lsn)
                .max(Comparator.naturalOrder())
                .orElse(-1L);
        if (first < 0) {
            return; // it was cut
        }
        try (DiskFile file = disk.open(options.file(Layout.name(first)))) {
            if (lsn - first + pages.remaining() <= file.size()) {
                file.write(pages, lsn - first);
                file.sync();
            }
        }
    }

    private static int crc(byte[] redo) {
        CRC32C crc = new CRC32C();
        crc.update(redo, 0, HEADER - 4);
        crc.update(redo, HEADER, redo.length - HEADER);
        return (int) crc.getValue();
    }
}
