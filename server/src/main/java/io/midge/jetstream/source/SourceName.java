package io.midge.jetstream.source;

import io.midge.account.Base62;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.StreamSource;
import io.midge.jetstream.config.SubjectTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells a source from the others of a stream: which stream it copies, what of it, and what becomes of the subjects. It stands in
 * every message that was copied.
 *
 * @param stream the origin's name, with a hash of where its API is found if that is elsewhere, and of the durable consumer if there is
 *     one
 * @param filters which subjects, with form feeds between several
 * @param destinations what they become
 */
record SourceName(String stream, String filters, String destinations) {
    /** So long are hashes in names. */
    static final int HASH = 8;

    static SourceName of(StreamSource source) {
        StringBuilder stream = new StringBuilder(source.name());
        if (source.external() != null) {
            stream.append(':').append(hash(source.external().api()));
        }
        if (source.consumer() != null) {
            stream.append(":C=").append(hash(source.consumer().name()));
        }
        if (source.subjectTransforms().isEmpty()) {
            return new SourceName(stream.toString(), orAll(source.filterSubject()), ">");
        }
        List<String> filters = new ArrayList<>();
        List<String> destinations = new ArrayList<>();
        for (SubjectTransform each : source.subjectTransforms()) {
            filters.add(orAll(each.source()));
            destinations.add(orAll(each.destination()));
        }
        return new SourceName(stream.toString(), String.join("\f", filters), String.join("\f", destinations));
    }

    /** In one piece. */
    String text() {
        return stream + ' ' + filters + ' ' + destinations;
    }

    static String hash(String name) {
        return ByteText.of(Base62.hash(name, HASH));
    }

    private static String orAll(String subject) {
        return subject.isEmpty() ? ">" : subject;
    }
}
