package io.midge.jetstream.consumer;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.loop.Confined;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consumers of a stream: the door of this package. */
@Confined("stream lane")
public final class StreamConsumers {
    /** What may be asked of a consumer when it is made. */
    public enum Action {
        CREATE_OR_UPDATE,
        CREATE,
        UPDATE
    }

    public StreamConsumers(StreamDoor stream) {}

    /** Takes up those that the store has; they deliver from now on. */
    public void start() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a consumer, or gives one another configuration.
     *
     * @param name under which it is to be known
     * @param config checked by itself ({@code ConsumerCheck}); what depends on the stream and its other consumers is checked here
     */
    public void create(String name, ConsumerConfig config, Action action, boolean pedantic, ConsumerOutcome outcome) {
        throw new UnsupportedOperationException();
    }

    /** Removes one; {@code then} hears how it ended, null: well. */
    public void delete(String name, java.util.function.Consumer<@Nullable ApiError> then) {
        throw new UnsupportedOperationException();
    }

    /** Pauses one until a time; one that has passed, or null: it goes on. */
    public void pause(String name, @Nullable Instant until, ConsumerOutcome outcome) {
        throw new UnsupportedOperationException();
    }

    /** The consumer of a name, or null. */
    public @Nullable Consumer find(String name) {
        throw new UnsupportedOperationException();
    }

    /** All that are listed, by name: direct ones are not. */
    public List<Consumer> list() {
        throw new UnsupportedOperationException();
    }

    /** How many are listed. */
    public int size() {
        return 0;
    }

    /** A message was applied. Called for each: it is quick, and delivers later in the lane's turn. */
    public void stored(long seq, byte[] subject, int off, int length) {}

    /** Messages are gone, both included: deleted, expired, evicted or purged. */
    public void removed(long from, long to) {}

    /** The stream has another configuration. */
    public void reconfigured() {}

    /** Whether a consumer still needs a message: it was not delivered yet, or is not acknowledged. */
    public boolean isNeeded(long seq, byte[] subject, int off, int length) {
        throw new UnsupportedOperationException();
    }

    /** Whether there is a consumer that takes this subject. */
    public boolean takes(byte[] subject, int off, int length) {
        throw new UnsupportedOperationException();
    }

    /** How often something could be delivered for a second and was not: zero as long as all is well. */
    public long watchdogFinds() {
        return 0;
    }

    /** Ends them all. */
    public void stop(Ending why) {}
}
