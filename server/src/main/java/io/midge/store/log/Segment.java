package io.midge.store.log;

import io.midge.store.index.SequenceSet;
import org.jspecify.annotations.Nullable;

/**
 * A segment: the one that is written, or one that is sealed, of which this keeps no more than its summary. On the stream's lane.
 */
final class Segment {
    Summary summary;
    final Handles.Handle handle;
    final ColumnCache.Kept<Marks> marks = new ColumnCache.Kept<>();
    final ColumnCache.Kept<Columns> columns = new ColumnCache.Kept<>();
    SegmentHeader header;
    /** Its file's length. */
    long size;
    /** Writes it; null: it is sealed. */
    @Nullable
    SegmentWriter writer;
    /** Where its sections are; null while it is written. */
    @Nullable
    Footer footer;
    /** In place of a footer that is damaged: made again from the frames. */
    @Nullable
    SegmentIndex rebuilt;
    /** Positions of damage that was reported. */
    @Nullable
    SequenceSet reported;
    /** Messages that look whole and are not what was written. */
    @Nullable
    SequenceSet stale;
    /** A frame of it cannot be read: it is left as it is. */
    boolean damaged;
    /** The disk did not give back some of it when it was read frame by frame: what it has is not all known before the next start. */
    boolean unreadable;
    /** Of files of large payloads, number and bytes that living messages have there; null: not counted yet. */
    long @Nullable [] living;
    /** How many messages lived when that was counted, or could not be; below 0: it was not tried. */
    long livingAt = -1;
    /** What was found when it was looked at for what may be given back; null: it was not. */
    @Nullable
    Looked looked;
    /** It is none of the stream's any more. */
    boolean out;

    Segment(SegmentHeader header, Summary summary, Handles.Handle handle) {
        this.header = header;
        this.summary = summary;
        this.handle = handle;
    }

    long number() {
        return header.number();
    }

    boolean isBlocks() {
        return header.flags() != 0;
    }

    boolean isActive() {
        return writer != null;
    }

    /** The index that is in memory for good: of the segment that is written, or one without a footer. */
    @Nullable
    SegmentIndex live() {
        return writer != null ? writer.index() : rebuilt;
    }
}
