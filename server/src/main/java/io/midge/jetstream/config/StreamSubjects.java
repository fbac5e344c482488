package io.midge.jetstream.config;

import io.midge.json.GoText;
import io.midge.subject.Transform;
import java.util.List;

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
        SubjectList list = new SubjectList(subjects);
        for (int i = 0; i < subjects.size(); i++) {
            String subject = subjects.get(i);
            if (!Texts.isSubject(subject)) {
                throw StreamCheck.invalid("invalid subject");
            }
            reserved(config, subject);
            int other = list.overlapBehind(i);
            if (other >= 0) {
                throw StreamCheck.invalid(
                        "subject " + GoText.quoted(subject) + " overlaps with " + GoText.quoted(subjects.get(other)));
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
        boolean jetStream =
                Texts.overlap(subject, "$JS.>") || Texts.overlap(subject, "$JSC.>") || Texts.overlap(subject, "$NRG.>");
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
        return config.toBuilder()
                .republish(republish(config, republish, pedantic))
                .build();
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
}
