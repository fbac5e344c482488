package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.Zeros;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a journal: those in use, in order, and those prepared ahead under the names that they will need.
 *
 * <pre>
 *   in use                        ahead
 *   [0────][1────][2──x           [3────][4────]       cut: 0 becomes 5, as its bytes need not be allocated again
 *                    [2'─]                             a failed file ends at x, and another one goes on from there
 * </pre>
 *
 * The last file ahead is the reserve: once no further file can be made, it is not granted to new entries, so that what was taken
 * can be finished, on a failed disk sector as well. The journal lane takes files, the background lane makes and cuts them. Names
 * are given under the monitor, which is held while a directory is synced; the long work, filling a new file, is done outside.
 */
final class JournalFiles {
    private static final String MADE = "made.new";
    private static final String REPLACEMENT = "replacement.new";

    private final Disk disk;
    private final JournalOptions options;
    private final Intake intake;
    private final List<JournalFile> inUse = new ArrayList<>();
    private final ArrayDeque<JournalFile> ahead = new ArrayDeque<>();
    /** Where the log goes on, be it behind a gap. */
    private final long start;

    private boolean starved;
    private volatile long used;

    /** Takes over what was found. */
    JournalFiles(Disk disk, JournalOptions options, Intake intake, Recovery found) {
        this.disk = disk;
        this.options = options;
        this.intake = intake;
        this.start = found.end();
        inUse.addAll(found.inUse());
        ahead.addAll(found.ahead());
        grant();
    }

    /** Where the last file ends; there the next one begins. */
    private long lastEnd() {
        if (!ahead.isEmpty()) {
            return ahead.getLast().end;
        }
        return inUse.isEmpty() ? start : Math.max(start, inUse.getLast().end);
    }

    /** The file that holds this LSN or, if none does, begins there: where all before ends is known. On the journal lane. */
    synchronized JournalFile at(long lsn, long durable) throws IOException {
        JournalFile last = inUse.isEmpty() ? null : inUse.getLast();
        if (last != null && lsn < last.end) {
            return last;
        }
        JournalFile next = ahead.peek();
        if (next != null && next.first == lsn) {
            ahead.remove();
        } else {
            next = fresh(lsn);
        }
        if (last != null) {
            last.filled = Math.min(durable, last.end);
        }
        inUse.add(next);
        grant();
        return next;
    }

    private JournalFile fresh(long lsn) throws IOException {
        String name = options.file(Layout.name(lsn));
        disk.delete(name); // a file that was made but not taken over when that failed
        disk.create(name).close();
        disk.syncDirectory(options.directory());
        return new JournalFile(lsn, lsn + options.fileSize(), options.fileSize(), false);
    }

    /** Ends the last file at this LSN, since it failed, and gives another one that goes on from there. On the journal lane. */
    synchronized JournalFile replace(long lsn) throws IOException {
        JournalFile failed = inUse.getLast();
        failed.failed = true;
        if (lsn >= failed.end) {
            return at(lsn, lsn);
        }
        JournalFile spare = ahead.peekLast();
        String name = options.file(Layout.name(lsn));
        String from;
        if (spare == null) {
            from = options.file(REPLACEMENT);
            disk.delete(from);
            disk.create(from).close();
        } else {
            from = options.file(spare.name());
        }
        long end = failed.end;
        disk.rename(from, name);
        if (spare != null) {
            ahead.removeLast();
        }
        failed.end = lsn;
        if (failed.first == lsn) {
            inUse.removeLast();
        }
        JournalFile next = new JournalFile(lsn, end, end - lsn, spare != null);
        next.stale = spare == null ? 0 : spare.stale;
        inUse.add(next);
        grant();
        disk.syncDirectory(options.directory());
        return next;
    }

    DiskFile open(JournalFile file) throws IOException {
        return disk.open(options.file(file.name()));
    }

    /** Makes as many files ahead as there should be. On the background lane. */
    void prepare() throws IOException {
        while (needsMore()) {
            String made = options.file(MADE);
            disk.delete(made);
            try (DiskFile file = disk.create(made)) {
                Zeros.fill(file, 0, options.fileSize());
                file.sync();
            } catch (IOException e) {
                discard(made, e);
                starved(true);
                throw e;
            }
            adopt(made, options.fileSize(), 0, 0);
        }
        starved(false);
    }

    private synchronized boolean needsMore() {
        return ahead.size() < options.spares();
    }

    /** What is filled between two checkpoints is worth keeping. */
    private boolean keepsMore() {
        return ahead.size() < options.spares() + options.max() / options.fileSize() / 2;
    }

    private void discard(String name, IOException why) {
        try {
            disk.delete(name);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private synchronized void adopt(String from, long size, long stale, long prior) throws IOException {
        long first = lastEnd();
        disk.rename(from, options.file(Layout.name(first)));
        disk.syncDirectory(options.directory());
        JournalFile file = new JournalFile(first, first + size, size, true);
        file.stale = stale;
        file.prior = prior;
        ahead.add(file);
        grant();
    }

    private synchronized void starved(boolean is) {
        starved = is;
        grant();
    }

    /**
     * Forgets the files that end at or before this LSN: they are used again, or deleted. On the background lane.
     *
     * @param held none is deleted
     */
    synchronized void cut(long lsn, boolean held) throws IOException {
        boolean any = false;
        try {
            while (inUse.size() > 1 && inUse.getFirst().end <= lsn) {
                JournalFile file = inUse.getFirst();
                String name = options.file(file.name());
                boolean good = file.whole && !file.failed && file.size == options.fileSize();
                if (held && !good) {
                    break;
                }
                inUse.removeFirst();
                any = true;
                if (good && (held || keepsMore())) {
                    adopt(name, file.size, file.end, file.stale);
                } else {
                    disk.delete(name);
                }
            }
        } finally {
            grant();
        }
        if (any) {
            disk.syncDirectory(options.directory());
        }
    }

    /** Tells the intake how far it may fill files. */
    private void grant() {
        long sum = 0;
        for (JournalFile file : inUse) {
            sum += file.end - file.first;
        }
        used = sum;
        long last = inUse.isEmpty() ? start : Math.max(start, inUse.getLast().end);
        long end = last + options.max() - sum;
        if (starved) {
            int without = ahead.size() - 1;
            for (JournalFile file : ahead) {
                last = without-- > 0 ? file.end : last;
            }
            end = Math.min(end, last);
        }
        intake.grant(end);
    }

    /** How many bytes of the log its files hold, or will when they are filled. Any thread. */
    long used() {
        return used;
    }

    /** The file that holds this LSN, or the first one above it; null if there is none. */
    synchronized @Nullable JournalFile from(long lsn) {
        for (JournalFile file : inUse) {
            if (lsn < file.end) {
                return file;
            }
        }
        return null;
    }

    /** Where the files end that there are. */
    synchronized long end() {
        return lastEnd();
    }

    /**
     * The first file that may hold something of this LSN or a higher one which is not in use; null: none.
     *
     * @param first files below are passed over
     * @param searched what files from here on have held in their last use was searched before they were cut
     */
    synchronized @Nullable JournalFile mayHold(long lsn, long first, long searched) {
        for (JournalFile file : inUse) {
            boolean ends = lsn < file.first + file.size && file.size > file.end - file.first;
            if (file.first >= first && (file.has(lsn, searched) || ends)) {
                return file;
            }
        }
        for (JournalFile file : ahead) {
            if (file.first >= first && file.has(lsn, searched)) {
                return file;
            }
        }
        return null;
    }

    /** Whether a file has remains of this LSN, or a higher one, of a former use. */
    synchronized boolean hasStale(long lsn, long searched) {
        return inUse.stream().anyMatch(file -> file.has(lsn, searched))
                || ahead.stream().anyMatch(file -> file.has(lsn, searched));
    }

    /**
     * Where that begins in a file which is not in use.
     *
     * @param lsn of this one, or higher ones, something may be there
     */
    synchronized long unused(JournalFile file, long lsn, long durable) throws IOException {
        if (ahead.contains(file)) {
            return 0;
        }
        long end = Math.min(file.end, Math.max(file.first, durable));
        if (!inUse.isEmpty() && file == inUse.getLast()) {
            return end - file.first;
        }
        if (lsn >= file.stale) {
            return file.end - file.first;
        }
        if (file.filled < 0) {
            throw new IOException("where the last batch in " + options.file(file.name()) + " ends is not known");
        }
        return file.filled - file.first;
    }
}
