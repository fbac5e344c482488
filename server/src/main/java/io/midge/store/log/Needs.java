package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Knows which frames of a segment are still needed. On the stream's lane. */
final class Needs {
    private final Parts parts;
    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private long changes;
    private @Nullable Segment config;

    Needs(Parts parts, Segments segments, Shelf shelf, SegmentReader reader) {
        this.parts = parts;
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
    }

    /** The number of the segment with the newest configuration; 0: there is none. */
    long config() {
        Segment is = config;
        return is == null ? 0 : is.number();
    }

    /** The newest configuration is in this segment. */
    void configIs(Segment segment) {
        config = segment;
    }

    /** Segments became another one, or none. */
    void changed(Segment was, @Nullable Segment is) {
        changes++;
        if (config == was) {
            config = is;
        }
    }

    /** What tells whether something that was looked at is worth another look. */
    long stamp(long live) {
        return changes << 32 | live;
    }

    /** How many messages of a segment are not deleted. */
    long live(Segment of) {
        return Math.min(of.summary.messages, shelf.live(of.summary.first, of.summary.last));
    }

    /** How many of a segment's frames that are no messages are needed when dead messages of some segments go. */
    int others(Segment of, int from, int to) throws IOException {
        int needed = 0;
        for (long at : shelf.others(of)) {
            try {
                needed += isNeeded(of, reader.frame(of, at), from, to) ? 1 : 0;
            } catch (BadFrameException e) {
                of.damaged = true;
                needed++;
            }
        }
        return needed;
    }

    /** Whether a frame that is no message is needed when the dead messages of these segments, and it itself, go. */
    boolean isNeeded(Segment of, OpFrame frame, int from, int to) throws IOException {
        return switch (frame.type()) {
            case DELETE -> speaksOfAny(frame, from, to);
            case EVICT -> isAny(1, frame.seq() - 1, from, to);
            case CONFIG -> of == config;
            // The summary knows, and so does the next segment.
            case SKIP -> false;
            case MESSAGE, LARGE, CONSUMER, BLOCK, CREATE, DROP, CONSUMERS -> true;
        };
    }

    private boolean speaksOfAny(OpFrame frame, int from, int to) throws IOException {
        boolean[] any = new boolean[1];
        IOException[] failed = new IOException[1];
        try {
            parts.ranges().tell(frame, (a, b) -> {
                try {
                    any[0] |= failed[0] == null && !any[0] && isAny(a, b, from, to);
                } catch (IOException e) {
                    failed[0] = e;
                }
            });
        } catch (BadFrameException e) {
            return true;
        }
        if (failed[0] != null) {
            throw failed[0];
        }
        return any[0];
    }

    /** Whether there is a message, dead or not, between two sequences in other segments than these. */
    private boolean isAny(long a, long b, int from, int to) throws IOException {
        for (int i = segments.find(a); i < segments.count(); i++) {
            Summary summary = segments.get(i).summary;
            long low = Math.max(a, summary.first);
            long high = Math.min(b, summary.last);
            if (summary.base >= b) {
                return false;
            }
            if (low > high || (i >= from && i < to)) {
                continue;
            }
            if (summary.isDense()) {
                return true;
            }
            Columns columns = shelf.columns(segments.get(i));
            int row = columns.ceil(low);
            if (row < columns.count() && columns.seq(row) <= high) {
                return true;
            }
        }
        return false;
    }
}
