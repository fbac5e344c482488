package io.midge.store.log;

import io.midge.disk.DiskFull;
import java.io.IOException;
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

    private final Segments segments;
    private final Shelf shelf;
    private final Needs needs;
    private final Rewriting rewriting;
    private final LargeSpace space;
    private long durable = -1;
    private int cursor;
    private int idle;

    Compaction(
            Parts parts,
            Segments segments,
            Handles handles,
            Shelf shelf,
            Windows windows,
            SegmentReader reader,
            LargeFiles large) {
        this.segments = segments;
        this.shelf = shelf;
        this.needs = new Needs(parts, segments, shelf, reader);
        this.rewriting = new Rewriting(parts, segments, handles, shelf, windows, reader, large, needs);
        this.space = new LargeSpace(segments, shelf, large, needs, rewriting);
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
        int low = 0;
        int high = segments.count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).number() < durable) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean step(long budget) throws IOException {
        int limit = limit();
        for (int looked = 0; looked < LOOK && idle < limit; looked++) {
            cursor = cursor < limit ? cursor : 0;
            if (mayImprove(cursor, limit, budget)) {
                idle = 0;
                return true;
            }
            cursor++;
            idle++;
        }
        if (idle < limit || space.step(limit, budget)) {
            return true;
        }
        idle = 0;
        return false;
    }

    // What cannot be read or written again stays as it is.
    private boolean mayImprove(int i, int limit, long budget) throws IOException {
        try {
            return improve(i, limit, budget);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            Segment of = segments.get(i);
            of.damaged = true;
            shelf.report(of, of.size, 0, -1, "its room cannot be given back: " + e.getMessage());
            return false;
        }
    }

    private boolean improve(int i, int limit, long budget) throws IOException {
        Segment of = segments.get(i);
        Summary summary = of.summary;
        long live = needs.live(of);
        boolean sparse = live * 2 < summary.messages || summary.messages == 0 || live == 0;
        if (sparse && of.looked != needs.stamp(live)) {
            long kept = live + needs.others(of, i, i + 1);
            if (kept == 0) {
                rewriting.remove(i);
                return true;
            }
            boolean worth = kept * 2 < (long) summary.messages + summary.others;
            if (worth && !of.damaged && summary.fileEnd <= budget && rewriting.rewrite(i, i + 1)) {
                return true;
            }
            of.looked = needs.stamp(live);
        }
        if (of.rebuilt != null && !of.damaged && summary.fileEnd <= budget) {
            return rewriting.rewrite(i, i + 1);
        }
        return i + 1 < limit && mayMerge(of, segments.get(i + 1), budget) && rewriting.rewrite(i, i + 2);
    }

    private static boolean mayMerge(Segment one, Segment two, long budget) {
        long size = one.summary.fileEnd + two.summary.fileEnd;
        return (isShort(one) || isShort(two))
                && !one.damaged
                && !two.damaged
                && size <= budget
                && size <= Math.max(one.header.limit(), two.header.limit())
                && two.summary.end - one.summary.base < Integer.MAX_VALUE;
    }

    /** Whether it was closed before it was full. */
    private static boolean isShort(Segment of) {
        return of.summary.fileEnd < of.header.limit() / 2;
    }

    /** Whether a segment has a message, deleted or not. */
    boolean holds(Segment of, long seq) throws IOException {
        return seq >= of.summary.first
                && seq <= of.summary.last
                && shelf.places(of).seqs().find(seq) >= 0;
    }

    /** Makes a message unreadable; false: not before the next checkpoint. */
    boolean erase(long seq) throws IOException {
        int i = segments.find(seq);
        Segment of = i < segments.count() ? segments.get(i) : null;
        if (of == null || !holds(of, seq)) {
            return true;
        }
        if (i >= limit()) {
            return false;
        }
        Shelf.Places places = shelf.places(of);
        rewriting.erase(i, seq, places.position(places.seqs().find(seq)));
        return true;
    }
}
