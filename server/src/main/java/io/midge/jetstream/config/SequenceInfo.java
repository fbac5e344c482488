package io.midge.jetstream.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a consumer stands, as it counts and as its stream does. */
public record SequenceInfo(
        long consumerSeq, long streamSeq, @Nullable Instant lastActive) {}
