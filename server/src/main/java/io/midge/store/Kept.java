package io.midge.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.Zeros;
import io.midge.store.journal.JournalException;
import io.midge.store.journal.JournalOptions;
import io.midge.store.journal.Recovery;
import java.io.IOException;

/**
 * What a stream was told that is not in its files, in a log beside them: copied there from the journal when the stream has stopped or
 * cannot be opened, so that the journal of all need not wait for it. It is applied when the stream can be opened, and removed when
 * a checkpoint has it.
 */
final class Kept {
    private static final String GONE = ".gone";

    private Kept() {}

    static String directory(long group) {
        return StreamFiles.directory(group) + "/kept";
    }

    static boolean isThere(Disk disk, long group) throws IOException {
        return disk.exists(directory(group));
    }

    /** How such a log is laid out. */
    static JournalOptions options(JournalOptions journal, long group) {
        return journal.in(directory(group), Opening.QUARANTINE + '/' + String.format("%016x", group));
    }

    /** Tells what is there. */
    static void read(Disk disk, JournalOptions journal, JournalKey key, StreamStore stream, Gaps gaps, JournalNews news)
            throws IOException {
        try {
            Recovery.read(disk, options(journal, stream.group()), key.codec(), 0, news, entry -> {
                if (entry.index > stream.progress().index() && !stream.isStopped()) {
                    gaps.apply(stream, entry);
                }
            });
        } catch (JournalException e) {
            throw new StoreException(disk.where() + '/' + directory(stream.group()) + ": " + e.getMessage(), e);
        }
    }

    /** Removes it, and what it said: some of that may have been erased meanwhile. It has another name first, as half of it is none. */
    static void remove(Disk disk, long group) throws IOException {
        finishRemoving(disk, group);
        disk.rename(directory(group), directory(group) + GONE);
        disk.syncDirectory(StreamFiles.directory(group));
        finishRemoving(disk, group);
    }

    /** Goes on with what was begun before the last end. */
    static void finishRemoving(Disk disk, long group) throws IOException {
        String gone = directory(group) + GONE;
        if (!disk.exists(gone)) {
            return;
        }
        for (Disk.Entry each : disk.list(gone)) {
            String name = gone + '/' + each.name();
            try (DiskFile file = disk.open(name)) {
                Zeros.fill(file, 0, each.size());
                file.sync();
            }
            disk.delete(name);
        }
        disk.delete(gone);
    }
}
