package io.midge.jetstream.config;

import io.midge.store.StreamState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the API shows it.
 *
 * @param subjects messages of each subject that was asked for, in order; null: it was not asked for
 * @param deleted sequences without a message; null: they were not asked for
 */
public record StreamInfo(
        StreamConfig config,
        Instant created,
        StreamState state,
        int consumers,
        String domain,
        @Nullable SourceInfo mirror,
        List<SourceInfo> sources,
        @Nullable Map<String, Long> subjects,
        @Nullable List<Long> deleted,
        Instant ts) {
    public StreamInfo {
        sources = List.copyOf(sources);
    }
}
