package io.midge.store.log;

import io.midge.store.index.SequenceSet;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages, which were deleted, unreadable on the disk, a step at a time so that others have their turn in between: one segment
 * is looked at or written again, or one MiB is overwritten. First it is looked where they are; when nobody needs the journal's copies
 * any more, they are erased. On the stream's lane.
 */
public final class Erasing {
    /** How it goes on. */
    public enum Step {
        /** With the next step. */
        MORE,
        /** All over again, behind the next checkpoint: some of it is in segments that must not be touched before. */
        LATER,
        /** Not at all: none of it can be read any more. */
        DONE
    }

    /** How many segments one step passes over that have none of it. */
    private static final int PASSED = 256;

    /** So many bytes of a large payload are overwritten in one step. */
    private static final int PIECE = 1 << 20;

    private final SegmentLog log;
    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final LargeFiles large;
    private final Compaction compaction;
    private final SequenceSet seqs;
    /** Large payloads of {@link #at} that are overwritten, and how much of the first one is. */
    private final ArrayDeque<LargeRef> payloads = new ArrayDeque<>();

    private long wiped;
    private boolean gathered;
    /** The number of the segment that comes next. */
    private long at;

    private long from = Long.MAX_VALUE;
    private boolean later;

    Erasing(
            SegmentLog log,
            Segments segments,
            Shelf shelf,
            SegmentReader reader,
            LargeFiles large,
            Compaction compaction,
            SequenceSet seqs) {
        this.log = log;
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
        this.large = large;
        this.compaction = compaction;
        this.seqs = seqs;
    }

    /** Looks where they are, and closes the segment that is written, if it has some. {@link Step#DONE}: {@link #from} is known. */
    public Step look() throws IOException {
        Segment of = next();
        if (of == null) {
            return ended();
        }
        if (holds(of)) {
            from = Math.min(from, of.summary.firstLsn);
            if (of.isActive()) {
                log.seal();
            }
        }
        at = of.number() + 1;
        return Step.MORE;
    }

    private Step ended() {
        boolean over = at > lastNumber();
        if (over) {
            at = 0;
        }
        return over ? Step.DONE : Step.MORE;
    }

    /** An LSN below which none of them was written; {@link Long#MAX_VALUE}: no segment has any. */
    public long from() {
        return from;
    }

    /** Erases. */
    public Step step() throws IOException {
        if (compaction.leftovers().isEmpty()) {
            return erase();
        }
        compaction.leftovers().step();
        return Step.MORE;
    }

    private Step erase() throws IOException {
        if (!segments.areReadable()) {
            throw new IOException("segments of the stream cannot be read");
        }
        if (!payloads.isEmpty()) {
            wipe(payloads.element());
            return Step.MORE;
        }
        Segment of = next();
        if (of == null) {
            Step end = ended();
            boolean isLater = end == Step.DONE && later;
            later &= !isLater;
            return isLater ? Step.LATER : end;
        }
        if (!holds(of)) {
            at = of.number() + 1;
        } else if (of.isActive() || !compaction.mayTouch(of)) {
            later = true;
            at = of.number() + 1;
        } else if (!gathered) {
            gathered = true;
            gather(of);
        } else {
            gathered = false;
            compaction.erase(of, seqs);
            at = of.number() + 1;
        }
        return Step.MORE;
    }

    private long lastNumber() {
        return segments.count() == 0 ? -1 : segments.get(segments.count() - 1).number();
    }

    /** The next segment that may have some of them; null: there is none among the next few. */
    private @Nullable Segment next() {
        int i = segments.indexFrom(at);
        for (int n = 0; n < PASSED && i < segments.count(); n++, i++) {
            Segment of = segments.get(i);
            if (of.summary.messages > 0 && seqs.count(of.summary.first, of.summary.last) > 0) {
                return of;
            }
            at = of.number() + 1;
        }
        return null;
    }

    private boolean holds(Segment of) throws IOException {
        Columns all = shelf.places(of).seqs();
        boolean some = false;
        for (int i = 0; i < all.count(); i++) {
            if (seqs.contains(all.seq(i))) {
                some = true;
                if (!shelf.isGone(all.seq(i))) {
                    throw new IllegalStateException("message " + all.seq(i) + " is to be erased and was not deleted");
                }
            }
        }
        return some;
    }

    /** Which large payloads are to be overwritten. */
    private void gather(Segment of) throws IOException {
        if (of.summary.larges == 0) {
            return;
        }
        Shelf.Places places = shelf.places(of);
        for (int i = 0; i < places.seqs().count(); i++) {
            if (seqs.contains(places.seqs().seq(i))) {
                payloads.addAll(compaction.copies(places.seqs().seq(i)));
                try {
                    OpFrame frame = reader.frame(of, places.position(i));
                    if (frame.type() == OpType.LARGE) {
                        payloads.add(LargeRef.of(frame));
                    }
                } catch (BadFrameException e) {
                    of.damaged = true; // nobody can say any more where its payload was
                }
            }
        }
    }

    private void wipe(LargeRef ref) throws IOException {
        int length = (int) Math.min(PIECE, ref.stored() - wiped);
        if (length > 0) {
            large.wipe(ref, wiped, length);
            wiped += length;
        }
        if (wiped >= ref.stored()) {
            payloads.remove();
            wiped = 0;
        }
    }
}
