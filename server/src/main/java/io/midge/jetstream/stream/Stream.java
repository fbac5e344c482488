package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamInfo;
import io.midge.jetstream.consumer.Ending;
import io.midge.jetstream.consumer.StreamConsumers;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream: the door of this package. */
@Confined("stream lane")
public final class Stream {
    /** Hears how a purge ended. */
    public interface Purged {
        void purged(long messages);

        void refused(ApiError why);
    }

    /** Hears what was found. */
    public interface Found {
        /** Copied. */
        void message(byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs);

        void refused(ApiError why);
    }

    /** Which message is asked for; exactly one of the first four is set, but {@code seq} may go with {@code nextBySubject}. */
    public record Get(long seq, String lastBySubject, String nextBySubject, @Nullable Instant startTime) {}

    /** What of a stream is shown beyond its figures. {@code subjects} is a filter, empty: none. */
    public record Details(boolean deleted, String subjects, int offset, int limit) {}

    public Stream(StreamConfig config, StreamStore store, Instant created, StreamParts parts) {}

    /** Takes messages from now on, and its consumers deliver. */
    public void start() {}

    /** Ends it: nothing is taken or delivered any more. */
    public void stop(Ending why) {}

    /** As it is configured. Any thread. */
    public StreamConfig config() {
        throw new UnsupportedOperationException();
    }

    /** When it was made. Any thread. */
    public Instant created() {
        throw new UnsupportedOperationException();
    }

    public StreamStore store() {
        throw new UnsupportedOperationException();
    }

    public StreamConsumers consumers() {
        throw new UnsupportedOperationException();
    }

    /** What it holds. */
    public StreamInfo info(Details details) {
        throw new UnsupportedOperationException();
    }

    /** How many subjects a filter takes: what pages of details count in all. */
    public int subjects(String filter) {
        throw new UnsupportedOperationException();
    }

    /** Gets another configuration, which was checked; null: it is durable and in force. */
    public void update(StreamConfig to, Consumer<@Nullable ApiError> then) {
        throw new UnsupportedOperationException();
    }

    /** Removes messages: of a filter (empty: all), below a sequence (0: all), but for the last so many. */
    public void purge(String filter, long seq, long keep, Purged then) {
        throw new UnsupportedOperationException();
    }

    /** Deletes a message, and overwrites it wherever it lies if {@code erase}; null: it is gone. */
    public void delete(long seq, boolean erase, Consumer<@Nullable ApiError> then) {
        throw new UnsupportedOperationException();
    }

    /** Finds a message. */
    public void get(Get what, Found then) {
        throw new UnsupportedOperationException();
    }
}
