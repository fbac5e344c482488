package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites what an entry has held: where it stands, if it has not been cut, and in files that were cut since, whose bytes stay
 * until they are used again. On the journal lane.
 */
final class Eraser {
    private final Disk disk;
    private final JournalOptions options;
    private final BlockCodec codec;
    private final JournalFiles files;
    private final Committer committer;
    /** Why a file was left half overwritten. */
    private String failure = "";

    Eraser(Disk disk, JournalOptions options, BlockCodec codec, JournalFiles files, Committer committer) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.files = files;
        this.committer = committer;
    }

    void erase(long lsn) throws IOException {
        if (lsn < 0 || lsn >= committer.durable()) {
            throw new IllegalArgumentException("journal: nothing durable at " + lsn);
        }
        overwrite(lsn);
        wipe(lsn);
    }

    /** Overwrites an entry where it stands, unless that was cut. */
    void overwrite(long lsn) throws IOException {
        JournalFile place = files.find(lsn);
        if (place != null) {
            inPlace(place, lsn);
        }
    }

    /** Overwrites what is not in use of all files that may hold remains of this LSN or a higher one. */
    void wipe(long lsn) throws IOException {
        for (JournalFile file : files.mayHold(lsn)) {
            wipe(file);
        }
    }

    private void inPlace(JournalFile place, long lsn) throws IOException {
        if (!failure.isEmpty()) {
            throw new IOException("erasing has failed before: " + failure);
        }
        try (Window window = new Window(disk, options)) {
            Reader reader = find(place, window, lsn);
            ByteBuffer pages = erased(window, reader, lsn);
            if (pages != null) {
                Redo.keep(disk, options, reader.header.lsn, pages);
                put(place, pages, reader.header.lsn - place.first);
                Redo.drop(disk, options);
            }
        } catch (NoSuchFileException e) {
            return; // it was cut in the meantime, and is among those to be wiped
        }
    }

    private void put(JournalFile place, ByteBuffer pages, long position) throws IOException {
        DiskFile own = committer.opened(place);
        DiskFile file = own == null ? files.open(place) : own;
        try {
            file.write(pages, position);
            file.sync();
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage()); // only the next start can mend this, from what was kept
            committer.distrust(place, e);
            throw e;
        } finally {
            if (own == null) {
                file.close();
            }
        }
    }

    /** Goes to the batch that holds this LSN. */
    private Reader find(JournalFile place, Window window, long lsn) throws IOException {
        Reader reader = new Reader(List.of(place), window, options.id(), 0);
        while (reader.at <= lsn) {
            switch (reader.step()) {
                case BATCH -> {
                    if (lsn < reader.header.next()) {
                        return reader;
                    }
                    reader.pass();
                }
                case DAMAGE -> reader.skip();
                case END -> throw missing(place, lsn);
            }
        }
        throw missing(place, lsn);
    }

    private IOException missing(JournalFile place, long lsn) {
        return new IOException("no entry at " + lsn + " in " + options.file(place.name()));
    }

    /** The pages of a batch without the payload of this entry; null if it is gone already. */
    private @Nullable ByteBuffer erased(Window window, Reader reader, long lsn) throws IOException {
        BatchHeader header = reader.header;
        int there = window.load(reader.file(), header.lsn, header.room);
        byte[] pages = Arrays.copyOfRange(window.buf, window.at(header.lsn), window.at(header.lsn) + there);
        byte[] body = pages;
        if (header.isSealed()) {
            try {
                body = Recovery.open(codec, header, pages, 0, new byte[0]);
            } catch (JournalException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        int at = (int) (lsn - header.lsn);
        int to = BatchHeader.SIZE + header.raw;
        Envelope envelope = new Envelope(options.id());
        if (at < BatchHeader.SIZE || to - at < Envelope.SIZE || !envelope.isHere(body, at, to, lsn)) {
            throw new IOException(
                    "no entry at " + lsn + " in " + options.file(reader.file().name()));
        }
        if (Envelope.isErased(body, at)) {
            return null;
        }
        envelope.erase(body, at, lsn);
        if (header.isSealed()) {
            byte[] sealed = new byte[BatchHeader.SIZE + codec.bound(header.raw)];
            int length = codec.seal(body, BatchHeader.SIZE, header.raw, sealed, BatchHeader.SIZE, header.lsn);
            if (length > header.room - BatchHeader.SIZE) {
                throw new IOException("a batch at " + header.lsn + " grew when it was sealed again");
            }
            Arrays.fill(pages, BatchHeader.SIZE, pages.length, (byte) 0);
            System.arraycopy(sealed, BatchHeader.SIZE, pages, BatchHeader.SIZE, length);
            header.length = length;
            header.bodyCrc = header.crc(pages, BatchHeader.SIZE, length);
            header.put(pages, 0);
        }
        return ByteBuffer.wrap(pages);
    }

    /** Fills what is not in use of a file with zeros. */
    private void wipe(JournalFile file) throws IOException {
        DiskFile own = committer.opened(file);
        long unused = files.isAhead(file) ? 0 : Math.max(0, committer.durable() - file.first);
        DiskFile to = own == null ? files.open(file) : own;
        try {
            long size = to.size();
            if (unused < size) {
                JournalFiles.fill(to, unused, size);
                to.sync();
            }
            file.stale = 0;
        } catch (IOException e) {
            committer.distrust(file, e);
            throw e;
        } finally {
            if (own == null) {
                to.close();
            }
        }
    }
}
