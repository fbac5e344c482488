package io.midge.jetstream.source;

import io.midge.jetstream.config.StreamSource;
import io.midge.jetstream.config.SubjectTransform;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import io.midge.subject.TransformException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What becomes of the subjects of an origin: the first transform that takes one makes another of it. */
final class Renaming {
    private final List<Transform> transforms = new ArrayList<>();
    private final RandomGenerator random;

    Renaming(StreamSource source, RandomGenerator random) {
        this.random = random;
        for (SubjectTransform each : source.subjectTransforms()) {
            try {
                if (!each.destination().isEmpty()) {
                    transforms.add(Transform.of(each.source(), each.destination()));
                }
            } catch (TransformException e) {
                throw new IllegalStateException("transform of '" + each.source() + "' was not checked", e);
            }
        }
    }

    byte[] apply(byte[] subject) {
        for (int i = 0; i < transforms.size(); i++) {
            Transform each = transforms.get(i);
            if (each.source().matches(subject, 0, subject.length)) {
                byte[] renamed = each.apply(subject, random::nextInt);
                return Subjects.isValidLiteral(renamed, 0, renamed.length) ? renamed : subject;
            }
        }
        return subject;
    }
}
