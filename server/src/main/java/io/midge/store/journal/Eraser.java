package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.Zeros;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites what entries have held: where they stand, if that has not been cut, and in files that were cut since, whose bytes stay
 * until they are used again. {@link Erasure} says what and when. On the journal lane, but for the quarantine.
 */
final class Eraser {
    private final Disk disk;
    private final JournalOptions options;
    private final BlockCodec codec;
    private final JournalFiles files;
    private final Committer committer;
    private final Preparation preparation;
    private final JournalListener listener;
    private final Quarantine quarantine;
    private final Envelope envelope;
    private final BatchEntries batches;
    /** Why a file was left half overwritten. */
    private String failure = "";

    Eraser(
            Disk disk,
            JournalOptions options,
            BlockCodec codec,
            JournalFiles files,
            Committer committer,
            Preparation preparation,
            JournalListener listener) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.files = files;
        this.committer = committer;
        this.preparation = preparation;
        this.listener = listener;
        this.quarantine = new Quarantine(disk, options);
        this.envelope = new Envelope(options.id());
        this.batches = new BatchEntries(disk, options, codec);
    }

    JournalFiles files() {
        return files;
    }

    /** Whether the journal ends, or has ended. */
    boolean isClosing() {
        return committer.isClosing();
    }

    /** As {@link #isClosing}. Any thread. */
    boolean isStopped() {
        return preparation.isStopped();
    }

    /** Looks into batches. On the journal lane. */
    BatchEntries batches() {
        return batches;
    }

    // ---- batches ----

    /** Overwrites entries of a batch. */
    void overwrite(JournalFile place, long batch, List<Long> lsns) throws IOException {
        if (!failure.isEmpty()) {
            throw new IOException("erasing has failed before: " + failure);
        }
        try (Window window = batches.window()) {
            Reader reader = batches.reader(place, window);
            reader.at = batch;
            if (reader.step() != Reader.Step.BATCH) {
                throw new IOException("no batch at " + batch + " in " + options.file(place.name()));
            }
            ByteBuffer pages = erased(window, reader, lsns);
            if (pages != null) {
                Redo.keep(disk, options, batch, pages);
                put(place, pages, batch - place.first);
                Redo.drop(disk, options);
            }
        }
    }

    private void put(JournalFile place, ByteBuffer pages, long position) throws IOException {
        DiskFile own = committer.opened(place);
        DiskFile file = own;
        try {
            file = own == null ? files.open(place) : own;
            file.write(pages, position);
            file.sync();
        } catch (NoSuchFileException e) {
            Redo.drop(disk, options);
            throw e;
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage()); // only the next start can mend this, from what was kept
            committer.distrust(place, e);
            throw e;
        } finally {
            if (own == null && file != null) {
                file.close();
            }
        }
    }

    /** The pages of a batch without the payloads of these entries; null if they are gone already. */
    private @Nullable ByteBuffer erased(Window window, Reader reader, List<Long> lsns) throws IOException {
        BatchHeader header = reader.header;
        int there = window.load(reader.file(), header.lsn, header.room);
        byte[] pages = Arrays.copyOfRange(window.buf, window.at(header.lsn), window.at(header.lsn) + there);
        if (window.isUnreadable(header.lsn, header.lsn + there)) {
            throw new IOException("the batch at " + header.lsn + " cannot be read");
        }
        byte[] body = pages;
        if (header.isSealed()) {
            try {
                body = Recovery.open(codec, header, pages, 0, new byte[0]);
            } catch (JournalException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        boolean any = false;
        for (long lsn : lsns) {
            any |= erase(header, body, reader.file(), lsn);
        }
        if (any && header.isSealed()) {
            seal(header, body, pages);
        }
        return any ? ByteBuffer.wrap(pages) : null;
    }

    private boolean erase(BatchHeader header, byte[] body, JournalFile in, long lsn) throws IOException {
        int at = (int) (lsn - header.lsn);
        int to = BatchHeader.SIZE + header.raw;
        if (at < BatchHeader.SIZE || to - at < Envelope.SIZE || !envelope.isHere(body, at, to, lsn)) {
            throw new IOException("no entry at " + lsn + " in " + options.file(in.name()));
        }
        if (Envelope.isErased(body, at)) {
            return false;
        }
        envelope.erase(body, at, lsn);
        return true;
    }

    private void seal(BatchHeader header, byte[] body, byte[] pages) throws IOException {
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

    // ---- what is not in use ----

    /**
     * Overwrites a piece of what a file has beside what is in use of it.
     *
     * @param position where that begins, in the file
     * @param from of LSNs from here on something may be there
     * @return where the next one begins; -1: it was the last one
     */
    long wipe(JournalFile file, long position, int length, long from) throws IOException {
        long start = Math.max(position, files.unused(file, from, committer.durable()));
        DiskFile own = committer.opened(file);
        DiskFile to = own == null ? files.open(file) : own;
        try {
            long size = to.size();
            long end = Math.min(size, start + length);
            if (start < end) {
                Zeros.fill(to, start, end);
                to.sync();
            }
            if (end < size) {
                return end;
            }
            if (from < file.stale) { // else what is older may still be there
                file.stale = 0;
                file.prior = 0;
            }
            return -1;
        } catch (IOException e) {
            committer.distrust(file, e);
            throw e;
        } finally {
            if (own == null) {
                to.close();
            }
        }
    }

    // ---- quarantine: on the background lane ----

    Quarantine quarantine() {
        return quarantine;
    }

    void eraseCopy(String name, Erasure.Wanted wanted) throws IOException {
        if (quarantine.erase(name, wanted.group(), wanted.chosen())) {
            listener.erased(options.quarantine() + "/" + name);
        }
    }
}
