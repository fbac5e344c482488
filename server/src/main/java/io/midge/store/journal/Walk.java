package io.midge.store.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Goes through entries that are durable, a piece of the log at a time, so that batches are written in between. On the journal lane.
 */
final class Walk {
    /** So many bytes of the log are looked through in one step. */
    private static final long PIECE = 1 << 20;

    private final BatchEntries batches;
    private final JournalFiles files;
    private final long sealedFrom;
    private final long from;
    private final long until;
    private final boolean loses;
    private long at;

    /**
     * @param sealedFrom from here on whoever wrote a batch that is not sealed had no key, and it does not count
     * @param from nothing that is looked for stands below
     * @param until nor here and above
     * @param loses what the disk does not give back is passed over
     */
    Walk(BatchEntries batches, JournalFiles files, long sealedFrom, long from, long until, boolean loses) {
        this.batches = batches;
        this.files = files;
        this.sealedFrom = sealedFrom;
        this.from = from;
        this.until = until;
        this.loses = loses;
    }

    long until() {
        return until;
    }

    /** Looks through the next piece, which is of one file; false: there is none. */
    boolean step(BatchEntries.Visitor visitor) throws IOException, JournalException {
        JournalFile file = files.from(Math.max(at, from));
        if (file == null || Math.max(at, file.first) >= until) {
            return false;
        }
        try (Window window = batches.window()) {
            look(file, window, visitor);
        } catch (NoSuchFileException e) {
            at = file.end; // it was cut meanwhile: a checkpoint has what is in it
        }
        return true;
    }

    private void look(JournalFile file, Window window, BatchEntries.Visitor visitor)
            throws IOException, JournalException {
        Reader reader = batches.reader(file, window);
        reader.at = Math.max(at, file.first);
        long end = Math.min(Math.min(until, file.end), reader.at + PIECE);
        while (reader.at < end) {
            long begin = reader.at;
            switch (reader.step()) {
                case BATCH -> {
                    BatchHeader header = reader.header;
                    if (header.next() > from && (header.isSealed() || header.lsn < sealedFrom)) {
                        batches.tell(window, reader, visitor);
                        check(window, header.lsn, header.next());
                    }
                    reader.pass();
                }
                case DAMAGE -> {
                    if (begin < sealedFrom) {
                        batches.remains(window, file, begin, reader.foundAt, visitor);
                    }
                    check(window, begin, reader.foundAt);
                    reader.skip();
                }
                case END -> {
                    check(window, begin, Math.min(until, file.end));
                    reader.at = file.end;
                }
            }
        }
        at = reader.at;
    }

    private void check(Window window, long begin, long end) throws IOException {
        if (!loses) {
            window.check(begin, end);
        }
    }
}
