package io.midge.jetstream.config;

import io.midge.json.GoText;
import io.midge.subject.Transform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks what a stream takes, what it makes of that, and what it publishes again. */
final class StreamSubjects {
    private static final String ALL = ">";

    private StreamSubjects() {}

    static StreamConfig check(StreamConfig config) throws JsException {
        List<String> subjects = config.subjects();
        if (subjects.isEmpty()) {
            boolean copies = config.mirror() != null || !config.sources().isEmpty();
            return copies
                    ? config
                    : config.toBuilder().subjects(List.of(config.name())).build();
        }
        Overlaps overlaps = new Overlaps(subjects);
        for (int i = 0; i < subjects.size(); i++) {
            String subject = subjects.get(i);
            if (!Texts.isSubject(subject)) {
                throw StreamCheck.invalid("invalid subject");
            }
            reserved(config, subject);
            int other = overlaps.behind(i);
            if (other >= 0) {
                throw StreamCheck.invalid("subject " + GoText.quoted(subject) + " overlaps with "
                        + GoText.quoted(subjects.get(other)));
            }
        }
        return config;
    }

    private static void reserved(StreamConfig config, String subject) throws JsException {
        if (subject.equals(ALL)) {
            if (!config.noAck()) {
                throw StreamCheck.invalid("capturing all subjects requires no-ack to be true");
            }
            if (config.replicas() != 1) {
                throw StreamCheck.invalid("capturing all subjects requires replicas of 1");
            }
        }
        if (config.noAck()) {
            return;
        }
        boolean jetStream = Texts.overlap(subject, "$JS.>")
                || Texts.overlap(subject, "$JSC.>")
                || Texts.overlap(subject, "$NRG.>");
        if (jetStream && !Texts.isSubset(subject, "$JS.EVENT.>")) {
            throw StreamCheck.invalid("subjects that overlap with jetstream api require no-ack to be true");
        }
        if (Texts.overlap(subject, "$SYS.>") && !Texts.isSubset(subject, "$SYS.ACCOUNT.>")) {
            throw StreamCheck.invalid("subjects that overlap with system api require no-ack to be true");
        }
    }

    static StreamConfig transforms(StreamConfig config, boolean pedantic) throws JsException {
        SubjectTransform transform = config.subjectTransform();
        if (transform != null) {
            if (!transform.source().isEmpty() && !Texts.isSubject(transform.source())) {
                throw new JsException(
                        JsError.STREAM_TRANSFORM_INVALID_SOURCE.with("invalid subject " + transform.source()));
            }
            String wrong = Transform.wrongMapping(transform.source(), transform.destination());
            if (wrong != null) {
                throw new JsException(JsError.STREAM_TRANSFORM_INVALID_DESTINATION.with(wrong));
            }
        }
        Republish republish = config.republish();
        if (republish == null) {
            return config;
        }
        return config.toBuilder().republish(republish(config, republish, pedantic)).build();
    }

    private static Republish republish(StreamConfig config, Republish asked, boolean pedantic) throws JsException {
        if (asked.source().isEmpty() && pedantic) {
            throw StreamCheck.pedantic("republish source can not be empty");
        }
        String source = asked.source().isEmpty() ? ALL : asked.source();
        String destination = asked.destination();
        SubjectTransform transform = config.subjectTransform();
        if (destination.equals(ALL)
                && source.equals(ALL)
                && transform != null
                && config.subjects().size() == 1
                && transform.source().equals(config.subjects().getFirst())) {
            if (pedantic) {
                throw StreamCheck.pedantic("implicit republish based on subject transform");
            }
            source = transform.destination();
            destination = transform.destination();
        }
        if (Texts.overlap(destination, config.subjects())) {
            throw StreamCheck.invalid("stream configuration for republish destination forms a cycle");
        }
        if (Transform.wrong(source, destination, false) != null) {
            throw StreamCheck.invalid("stream configuration for republish with transform from '" + source + "' to '"
                    + destination + "' not valid");
        }
        return new Republish(source, destination, asked.headersOnly());
    }

    /** Which subjects of a list overlap with a later one; quick if most hold no wildcard. */
    private static final class Overlaps {
        private final List<String> subjects;

        /** The places of those that hold wildcards. */
        private final List<Integer> wild = new ArrayList<>();

        /** Where the same subject comes next; -1: never. */
        private final int[] same;

        Overlaps(List<String> subjects) {
            this.subjects = subjects;
            same = new int[subjects.size()];
            Map<String, Integer> seen = new HashMap<>();
            for (int i = subjects.size() - 1; i >= 0; i--) {
                Integer next = seen.put(subjects.get(i), i);
                same[i] = next == null ? -1 : next;
            }
            for (int i = 0; i < subjects.size(); i++) {
                if (!Texts.isLiteral(subjects.get(i))) {
                    wild.add(i);
                }
            }
        }

        /** The first one behind the i-th that overlaps with it; -1: none does. */
        int behind(int i) {
            if (!Texts.isLiteral(subjects.get(i))) {
                for (int j = i + 1; j < subjects.size(); j++) {
                    if (Texts.overlap(subjects.get(i), subjects.get(j))) {
                        return j;
                    }
                }
                return -1;
            }
            int found = same[i];
            for (int j : wild) {
                if (j > i && (found < 0 || j < found) && Texts.overlap(subjects.get(i), subjects.get(j))) {
                    return j;
                }
            }
            return found;
        }
    }
}
