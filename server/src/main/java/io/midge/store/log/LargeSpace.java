package io.midge.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives back the room of large payloads: removes files to which no living message refers, and empties those of which less than
 * half is needed by writing the segments again that refer to them. How much lives in a file is summed up over segments, each of which
 * is counted again when messages of it have died. Nothing happens before the first checkpoint, since the journal may refer to what
 * no frame does. On the stream's lane.
 */
final class LargeSpace {
    /** How many segments one step counts. */
    private static final int LOOK = 16;

    private final Segments segments;
    private final Shelf shelf;
    private final LargeFiles large;
    private final Needs needs;
    private final Rewriting rewriting;
    private long begun;
    private long done;

    LargeSpace(Segments segments, Shelf shelf, LargeFiles large, Needs needs, Rewriting rewriting) {
        this.segments = segments;
        this.shelf = shelf;
        this.large = large;
        this.needs = needs;
        this.rewriting = rewriting;
    }

    void checkpointBegins() {
        begun++;
    }

    void checkpointed() {
        done = begun;
    }

    /** One step; only the first {@code limit} segments may be written again. Whether there may be more to do. */
    boolean step(int limit, long budget) throws IOException {
        if (done == 0 || !large.all().iterator().hasNext()) {
            return false;
        }
        int counted = 0;
        TreeMap<Integer, Long> living = new TreeMap<>();
        for (int i = 0; i < segments.count(); i++) {
            Segment of = segments.get(i);
            if (of.summary.larges == 0) {
                continue;
            }
            if (of.living == null || of.isActive() || of.livingAt != needs.live(of)) {
                if (counted++ == LOOK) {
                    return true;
                }
                count(of);
            }
            add(of, living);
        }
        return change(living, limit, budget);
    }

    private void count(Segment of) throws IOException {
        TreeMap<Integer, Long> sums = new TreeMap<>();
        shelf.sound(of, () -> {
            sums.clear();
            Cursor from = shelf.section(of, Section.LARGES);
            Columns seqs = shelf.places(of).seqs();
            int row = 0;
            while (from.left() > 0) {
                row += from.number(Math.max(0, seqs.count() - 1 - row));
                int file = from.number(Integer.MAX_VALUE);
                from.number();
                long stored = from.number(Integer.MAX_VALUE);
                if (!shelf.isGone(seqs.seq(row))) {
                    sums.merge(file, stored, Long::sum);
                }
            }
            return sums;
        });
        long[] pairs = new long[2 * sums.size()];
        int i = 0;
        for (var each : sums.entrySet()) {
            pairs[i++] = each.getKey();
            pairs[i++] = each.getValue();
        }
        of.living = pairs;
        of.livingAt = needs.live(of);
    }

    private static void add(Segment of, Map<Integer, Long> to) {
        long[] pairs = of.living;
        for (int i = 0; pairs != null && i < pairs.length; i += 2) {
            to.merge((int) pairs[i], pairs[i + 1], Long::sum);
        }
    }

    private boolean change(Map<Integer, Long> living, int limit, long budget) throws IOException {
        List<LargeFiles.LargeFile> sparse = new ArrayList<>();
        for (LargeFiles.LargeFile each : large.all()) {
            long lives = living.getOrDefault(each.number, 0L);
            if (large.isLast(each) || each.pending > 0) {
                continue;
            }
            if (lives == 0 && isUnneeded(each)) {
                large.remove(each);
                return true;
            }
            each.unneeded = lives == 0 ? each.unneeded : 0;
            if (lives > 0 && lives * 2 < each.size) {
                sparse.add(each);
            }
        }
        for (LargeFiles.LargeFile each : sparse) {
            for (int i = 0; i < limit; i++) {
                Segment of = segments.get(i);
                long bytes = bytes(of, each.number);
                if (bytes > 0 && !of.damaged && of.summary.fileEnd + bytes <= budget) {
                    return rewriting.move(i, each.number);
                }
            }
        }
        return false;
    }

    /**
     * Whether nothing referred to a file when a checkpoint began that is done now: before that the journal may still have to
     * append a message again only to delete it.
     */
    private boolean isUnneeded(LargeFiles.LargeFile file) {
        if (file.unneeded == 0) {
            file.unneeded = begun + 1;
        }
        return file.unneeded <= done;
    }

    private static long bytes(Segment of, int file) {
        long[] pairs = of.living;
        for (int i = 0; pairs != null && i < pairs.length; i += 2) {
            if (pairs[i] == file) {
                return pairs[i + 1];
            }
        }
        return 0;
    }
}
