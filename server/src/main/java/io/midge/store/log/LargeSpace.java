package io.midge.store.log;

import io.midge.disk.DiskFull;
import io.midge.store.index.SequenceSet;
import io.midge.store.op.LargeRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the room of large payloads: removes files to which no living message refers, and empties those of which less than
 * half is needed ({@link Moving}). How much lives in a file is summed up over segments, each of which
 * is counted again when messages of it have died. Nothing happens before the first checkpoint, since the journal may refer to what
 * no frame does; and nothing while there is a segment that cannot be counted. On the stream's lane.
 */
final class LargeSpace {
    /** What it costs to count a message, in bytes. */
    private static final int ROW = 8;

    private static final int SEGMENT = 4096;

    /** How everything was when there was nothing to do. */
    private record Stamp(long live, long changes, long large, long done, int limit) {}

    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final LargeFiles large;
    private final Needs needs;
    private final Rewriting rewriting;
    private long begun;
    private long done;
    private @Nullable Moving moving;
    private @Nullable Stamp idle;
    /** Of messages, where their payloads are or were, in files that are still there. */
    private final TreeMap<Long, List<LargeRef>> left = new TreeMap<>();

    LargeSpace(
            Segments segments, Shelf shelf, SegmentReader reader, LargeFiles large, Needs needs, Rewriting rewriting) {
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
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
    boolean step(int limit, Allowance allowance) throws IOException {
        if (done == 0 || large.isEmpty()) {
            return false;
        }
        Moving now = moving;
        if (now != null) {
            move(now, allowance);
            return true;
        }
        Stamp stamp = new Stamp(shelf.live(1, segments.end()), needs.changes(), large.changes(), done, limit);
        if (stamp.equals(idle)) {
            return false;
        }
        if (!count(allowance)) {
            return true;
        }
        Map<Integer, Long> living = living();
        if (living != null && (isRemoved(living) || isMoved(living, limit))) {
            return true;
        }
        idle = stamp;
        return false;
    }

    /** Where copies of a message's payload are that were left, or are being made: it is to be nowhere any more. */
    List<LargeRef> copies(long seq) {
        List<LargeRef> copies = new ArrayList<>(left.getOrDefault(seq, List.of()));
        Moving now = moving;
        LargeRef copy = now == null ? null : now.moved().get(seq);
        if (copy != null) {
            copies.add(copy);
        }
        return copies;
    }

    /** Of messages that a segment had there are no copies any more. */
    void erased(Segment of, SequenceSet seqs) {
        left.subMap(of.summary.first, true, of.summary.last, true).keySet().removeIf(seqs::contains);
    }

    private void leave(Map<Long, LargeRef> copies) {
        copies.forEach((seq, ref) ->
                left.computeIfAbsent(seq, none -> new ArrayList<>(1)).add(ref));
    }

    /** Counts what lives in files; false: there is more to count. */
    private boolean count(Allowance allowance) throws IOException {
        for (int i = 0; i < segments.count(); i++) {
            Segment of = segments.get(i);
            if (of.summary.larges == 0 || (!of.isActive() && of.livingAt == needs.live(of))) {
                continue;
            }
            if (allowance.isSpent()) {
                return false;
            }
            allowance.spend(SEGMENT + (long) ROW * of.summary.messages);
            try {
                of.living = count(of);
            } catch (IOException e) {
                fail(of, e);
                of.living = null;
            }
            of.livingAt = needs.live(of);
        }
        return true;
    }

    private long[] count(Segment of) throws IOException {
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
        return pairs;
    }

    /** How many bytes live in each file; null: nobody knows. */
    private @Nullable Map<Integer, Long> living() {
        TreeMap<Integer, Long> sums = new TreeMap<>();
        for (int i = 0; i < segments.count(); i++) {
            Segment of = segments.get(i);
            long[] pairs = of.living;
            if (of.summary.larges > 0 && pairs == null) {
                return null;
            }
            for (int k = 0; pairs != null && k < pairs.length; k += 2) {
                sums.merge((int) pairs[k], pairs[k + 1], Long::sum);
            }
        }
        return sums;
    }

    private static boolean refers(Segment of, int file) {
        long[] pairs = of.living;
        for (int i = 0; pairs != null && i < pairs.length; i += 2) {
            if (pairs[i] == file) {
                return true;
            }
        }
        return false;
    }

    /** Removes a file to which nothing refers. */
    private boolean isRemoved(Map<Integer, Long> living) throws IOException {
        for (LargeFiles.LargeFile each : large.all()) {
            if (living.containsKey(each.number)) {
                each.unneeded = 0;
            } else if (isDone(each) && isUnneeded(each)) {
                try {
                    large.remove(each);
                    left.values().removeIf(refs -> refs.removeIf(ref -> ref.file() == each.number) && refs.isEmpty());
                } catch (IOException e) {
                    each.stuck = true;
                    large.fail(each, e);
                }
                return true;
            }
        }
        return false;
    }

    /** Whether a file comes to have no more in it than it has, and may be touched. */
    private boolean isDone(LargeFiles.LargeFile file) {
        return !large.isLast(file) && file.pending == 0 && !file.stuck;
    }

    /** Begins to empty a file. */
    private boolean isMoved(Map<Integer, Long> living, int limit) throws IOException {
        for (LargeFiles.LargeFile each : large.all()) {
            long lives = living.getOrDefault(each.number, 0L);
            for (int i = 0; i < limit && lives > 0 && lives * 2 < each.size && isDone(each); i++) {
                Segment of = segments.get(i);
                if (!of.damaged && refers(of, each.number)) {
                    begin(of, each.number);
                    return true;
                }
            }
        }
        return false;
    }

    private void begin(Segment of, int file) throws IOException {
        try {
            moving = new Moving(of, file, shelf, reader, large);
        } catch (IOException e) {
            fail(of, e);
        }
    }

    private void move(Moving now, Allowance allowance) throws IOException {
        Segment of = now.of();
        try {
            if (!of.out && !now.run(allowance)) {
                return;
            }
            if (!of.out && !now.moved().isEmpty()) {
                rewriting.move(segments.indexOf(of), now.moved());
            }
        } catch (IOException e) {
            fail(of, e);
        }
        now.end();
        leave(now.left()); // where nothing refers to them now, or never did
        leave(now.moved());
        moving = null;
    }

    // For want of room it is tried again; what cannot be read or written stays as it is.
    private void fail(Segment of, IOException e) throws IOException {
        if (DiskFull.is(e)) {
            throw e;
        }
        of.damaged = true;
        shelf.report(of, of.size, 0, -1, "the room of its payloads cannot be given back: " + e.getMessage());
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
}
