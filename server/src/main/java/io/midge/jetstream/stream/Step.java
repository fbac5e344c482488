package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done to a stream while nothing is on its way: a purge, a deletion, another configuration. What
 * takes long is done in pieces, between which messages have their turn.
 */
interface Step {
    /** So many messages one piece looks at: what it decides has to fit into an entry of the journal. */
    int PIECE = 1024;

    /**
     * Decides on a piece, by what is applied.
     *
     * @return whether there is more to do once that is applied
     */
    boolean decide(Assembly assembly, long now) throws IOException;

    /** Whether nothing else is decided before it has ended. */
    default boolean isUrgent() {
        return false;
    }

    /** Whether there is anything to do; asked of what follows a batch, when that is applied. */
    default boolean isNeeded() {
        return true;
    }

    /** It has ended; null: well, and that is durable. */
    default void ended(@Nullable ApiError why) {}
}
