package io.midge.jetstream.config;

import org.jspecify.annotations.Nullable;

/** The streams of an account, as the checks of one of them need them. */
@FunctionalInterface
public interface OtherStreams {
    /** The configuration of a stream, null if there is none of that name. */
    @Nullable
    StreamConfig find(String name);
}
