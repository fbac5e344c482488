package io.midge.store.log;

import io.midge.store.op.OpFrame;
import org.jspecify.annotations.Nullable;

/** Knows what of segments is still needed, as far as that can be told without looking around. On the stream's lane. */
final class Needs {
    private final Shelf shelf;
    private long dropped;
    private long changes;
    private @Nullable Segment config;

    Needs(Shelf shelf) {
        this.shelf = shelf;
    }

    /** The number of the segment with the newest configuration; 0: there is none. */
    long config() {
        Segment is = config;
        return is == null ? 0 : is.number();
    }

    boolean isConfig(Segment of) {
        return of == config;
    }

    /** The newest configuration is in this segment. */
    void configIs(Segment segment) {
        config = segment;
    }

    /** A segment became another one, or none. */
    void changed(Segment was, @Nullable Segment is) {
        was.out = true;
        changes++;
        if (config == was) {
            config = is;
        }
    }

    /** How many segments became another one, or none. */
    long changes() {
        return changes;
    }

    /** So many dead messages are in no file any more. */
    void dropped(long messages) {
        dropped += messages;
    }

    /** How many messages went from the files so far. */
    long dropped() {
        return dropped;
    }

    /** How many messages of a segment are not deleted. */
    long live(Segment of) {
        return Math.min(of.summary.messages, shelf.live(of.summary.first, of.summary.last));
    }

    /** Whether a frame is kept of which nobody has asked whether it is needed. */
    boolean isKept(Segment of, OpFrame frame) {
        return switch (frame.type()) {
            case CONFIG -> of == config;
            // The summary knows, and so does the next segment.
            case SKIP -> false;
            case MESSAGE, LARGE, DELETE, EVICT, CONSUMER, BLOCK, CREATE, DROP, CONSUMERS -> true;
        };
    }
}
