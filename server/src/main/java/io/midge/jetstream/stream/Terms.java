package io.midge.jetstream.stream;

import io.midge.jetstream.config.Republish;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.SubjectTransform;
import io.midge.json.Utf8;
import io.midge.subject.Transform;
import io.midge.subject.TransformException;
import org.jspecify.annotations.Nullable;

/** A configuration that is in force, with what is worked out of it once. Immutable. */
final class Terms {
    private static final long SECOND = 1_000_000_000L;

    final StreamConfig config;

    /** What subjects become before anything else; null: they stay as they are. */
    final @Nullable Transform transform;

    /** Where messages are published again; null: nowhere. */
    final @Nullable Transform republish;

    final byte[] name;
    final boolean isMirror;
    final boolean isInterest;
    final boolean keepsNeeded;

    /** Whether messages may outlive the stream's own limit of age. */
    final boolean maybeForever;

    /** Whether deletes and rollups may remove messages. */
    final boolean maysRollup;

    /** How long delete markers live, in seconds; 0: there are none. */
    final int markerTtl;

    Terms(StreamConfig config) {
        this.config = config;
        name = Utf8.bytes(config.name());
        isMirror = config.mirror() != null;
        isInterest = config.retention() == RetentionPolicy.INTEREST;
        keepsNeeded = config.retention() != RetentionPolicy.LIMITS;
        maybeForever = config.allowMsgTtl()
                || isMirror
                || !config.sources().isEmpty()
                || config.subjectDeleteMarkerTtlNs() > 0;
        maysRollup = config.allowRollup() && !config.denyPurge();
        markerTtl = (int) Math.min(Integer.MAX_VALUE, Math.max(0, config.subjectDeleteMarkerTtlNs() / SECOND));
        transform = transform(config.subjectTransform());
        republish = republish(config.republish());
    }

    private static @Nullable Transform transform(@Nullable SubjectTransform of) {
        return of == null || of.destination().isEmpty() ? null : compile(of.source(), of.destination());
    }

    private static @Nullable Transform republish(@Nullable Republish of) {
        return of == null ? null : compile(of.source(), of.destination());
    }

    private static Transform compile(String source, String destination) {
        try {
            return Transform.of(source.isEmpty() ? ">" : source, destination.isEmpty() ? ">" : destination);
        } catch (TransformException e) {
            throw new IllegalArgumentException("a transform that was not checked: " + e.getMessage(), e);
        }
    }

    boolean isInFiles() {
        return config.storage() == StorageType.FILE;
    }

    /** Whether messages expire, by the stream's limit or their own. */
    boolean hasExpiry() {
        return config.maxAgeNs() > 0 || config.allowMsgTtl();
    }
}
