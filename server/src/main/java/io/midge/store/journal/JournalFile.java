package io.midge.store.journal;

/** A file of the journal: which part of the log it holds. Guarded by {@link JournalFiles}, and by nobody during recovery. */
final class JournalFile {
    /** The LSN of its first byte. */
    final long first;

    /** Where it ends: the LSN behind its last byte, or where another file goes on. */
    long end;

    /** How many bytes it has. */
    final long size;

    /** It was filled with bytes before its use, so that writing to it changes nothing but them. */
    final boolean whole;

    /** Nothing is left in it of LSNs from this one on, other than its own: 0 if nothing at all. */
    long stale;

    /** As {@link #stale}, of what it had before its last use; that was searched since. */
    long prior;

    /** Where its last batch ends, as soon as the log goes on elsewhere; -1: not known. */
    long filled = -1;

    /** It has failed, and is not used again. */
    boolean failed;

    JournalFile(long first, long end, long size, boolean whole) {
        this.first = first;
        this.end = end;
        this.size = size;
        this.whole = whole;
    }

    /** Whether remains of this LSN or a higher one may be in it; {@code searched}: as for {@link JournalFiles#mayHold}. */
    boolean has(long lsn, long searched) {
        return lsn < (first >= searched ? prior : stale);
    }

    String name() {
        return Layout.name(first);
    }

    @Override
    public String toString() {
        return name();
    }
}
