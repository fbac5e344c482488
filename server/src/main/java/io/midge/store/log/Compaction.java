package io.midge.store.log;

import io.midge.disk.DiskFull;
import io.midge.store.index.SequenceSet;
import io.midge.store.op.LargeRef;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives back room: removes segments of which nothing is needed, writes those again of which less than half is, and merges small
 * neighbours. Only what was sealed before the last checkpoint is touched, since recovery would look for the rest as it was. On
 * the stream's lane.
 *
 * <pre>
 *   write n.seg.new, sync ─▸ rename to n.seg ─▸ sync directory ─▸ remove merged ones
 * </pre>
 *
 * A crash before the rename leaves the old, and a file that opening removes; a crash behind it leaves the new, which says which others
 * are in it. A deletion is kept until no message that it speaks of is in any file.
 */
final class Compaction {
    /** What a file's name ends in that is not whole yet. */
    static final String NEW = ".new";

    /** How many segments one step looks at. */
    private static final int LOOK = 256;

    private final Parts parts;
    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final Needs needs;
    private final Rewriting rewriting;
    private final LargeSpace space;
    private final Leftovers leftovers;
    private Spared spared = (from, to) -> false;
    private long durable = -1;
    /** Old files could not be overwritten. */
    private boolean stuck;

    private @Nullable Look look; // that is not through
    private int cursor;
    private int idle;

    Compaction(
            Parts parts,
            Segments segments,
            Handles handles,
            Shelf shelf,
            Windows windows,
            SegmentReader reader,
            LargeFiles large,
            Leftovers leftovers) {
        this.parts = parts;
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
        this.leftovers = leftovers;
        this.needs = new Needs(shelf);
        this.rewriting = new Rewriting(parts, segments, handles, shelf, windows, reader, needs, leftovers);
        this.space = new LargeSpace(segments, shelf, reader, large, needs, rewriting);
    }

    void opened(@Nullable Mark mark, @Nullable Segment config) {
        durable = mark == null ? -1 : mark.segment();
        if (config != null) {
            needs.configIs(config);
        }
    }

    /** The number of the segment with the newest configuration; 0: there is none. */
    long config() {
        return needs.config();
    }

    void configured(Segment segment) {
        needs.configIs(segment);
    }

    void checkpointBegins() {
        space.checkpointBegins();
    }

    void checkpointed(Mark mark) {
        durable = mark.segment();
        space.checkpointed();
    }

    /** How many segments, from the first on, may be touched. */
    private int limit() {
        return durable < 0 ? 0 : segments.indexFrom(durable);
    }

    /** Whether a segment may be touched: it was sealed before the last checkpoint. */
    boolean mayTouch(Segment of) {
        return of.number() < durable;
    }

    /** Gives back some room; whether there may be more to do. */
    boolean step(long budget) throws IOException {
        if (!leftovers.isEmpty() && overwrites()) {
            return true;
        }
        if (!segments.areReadable()) {
            return false;
        }
        Allowance allowance = new Allowance(budget);
        int limit = limit();
        for (int looked = 0; looked < LOOK && idle < limit && !allowance.isSpent(); looked++) {
            cursor = cursor < limit ? cursor : 0;
            if (mayImprove(cursor, limit, allowance)) {
                idle = 0;
                return true;
            }
            cursor++;
            idle++;
        }
        if (idle < limit || (!sparesLarge() && space.step(limit, allowance))) {
            return true;
        }
        idle = 0;
        return false;
    }

    // What cannot be overwritten is tried again by who erases next, or by the next start.
    private boolean overwrites() {
        if (stuck) {
            return false;
        }
        try {
            leftovers.step();
            return true;
        } catch (IOException e) {
            stuck = true;
            return false;
        }
    }

    // What cannot be read or written again stays as it is.
    private boolean mayImprove(int i, int limit, Allowance allowance) throws IOException {
        Segment of = segments.get(i);
        try {
            return improve(i, limit, allowance);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            look = null;
            of.damaged = true;
            of.looked = Looked.inVain(needs.live(of), needs.dropped());
            shelf.report(of, of.size, 0, -1, "its room cannot be given back: " + e.getMessage());
            return false;
        }
    }

    private boolean improve(int i, int limit, Allowance allowance) throws IOException {
        Segment of = segments.get(i);
        if (isSpared(of)) {
            return false;
        }
        long live = needs.live(of);
        if (live + of.summary.others == 0) {
            rewriting.remove(i);
            return true;
        }
        boolean mayShrink = live == 0 || live * 2 < (long) of.summary.messages + of.summary.others;
        if (mayShrink && isDue(of, live) && shrinks(i, allowance)) {
            return true;
        }
        if (of.rebuilt != null && !of.damaged && isWithin(of, allowance)) {
            return rewriting.rewrite(i, i + 1, null);
        }
        if (i + 1 >= limit || !mayMerge(of, segments.get(i + 1)) || isSpared(segments.get(i + 1))) {
            return false;
        }
        Look found = look(List.of(of, segments.get(i + 1)));
        return !found.run(allowance) || rewrites(i, i + 2, found);
    }

    private boolean isDue(Segment of, long live) {
        Looked last = of.looked;
        return last == null || last.isOver(live, needs.dropped(), needs.isConfig(of));
    }

    /** Looks at a segment; true: something was done, or is still to be looked at. */
    private boolean shrinks(int i, Allowance allowance) throws IOException {
        Segment of = segments.get(i);
        Look found = look(List.of(of));
        if (!found.run(allowance)) {
            return true;
        }
        long kept = needs.live(of) + found.needed();
        if (kept == 0) {
            look = null;
            rewriting.remove(i);
            return true;
        }
        boolean worth = kept * 2 < (long) of.summary.messages + of.summary.others;
        if (worth && !of.damaged && isWithin(of, allowance)) {
            return rewrites(i, i + 1, found);
        }
        looked(of, found, found.needed());
        return false;
    }

    private boolean rewrites(int from, int to, Look found) throws IOException {
        boolean done = rewriting.rewrite(from, to, found);
        Segment now = segments.get(from);
        looked(now, found, done ? now.summary.others : found.needed());
        return done;
    }

    private void looked(Segment of, Look found, int needed) {
        look = null;
        of.looked = new Looked(needs.live(of), needed, needs.dropped(), needs.isConfig(of), found.witness());
    }

    /** Goes on to look at some segments, or begins. */
    private Look look(List<Segment> of) {
        Look now = look;
        if (now == null || !now.isOf(of)) {
            now = new Look(parts, segments, shelf, reader, needs, of);
            look = now;
        }
        return now;
    }

    /** Whether it may be written again in one step: any segment of the size that it was to have may. */
    private static boolean isWithin(Segment of, Allowance allowance) {
        return of.summary.fileEnd <= Math.max(allowance.most(), 2L * of.header.limit());
    }

    private static boolean mayMerge(Segment one, Segment two) {
        long size = one.summary.fileEnd + two.summary.fileEnd;
        return (isShort(one) || isShort(two))
                && !one.damaged
                && !two.damaged
                && size <= Math.max(one.header.limit(), two.header.limit())
                && one.summary.logicalEnd + two.summary.logicalEnd <= 4L * one.header.limit()
                && two.summary.end - one.summary.base < Integer.MAX_VALUE;
    }

    /** Whether it was closed before it was full. */
    private static boolean isShort(Segment of) {
        return of.summary.fileEnd < of.header.limit() / 2;
    }

    /** Makes messages of a segment unreadable. */
    void erase(Segment of, SequenceSet seqs) throws IOException {
        rewriting.erase(segments.indexOf(of), seqs);
        space.erased(of, seqs);
    }

    /** Where copies of a large payload are that nothing refers to. */
    List<LargeRef> copies(long seq) {
        return space.copies(seq);
    }

    /** Old files that are to be overwritten. */
    Leftovers leftovers() {
        return leftovers;
    }

    /** Segments that have some of these stay as they are: their bytes are to be found when they are erased. */
    void spares(Spared which) {
        spared = which;
    }

    private boolean isSpared(Segment of) {
        return leftovers.isOf(of.handle.name) || spared.any(of.summary.first, of.summary.last);
    }

    /** Whether a file of large payloads may have some of those that are spared. */
    private boolean sparesLarge() {
        for (int i = 0; i < segments.count(); i++) {
            if (segments.get(i).summary.larges > 0 && isSpared(segments.get(i))) {
                return true;
            }
        }
        return false;
    }
}
