package io.midge.jetstream.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a stream may be asked to be, in nats-server's order and words. */
public final class StreamCheck {
    private StreamCheck() {}

    /** What of a request to create a stream is looked at before its limits: the name of its subject, what may only be changed later. */
    public static void request(String nameInSubject, StreamConfig asked) throws JsException {}

    /** The configuration of a new stream: as it was asked for, with defaults. */
    public static StreamConfig create(StreamConfig asked, boolean pedantic, StreamLimits limits, OtherStreams others)
            throws JsException {
        return asked;
    }

    /** What of a new stream is looked at behind its limits: the filters of what it copies. */
    public static void filters(StreamConfig checked) throws JsException {}

    /** The next configuration of a stream that is there. */
    public static StreamConfig update(
            StreamConfig old, StreamConfig asked, boolean pedantic, StreamLimits limits, OtherStreams others)
            throws JsException {
        return asked;
    }

    /** Whether some subject is in both lists; wildcards count. */
    public static boolean overlap(List<String> some, List<String> others) {
        return false;
    }

    /** What this server does not do yet, as {@code message counters}; null: it does it all. */
    public static @Nullable String unsupported(StreamConfig config) {
        return null;
    }
}
