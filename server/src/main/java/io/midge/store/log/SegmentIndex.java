package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;

/**
 * All that is known of the frames of one segment, while it is written or read again from its start: it takes them in order. On
 * the stream's lane.
 */
final class SegmentIndex {
    final Summary summary;
    final Marks marks;
    final Columns columns;
    final PageSums pages = new PageSums();
    final FooterBuilder builder;
    private final boolean blocks;
    private long blockAt = -1;

    SegmentIndex(long base, boolean blocks) {
        this.blocks = blocks;
        summary = new Summary(base);
        marks = new Marks(base, blocks);
        columns = new Columns(base, 0);
        builder = new FooterBuilder(summary, marks, pages);
        summary.logicalEnd = SegmentHeader.SIZE;
        summary.fileEnd = SegmentHeader.SIZE;
    }

    static boolean isMessage(OpType type) {
        return type == OpType.MESSAGE || type == OpType.LARGE;
    }

    /**
     * Takes the next frame.
     *
     * @param at its logical position
     * @param fileAt the position of its block, or its own
     * @param subject the number of its subject in the stream's index; {@link io.midge.store.index.SubjectIndex#NONE}: not known yet
     * @return the number of its subject in the segment
     */
    int add(OpFrame frame, long at, long fileAt, int subject) throws BadFrameException {
        boolean begins =
                blocks ? fileAt != blockAt : marks.count() == 0 || at - marks.start(marks.count() - 1) >= Marks.STRIDE;
        int local = -1;
        long floor = summary.last + 1;
        if (isMessage(frame.type())) {
            local = builder.message(frame, at, subject);
            columns.add(frame.seq(), subject);
        } else {
            builder.other(frame, at);
        }
        if (begins) {
            marks.add(floor, at, fileAt);
            blockAt = fileAt;
        }
        summary.logicalEnd = at + OpFrame.padded(frame.length());
        return local;
    }
}
