package io.midge.jetstream.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream has copied another one.
 *
 * @param seq the last sequence of the origin that was copied
 * @param activeNs since when nothing was heard of it; -1: nothing ever was
 */
public record SourceInfo(
        String name,
        @Nullable ExternalStream external,
        long lag,
        long seq,
        long activeNs,
        @Nullable ApiError error,
        String filterSubject,
        List<SubjectTransform> subjectTransforms) {
    public SourceInfo {
        subjectTransforms = List.copyOf(subjectTransforms);
    }
}
