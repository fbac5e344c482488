package io.midge.store.log;

import io.midge.disk.DiskFull;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells a {@link Loader} what segments hold, from their footers. On the stream's lane. */
final class Loading {
    private final Parts parts;
    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final Loader loader;
    private final SequenceSet deleted;
    private final Rows rows = new Rows();
    private final LoadedMessage message = new LoadedMessage();
    private long expected;
    private @Nullable Segment config;

    Loading(Parts parts, Segments segments, Shelf shelf, SegmentReader reader, Loader loader) {
        this.parts = parts;
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
        this.loader = loader;
        this.deleted = parts.deleted();
    }

    /** The segment with the newest configuration. */
    @Nullable
    Segment config() {
        return config;
    }

    void run() throws IOException {
        for (int i = 0; i < segments.count(); i++) {
            Segment of = segments.get(i);
            for (long at : shelf.others(of)) {
                frame(of, at);
            }
        }
        for (int i = 0; i < segments.count(); i++) {
            Segment of = segments.get(i);
            if (of.summary.messages > 0) {
                shelf.sound(of, () -> {
                    rows.read(shelf, of);
                    return rows;
                });
                messages(of);
            }
        }
        absent(segments.end() + 1);
    }

    private void frame(Segment of, long at) throws IOException {
        try {
            OpFrame frame = reader.frame(of, at);
            if (SegmentIndex.isMessage(frame.type())) {
                throw new BadFrameException("a message where none should be");
            }
            if (frame.type() == OpType.EVICT) {
                shelf.firstIs(frame.seq());
            } else if (frame.type() == OpType.CONFIG) {
                config = of;
            }
            loader.frame(frame);
        } catch (BadFrameException e) {
            lost(of, at, e);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            lost(of, at, e);
        }
    }

    private void lost(Segment of, long at, Exception why) throws IOException {
        of.damaged = true;
        shelf.report(of, shelf.inFile(of, at), 0, -1, "an operation that is no message is lost: " + why.getMessage());
    }

    private void messages(Segment of) {
        loader.segment(rows.subjects);
        SegmentIndex index = of.live();
        Columns columns = index != null ? index.columns : kept(of);
        boolean holes = of.summary.first < shelf.first() || deleted.count(of.summary.first, of.summary.last) > 0;
        message.subject = rows.dictionary;
        for (int i = 0; i < rows.count; i++) {
            long seq = rows.seqs[i];
            absent(seq);
            expected = seq + 1;
            int id = holes && shelf.isGone(seq) ? SubjectIndex.NONE : tell(i);
            if (index != null) {
                index.columns.subjectIs(i, id);
            } else if (columns != null) {
                columns.add(seq, id);
            }
            if (index != null && id != SubjectIndex.NONE) {
                index.builder.idIs(id, rows.locals[i]);
            }
        }
        if (index == null && columns != null) {
            parts.cache().offer(of.columns, columns, columns.heap());
        }
    }

    /** Columns to be filled, if there is room for them. */
    private @Nullable Columns kept(Segment of) {
        return parts.cache().hasRoom(12L * rows.count) ? new Columns(of.summary.base, rows.count) : null;
    }

    private int tell(int i) {
        int local = rows.locals[i];
        message.seq = rows.seqs[i];
        message.time = rows.times[i];
        message.size = rows.sizes[i];
        message.ttl = rows.ttls[i];
        message.flags = Byte.toUnsignedInt(rows.flags[i]);
        message.local = local;
        message.subjectOffset = rows.names[2 * local];
        message.subjectLength = rows.names[2 * local + 1];
        return loader.message(message);
    }

    private void absent(long until) {
        long from = Math.max(expected, shelf.first());
        if (from < until) {
            loader.absent(from, until - 1);
        }
    }
}
