package io.midge.store.journal;

/**
 * What a journal is told.
 *
 * @param directory where its files lie
 * @param quarantine where a copy of what cannot be judged is left
 * @param id a number that nobody outside knows, the same as long as the directory lives
 * @param fileSize how large its files are; those that are there keep their size
 * @param max how many bytes of the log it holds at most, in whole files
 * @param batchBytes how many bytes of entries go into one batch; a larger entry has one of its own
 * @param batches how many batches may be on their way, from the first entry in them to the last listener
 * @param spares how many files are prepared ahead; the last of them is a reserve for a disk that is full
 * @param sealedFrom from this LSN on a batch that is not sealed is damage, whoever wrote it: all that was written since there is a
 *     key was sealed; {@link Long#MAX_VALUE}: none has to be
 * @param syncNanos 0: a batch is told of when it is synced; else when it is written, and what was written is synced within so many
 *     nanoseconds. Entries of group 0 are synced at once all the same, and with them all before
 */
public record JournalOptions(
        String directory,
        String quarantine,
        long id,
        int fileSize,
        long max,
        int batchBytes,
        int batches,
        int spares,
        long sealedFrom,
        long syncNanos) {
    public JournalOptions {
        check(fileSize >= 2 * Layout.PAGE && fileSize <= Layout.MAX_FILE && fileSize % Layout.PAGE == 0, "fileSize");
        check(max >= 2L * fileSize, "max");
        check(batchBytes >= 1024 && batchBytes <= Layout.MAX_GROUPED, "batchBytes");
        check(batches >= 2 && batches <= 64, "batches");
        check(spares >= 1 && spares <= 64, "spares");
        check(syncNanos >= 0, "syncNanos");
    }

    /** As a server has it by default. */
    public static JournalOptions of(String directory, String quarantine, long id) {
        return new JournalOptions(
                directory, quarantine, id, 64 << 20, 1L << 30, Layout.MAX_GROUPED, 4, 2, Long.MAX_VALUE, 0);
    }

    public JournalOptions withSizes(int fileSize, long max) {
        return new JournalOptions(
                directory, quarantine, id, fileSize, max, batchBytes, batches, spares, sealedFrom, syncNanos);
    }

    public JournalOptions withBatches(int batchBytes, int batches) {
        return new JournalOptions(
                directory, quarantine, id, fileSize, max, batchBytes, batches, spares, sealedFrom, syncNanos);
    }

    public JournalOptions withSpares(int spares) {
        return new JournalOptions(
                directory, quarantine, id, fileSize, max, batchBytes, batches, spares, sealedFrom, syncNanos);
    }

    public JournalOptions withSealedFrom(long lsn) {
        return new JournalOptions(
                directory, quarantine, id, fileSize, max, batchBytes, batches, spares, lsn, syncNanos);
    }

    public JournalOptions withSyncEach(long nanos) {
        return new JournalOptions(
                directory, quarantine, id, fileSize, max, batchBytes, batches, spares, sealedFrom, nanos);
    }

    /** As these, of a journal that lies elsewhere. */
    public JournalOptions in(String directory, String quarantine) {
        long sealed = sealedFrom == 0 ? 0 : Long.MAX_VALUE; // it has LSNs of its own
        return new JournalOptions(
                directory, quarantine, id, fileSize, max, batchBytes, batches, spares, sealed, syncNanos);
    }

    /** A file in the journal's directory. */
    String file(String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    private static void check(boolean ok, String what) {
        if (!ok) {
            throw new IllegalArgumentException("journal: " + what + " is out of range");
        }
    }
}
