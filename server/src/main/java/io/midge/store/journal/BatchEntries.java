package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.List;

/** Looks into batches that are durable, while others are written. Of one thread. */
final class BatchEntries {
    /** Hears of the entries of a batch. */
    interface Visitor {
        /**
         * An entry.
         *
         * @param whole its payload is as it was written
         */
        void entry(byte[] body, int place, long lsn, boolean whole) throws IOException;
    }

    private final Disk disk;
    private final JournalOptions options;
    private final BlockCodec codec;
    private final Scan scan;
    private byte[] plain = new byte[0];

    BatchEntries(Disk disk, JournalOptions options, BlockCodec codec) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.scan = new Scan(new Envelope(options.id()));
    }

    Window window() {
        return new Window(disk, options);
    }

    Reader reader(JournalFile file, Window window) {
        return new Reader(List.of(file), window, options.id(), 0);
    }

    /** Tells of the entries of the batch that the reader is at; of one that is sealed and not whole nobody can read any. */
    void tell(Window window, Reader reader, Visitor hears) throws IOException, JournalException {
        BatchHeader header = reader.header;
        int there = window.load(reader.file(), header.lsn, header.room);
        int start = window.at(header.lsn);
        byte[] body = window.buf;
        long origin = window.start();
        int end = start + BatchHeader.SIZE + Math.min(header.length, there - BatchHeader.SIZE);
        if (header.isSealed()) {
            boolean whole = header.length <= there - BatchHeader.SIZE
                    && header.crc(body, start + BatchHeader.SIZE, header.length) == header.bodyCrc;
            if (!whole) {
                return;
            }
            plain = Recovery.open(codec, header, body, start, plain);
            body = plain;
            origin = header.lsn;
            start = 0;
            end = BatchHeader.SIZE + header.raw;
        }
        tell(body, start + BatchHeader.SIZE, end, origin, hears);
    }

    /** Tells of what can be made out between two positions of a file, where no batch is whole. */
    void remains(Window window, JournalFile file, long from, long to, Visitor hears) throws IOException {
        int there = window.load(file, from, (int) (to - from));
        tell(window.buf, window.at(from), window.at(from) + there, window.start(), hears);
    }

    private void tell(byte[] body, int from, int to, long origin, Visitor hears) throws IOException {
        scan.run(body, from, to, origin);
        for (int i = 0; i < scan.count(); i++) {
            hears.entry(body, scan.at(i), origin + scan.at(i), scan.isWhole(i));
        }
    }
}
