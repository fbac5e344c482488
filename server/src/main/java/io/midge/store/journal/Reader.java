package io.midge.store.journal;

import java.io.IOException;
import java.util.List;

/**
 * Goes from batch to batch. Each names the one before by its link; where none that fits stands, the next one that is whole is
 * searched for, page by page, in this file and those that follow.
 *
 * <pre>
 *   ├─1─┬─2──┬─ ? ─┬─4─┬─ ? ┄┄┄          3 is damage, as 4 was written after 3 was durable
 *                       └ nothing follows: here is the end, and 5, if it ever was, was torn or is damaged
 * </pre>
 *
 * Of one thread.
 */
final class Reader {
    /** What comes next. */
    enum Step {
        /** A batch: {@link #header} tells which. */
        BATCH,
        /** Nothing that can be read, up to {@link #foundAt}. */
        DAMAGE,
        /** Nothing more. */
        END
    }

    private final List<JournalFile> files;
    private final Window window;
    private final BatchHeader probe;

    /** The batch that comes next. */
    final BatchHeader header;
    /** In which of the files. */
    int number;
    /** Where it is, or should be. */
    long at;
    /** The link of the batch before, if it is known. */
    int link;

    /** The file of the last batch had its full size when that was written. */
    boolean wholeFile;

    private boolean linked;
    /** Of the newest batch so far. */
    int epoch;
    /** Where the next one was found, and in which of the files. */
    long foundAt;

    private int foundIn;
    /** A batch that stands where it does not belong says that the log was durable up to here; 0: none does. */
    long provenDurable;
    /** And that it was written up to here. */
    long provenEnd;

    Reader(List<JournalFile> files, Window window, long id, int number) {
        this.files = files;
        this.window = window;
        this.header = new BatchHeader(id);
        this.probe = new BatchHeader(id);
        this.number = number;
        this.at = files.get(number).first;
    }

    JournalFile file() {
        return files.get(number);
    }

    /** Looks at what comes next. */
    Step step() throws IOException {
        if (read(header, number, at) && (!linked || header.previous == link)) {
            return Step.BATCH;
        }
        if (!search(number, at)) {
            return Step.END;
        }
        boolean crossed = foundIn == number + 1 && foundAt == files.get(foundIn).first;
        if (crossed && linked && probe.previous == link) {
            file().filled = at;
            number = foundIn;
            at = foundAt;
            return read(header, number, at) ? Step.BATCH : Step.END;
        }
        return Step.DAMAGE;
    }

    /** Passes over the batch that {@link #step} has found. */
    void pass() {
        link = header.link;
        linked = true;
        epoch = header.epoch;
        wholeFile = (header.flags & BatchHeader.WHOLE_FILE) != 0;
        at = header.next();
    }

    /** Passes over what cannot be read: what was found knows the link of what is missing. */
    void skip() {
        link = probe.previous;
        linked = true;
        number = foundIn;
        at = foundAt;
    }

    /** Whether a batch stands anywhere behind the one that was found, or says that there was one. */
    boolean isFollowed() throws IOException {
        return search(number, header.next()) || provenEnd > 0;
    }

    int foundIn() {
        return foundIn;
    }

    private boolean search(int from, long lsn) throws IOException {
        long next = lsn;
        provenDurable = 0;
        provenEnd = 0;
        for (int i = from; i < files.size(); i++) {
            JournalFile in = files.get(i);
            for (long page = Math.max(next, in.first); page < in.end; page += Layout.PAGE) {
                if (window.load(in, page, Layout.PAGE) == 0) {
                    break;
                }
                if (read(probe, i, page)) {
                    foundIn = i;
                    foundAt = page;
                    return true;
                }
                prove(page, lsn);
            }
            next = 0;
        }
        return false;
    }

    /** What was written before its file was cut has lower LSNs; what has higher ones is of this log, but misplaced. */
    private void prove(long page, long lsn) {
        if (probe.read(window.buf, window.at(page)) && probe.lsn >= lsn && probe.lsn != page) {
            provenDurable = Math.max(provenDurable, probe.durable);
            provenEnd = Math.max(provenEnd, probe.next());
        }
    }

    private boolean read(BatchHeader into, int in, long lsn) throws IOException {
        JournalFile file = files.get(in);
        if (lsn + Layout.PAGE > file.end || window.load(file, lsn, BatchHeader.SIZE) < BatchHeader.SIZE) {
            return false;
        }
        return into.read(window.buf, window.at(lsn))
                && into.lsn == lsn
                && into.next() <= file.end
                && into.epoch >= epoch;
    }
}
