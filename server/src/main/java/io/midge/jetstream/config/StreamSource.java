package io.midge.jetstream.config;

import io.midge.json.ZonedTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that another one copies. */
public record StreamSource(
        String name,
        long optStartSeq,
        @Nullable ZonedTime optStartTime,
        String filterSubject,
        List<SubjectTransform> subjectTransforms,
        @Nullable ExternalStream external,
        @Nullable SourceConsumer consumer) {
    public StreamSource {
        subjectTransforms = List.copyOf(subjectTransforms);
    }

    /** All of a stream of the same account. */
    public static StreamSource of(String name) {
        return new StreamSource(name, 0, null, "", List.of(), null, null);
    }
}
