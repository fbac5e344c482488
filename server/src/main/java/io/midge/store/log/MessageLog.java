package io.midge.store.log;

import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.op.OpFrame;
import java.io.IOException;

/**
 * Where the messages of one stream lie, by sequence: in files ({@link SegmentLog}) or in memory ({@link MemoryLog}). It knows
 * where a message is and of which subject, not whether it still counts: the {@link SequenceSet} of what was deleted and the
 * first sequence belong to the stream, which tells it here. On the stream's lane.
 */
public interface MessageLog {
    /** No sequence. */
    long NONE = -1;

    /**
     * Takes a frame, which is copied: a message, or in files also what must be found again there (deletions, evictions, gaps).
     * Messages come with growing sequences.
     *
     * @param lsn the position in the journal of the entry that it came with
     * @param subject the number of a message's subject in the stream's index
     */
    void append(OpFrame frame, long lsn, int subject) throws IOException;

    /** Reads a message. False: it was never there, is gone, or is damaged, which was reported. */
    boolean read(long seq, StoredMessage into) throws IOException;

    /**
     * As {@link #read}, but the payload itself may be missing from what was read: its length is right. Enough to know what a
     * message counts, and much cheaper where payloads are large.
     */
    default boolean head(long seq, StoredMessage into) throws IOException {
        return read(seq, into);
    }

    /** What else is known of a message that cannot be read: what it counts, and how long it was to live. False: nothing is. */
    default boolean known(long seq, LoadedMessage into) throws IOException {
        return false;
    }

    /**
     * Reads the first message from {@code from} on that is there and that the filter takes. What is damaged is reported and
     * passed over.
     *
     * @return its sequence, or {@link #NONE}
     */
    long next(long from, SubjectFilter filter, StoredMessage into) throws IOException;

    /** As {@link #next}, backwards. */
    long previous(long from, SubjectFilter filter, StoredMessage into) throws IOException;

    /** The number of the subject of a message, {@link #NONE} if it is not there. */
    int subjectOf(long seq) throws IOException;

    /** The first sequence from {@code from} on, and not deleted, of this subject; {@link #NONE} if there is none. */
    long nextOf(int subject, long from) throws IOException;

    /** The last sequence up to {@code from}, and not deleted, of this subject; {@link #NONE} if there is none. */
    long previousOf(int subject, long from) throws IOException;

    /** How many messages from {@code from} on, and not deleted, the filter takes. */
    long count(long from, SubjectFilter filter) throws IOException;

    /** The first sequence whose message is from this time, in nanoseconds since 1970, or later; {@link #NONE} if there is none. */
    long atTime(long time) throws IOException;

    /** These were deleted, as the stream's set has it already: their room may be used for something else. */
    void deleted(long fromSeq, long toSeq) throws IOException;

    /** All below are gone. */
    void firstIs(long seq) throws IOException;

    /** Bytes in use, on disk or outside the heap. */
    long used();

    void close() throws IOException;
}
