package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which frames of some segments, that are no messages, are still needed when these segments are written again without
 * their dead messages. A deletion is, as long as another segment has a message that it speaks of. It stops when its allowance is spent and goes on
 * from there: what was not needed once never is again, since messages only come with higher sequences. On the stream's lane.
 *
 * <p>Deletions are asked for in the order of what they speak of, so that the columns of each segment are read once.
 */
final class Look {
    private static final int HOP = 16;
    private static final int ROW = 8;

    /** What a frame speaks of. */
    private record Range(long from, long to, int segment, int other) {}

    private final Parts parts;
    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final Needs needs;
    private final List<Segment> of;
    private final List<BitSet> needed = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();
    /** The highest of those that say that all below is gone. */
    private @Nullable Range evicted;

    private int segment; // that is read, and which of its frames is next
    private int other;
    private long @Nullable [] others;
    private boolean sorted;
    private int asked;
    private @Nullable Segment witness;
    private @Nullable Segment held;
    private @Nullable Columns columns; // of the segment that is held

    Look(Parts parts, Segments segments, Shelf shelf, SegmentReader reader, Needs needs, List<Segment> of) {
        this.parts = parts;
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
        this.needs = needs;
        this.of = of;
        of.forEach(each -> needed.add(new BitSet()));
    }

    /** Whether it is of these, as they are now. */
    boolean isOf(List<Segment> others) {
        return of.equals(others);
    }

    /** How many frames are needed. */
    int needed() {
        return needed.stream().mapToInt(BitSet::cardinality).sum();
    }

    /** Whether the so-manieth frame of a segment that is no message is needed. */
    boolean isNeeded(Segment in, int which) {
        return needed.get(of.indexOf(in)).get(which);
    }

    /** A segment that has a message of which one of the frames speaks. */
    @Nullable
    Segment witness() {
        return witness;
    }

    /** Looks on; whether all is known. */
    boolean run(Allowance allowance) throws IOException {
        while (segment < of.size()) {
            if (!read(of.get(segment), allowance)) {
                return false;
            }
            segment++;
            other = 0;
            others = null;
        }
        if (!sorted) {
            if (evicted != null) {
                ranges.add(evicted);
            }
            ranges.sort(Comparator.comparingLong(Range::from));
            sorted = true;
        }
        for (; asked < ranges.size(); asked++) {
            if (allowance.isSpent()) {
                return false;
            }
            ask(ranges.get(asked), allowance);
        }
        return true;
    }

    private boolean read(Segment in, Allowance allowance) throws IOException {
        long[] all = others;
        if (all == null) {
            all = shelf.others(in);
            others = all;
            allowance.spend((long) ROW * all.length);
        }
        for (; other < all.length; other++) {
            if (allowance.isSpent()) {
                return false;
            }
            try {
                OpFrame frame = reader.frame(in, all[other]);
                allowance.spend(OpFrame.padded(frame.length()));
                take(in, frame);
            } catch (BadFrameException e) {
                in.damaged = true;
                need(segment, other);
            }
        }
        return true;
    }

    private void take(Segment in, OpFrame frame) throws BadFrameException {
        int where = segment;
        int which = other;
        switch (frame.type()) {
            case DELETE -> parts.ranges().tell(frame, (from, to) -> ranges.add(new Range(from, to, where, which)));
            case EVICT -> {
                if (evicted == null || frame.seq() - 1 > evicted.to) {
                    evicted = new Range(1, frame.seq() - 1, where, which);
                }
            }
            case MESSAGE, LARGE, CONSUMER, CONFIG, SKIP, BLOCK, CREATE, DROP, CONSUMERS -> {
                if (needs.isKept(in, frame)) {
                    need(where, which);
                }
            }
        }
    }

    private void need(int where, int which) {
        needed.get(where).set(which);
    }

    private void ask(Range range, Allowance allowance) throws IOException {
        allowance.spend(HOP);
        if (!needed.get(range.segment).get(range.other)) {
            Segment holds = holder(range.from, range.to, allowance);
            if (holds != null) {
                witness = holds;
                need(range.segment, range.other);
            }
        }
    }

    /** Another segment that has a message, dead or not, between two sequences; null: none has. */
    private @Nullable Segment holder(long from, long to, Allowance allowance) throws IOException {
        for (int i = segments.find(from); i < segments.count(); i++) {
            Segment in = segments.get(i);
            Summary summary = in.summary;
            long low = Math.max(from, summary.first);
            long high = Math.min(to, summary.last);
            if (summary.base >= to) {
                return null;
            }
            allowance.spend(HOP);
            if (low > high || of.contains(in)) {
                continue;
            }
            if (low == summary.first || high == summary.last || summary.isDense() || isAny(in, low, high, allowance)) {
                return in;
            }
        }
        return null;
    }

    private boolean isAny(Segment in, long low, long high, Allowance allowance) throws IOException {
        Columns known = columns;
        if (known == null || held != in || in.isActive()) {
            allowance.spend(shelf.columnsAtHand(in) == null ? (long) ROW * in.summary.messages : 0);
            known = shelf.columns(in);
            columns = known;
            held = in;
        }
        int row = known.ceil(low);
        return row < known.count() && known.seq(row) <= high;
    }
}
