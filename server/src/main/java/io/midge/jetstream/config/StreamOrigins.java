package io.midge.jetstream.config;

import io.midge.json.GoText;
import io.midge.subject.Transform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a stream copies: its mirror and its sources. For one check. */
final class StreamOrigins {
    private static final String API = "$JS.API";

    private final OtherStreams others;

    /** Subjects of the origins that are in the same account. */
    private final List<String> subjects = new ArrayList<>();

    private final List<String> deliverPrefixes = new ArrayList<>();
    private final List<String> apiPrefixes = new ArrayList<>();

    private StreamOrigins(OtherStreams others) {
        this.others = others;
    }

    static StreamConfig check(StreamConfig asked, boolean pedantic, OtherStreams others) throws JsException {
        StreamOrigins origins = new StreamOrigins(others);
        StreamConfig config = origins.mirror(asked, pedantic);
        if (!config.sources().isEmpty() && config.allowMsgSchedules()) {
            throw new JsException(JsError.SOURCE_WITH_MSG_SCHEDULES);
        }
        Set<String> sources = new HashSet<>();
        Set<String> consumers = new HashSet<>();
        for (StreamSource source : config.sources()) {
            origins.source(config, source, sources, consumers);
        }
        origins.prefixes();
        cycle(config, others);
        if (isUnwritable(config.mirror()) || config.sources().stream().anyMatch(StreamOrigins::isUnwritable)) {
            throw failed("error creating store for stream"); // as where the store cannot write it
        }
        return config;
    }

    private static boolean isUnwritable(@Nullable StreamSource source) {
        return source != null
                && source.optStartTime() != null
                && !source.optStartTime().isWritable();
    }

    private StreamConfig mirror(StreamConfig config, boolean pedantic) throws JsException {
        StreamSource mirror = config.mirror();
        if (mirror == null) {
            return config;
        }
        mirrorAlone(config);
        if (mirror.consumer() != null && wrongConsumer(mirror, mirror.consumer())) {
            throw new JsException(JsError.MIRROR_DURABLE_CONSUMER_CFG_INVALID);
        }
        if (!mirror.filterSubject().isEmpty() && !mirror.subjectTransforms().isEmpty()) {
            throw new JsException(JsError.MIRROR_MULTIPLE_FILTERS_NOT_ALLOWED);
        }
        if (config.subjectDeleteMarkerTtlNs() > 0) {
            throw StreamCheck.invalid("subject delete markers forbidden on mirrors");
        }
        mirrorTransforms(mirror.subjectTransforms());
        if (mirror.external() != null) {
            external(mirror.external());
            return config;
        }
        if (!Texts.isName(mirror.name())) {
            throw new JsException(JsError.MIRROR_INVALID_STREAM_NAME);
        }
        StreamConfig origin = others.find(mirror.name());
        if (origin == null) {
            return config;
        }
        subjects.addAll(origin.subjects());
        if (tooSmall(config, origin)) {
            throw new JsException(JsError.MIRROR_MAX_MESSAGE_SIZE_TOO_BIG);
        }
        if (pedantic && config.mirrorDirect() != origin.allowDirect()) {
            throw StreamCheck.pedantic("origin stream has direct get set, mirror has it disabled");
        }
        return config.toBuilder().mirrorDirect(origin.allowDirect()).build();
    }

    private static void mirrorAlone(StreamConfig config) throws JsException {
        JsError wrong = null;
        if (config.firstSeq() != 0) {
            wrong = JsError.MIRROR_WITH_FIRST_SEQ;
        } else if (!config.subjects().isEmpty()) {
            wrong = JsError.MIRROR_WITH_SUBJECTS;
        } else if (!config.sources().isEmpty()) {
            wrong = JsError.MIRROR_WITH_SOURCES;
        } else if (config.allowMsgCounter()) {
            wrong = JsError.MIRROR_WITH_COUNTERS;
        } else if (config.allowAtomic()) {
            wrong = JsError.MIRROR_WITH_ATOMIC_PUBLISH;
        } else if (config.allowBatched()) {
            wrong = JsError.MIRROR_WITH_BATCH_PUBLISH;
        } else if (config.allowMsgSchedules()) {
            wrong = JsError.MIRROR_WITH_MSG_SCHEDULES;
        }
        if (wrong != null) {
            throw new JsException(wrong);
        }
    }

    private static boolean wrongConsumer(StreamSource source, SourceConsumer consumer) {
        return !Texts.isName(consumer.name())
                || !Texts.isLiteral(consumer.deliverSubject())
                || !Texts.isSubject(consumer.deliverSubject())
                || source.optStartSeq() != 0
                || source.optStartTime() != null
                || !source.filterSubject().isEmpty();
    }

    private static void mirrorTransforms(List<SubjectTransform> transforms) throws JsException {
        SubjectList list = sources(transforms);
        for (int i = 0; i < transforms.size(); i++) {
            SubjectTransform transform = transforms.get(i);
            String wrong = wrongFilter(transform.source());
            if (wrong != null) {
                throw new JsException(JsError.MIRROR_INVALID_SUBJECT_FILTER.with(wrong));
            }
            wrong = Transform.wrongMapping(transform.source(), transform.destination());
            if (wrong != null) {
                throw new JsException(JsError.MIRROR_INVALID_TRANSFORM_DESTINATION.with(wrong));
            }
            if (list.overlapBehind(i) >= 0) {
                throw new JsException(JsError.MIRROR_OVERLAPPING_SUBJECT_FILTERS);
            }
        }
    }

    private static @Nullable String wrongFilter(String subject) {
        return subject.isEmpty() || Texts.isSubject(subject) ? null : "invalid subject " + subject;
    }

    private static boolean tooSmall(StreamConfig config, StreamConfig origin) {
        return config.maxMsgSize() > 0 && origin.maxMsgSize() > 0 && config.maxMsgSize() < origin.maxMsgSize();
    }

    private void external(ExternalStream external) {
        if (!external.deliver().isEmpty()) {
            deliverPrefixes.add(external.deliver());
        }
        if (!external.api().isEmpty()) {
            apiPrefixes.add(external.api());
        }
    }

    private void source(StreamConfig config, StreamSource source, Set<String> sources, Set<String> consumers)
            throws JsException {
        if (!Texts.isName(source.name())) {
            throw new JsException(JsError.SOURCE_INVALID_STREAM_NAME);
        }
        if (!sources.add(identity(source))) {
            throw new JsException(JsError.SOURCE_DUPLICATE_DETECTED);
        }
        if (!source.filterSubject().isEmpty() && !source.subjectTransforms().isEmpty()) {
            throw new JsException(JsError.SOURCE_MULTIPLE_FILTERS_NOT_ALLOWED);
        }
        sourceTransforms(source.subjectTransforms());
        SourceConsumer consumer = source.consumer();
        if (consumer != null) {
            if (wrongConsumer(source, consumer)) {
                throw new JsException(JsError.SOURCE_DURABLE_CONSUMER_CFG_INVALID);
            }
            if (!consumers.add(origin(source) + ' ' + consumer.name())) {
                throw new JsException(JsError.SOURCE_DURABLE_CONSUMER_DUPLICATE_DETECTED);
            }
        }
        if (source.external() != null) {
            external(source.external());
            return;
        }
        StreamConfig origin = others.find(source.name());
        if (origin != null) {
            subjects.addAll(origin.subjects());
            if (tooSmall(config, origin)) {
                throw new JsException(JsError.SOURCE_MAX_MESSAGE_SIZE_TOO_BIG);
            }
        }
    }

    private static void sourceTransforms(List<SubjectTransform> transforms) throws JsException {
        for (SubjectTransform transform : transforms) {
            String wrong = wrongFilter(transform.source());
            if (wrong != null) {
                throw new JsException(JsError.SOURCE_INVALID_SUBJECT_FILTER.with(wrong));
            }
            wrong = Transform.wrongMapping(transform.source(), transform.destination());
            if (wrong != null) {
                throw new JsException(JsError.SOURCE_INVALID_TRANSFORM_DESTINATION.with(wrong));
            }
        }
        if (sources(transforms).hasSubset()) {
            throw new JsException(JsError.SOURCE_OVERLAPPING_SUBJECT_FILTERS);
        }
    }

    private static SubjectList sources(List<SubjectTransform> transforms) {
        return new SubjectList(transforms.stream().map(SubjectTransform::source).toList());
    }

    private static String origin(StreamSource source) {
        return source.external() == null
                ? source.name()
                : source.name() + ':' + source.external().api();
    }

    /** What tells two sources apart: their stream, filters and transforms. */
    private static String identity(StreamSource source) {
        StringBuilder out = new StringBuilder(origin(source));
        if (source.consumer() != null) {
            out.append(":C=").append(source.consumer().name());
        }
        if (source.subjectTransforms().isEmpty()) {
            return out.append(' ')
                    .append(orAll(source.filterSubject()))
                    .append(" >")
                    .toString();
        }
        char separator = ' ';
        for (SubjectTransform transform : source.subjectTransforms()) {
            out.append(separator).append(orAll(transform.source()));
            separator = '\f';
        }
        separator = ' ';
        for (SubjectTransform transform : source.subjectTransforms()) {
            out.append(separator).append(orAll(transform.destination()));
            separator = '\f';
        }
        return out.toString();
    }

    private static String orAll(String subject) {
        return subject.isEmpty() ? ">" : subject;
    }

    private void prefixes() throws JsException {
        for (String prefix : deliverPrefixes) {
            if (!Texts.isSubject(prefix) || !Texts.isLiteral(prefix)) {
                throw new JsException(JsError.STREAM_INVALID_EXTERNAL_DELIVERY_SUBJ.with(prefix));
            }
            for (String subject : subjects) {
                if (Texts.overlap(subject, prefix + '.' + subject)) {
                    throw new JsException(JsError.STREAM_EXTERNAL_DEL_PREFIX_OVERLAPS.with(prefix, subject));
                }
            }
        }
        for (String prefix : apiPrefixes) {
            if (!Texts.isSubject(prefix) || !Texts.isLiteral(prefix)) {
                throw StreamCheck.invalid("stream external api prefix " + GoText.quoted(prefix)
                        + " must be a valid subject without wildcards");
            }
            if (Texts.overlap(prefix, API)) {
                throw new JsException(JsError.STREAM_EXTERNAL_API_OVERLAP.with(prefix, API));
            }
        }
    }

    /**
     * Follows what is copied, stream by stream. As in nats-server, a stream that is reached a second time is a cycle.
     */
    private static void cycle(StreamConfig config, OtherStreams others) throws JsException {
        Map<String, StreamConfig> open = new LinkedHashMap<>();
        open.put(config.name(), config);
        Set<String> visited = new HashSet<>();
        while (!open.isEmpty()) {
            StreamConfig next = open.remove(open.keySet().iterator().next());
            if (next == null) {
                continue;
            }
            visited.add(next.name());
            for (StreamSource source : next.sources()) {
                if (source.external() != null) {
                    continue;
                }
                boolean all = source.filterSubject().isEmpty();
                boolean been = visited.contains(source.name());
                if (been && (all || Texts.overlap(source.filterSubject(), next.subjects()))) {
                    throw StreamCheck.invalid("detected cycle");
                }
                if (!been) {
                    visit(source.name(), others, open);
                }
            }
            StreamSource mirror = next.mirror();
            if (mirror != null && mirror.external() == null) {
                if (visited.contains(mirror.name())) {
                    throw StreamCheck.invalid("detected cycle");
                }
                visit(mirror.name(), others, open);
            }
        }
    }

    private static void visit(String name, OtherStreams others, Map<String, StreamConfig> open) {
        StreamConfig config = others.find(name);
        if (config != null) {
            open.putIfAbsent(name, config);
        }
    }

    /** The filters themselves, which are looked at last. */
    static void filters(StreamConfig config) throws JsException {
        StreamSource mirror = config.mirror();
        if (mirror != null && wrongFilter(mirror.filterSubject()) != null) {
            throw failed("subject filter '" + mirror.filterSubject() + "' for the mirror invalid subject");
        }
        for (StreamSource source : config.sources()) {
            if (wrongFilter(source.filterSubject()) != null) {
                throw failed("subject filter '" + source.filterSubject() + "' for the source: invalid subject");
            }
        }
    }

    private static JsException failed(String text) {
        return new JsException(JsError.STREAM_CREATE.with(text));
    }
}
