package io.midge.jetstream.config;

import java.util.List;

/** Checks a request to create a consumer against the subject that it came on. */
final class ConsumerSubject {
    private ConsumerSubject() {}

    static ConsumerConfig check(String subject, ConsumerCreateRequest asked) throws JsException {
        List<String> tokens = List.of(subject.split("\\.", -1));
        boolean legacy = tokens.size() == 5;
        boolean durable = !legacy && tokens.get(3).equals("DURABLE");
        if (durable && tokens.size() != 7) {
            throw new JsException(JsError.CONSUMER_DURABLE_NAME_NOT_IN_SUBJECT);
        }
        ConsumerConfig config = asked.config();
        String stream = tokens.get(durable ? 5 : 4);
        String name = legacy ? config.name() : tokens.get(durable ? 6 : 5);
        if (!stream.equals(asked.stream())) {
            throw new JsException(JsError.STREAM_MISMATCH);
        }
        if (name.indexOf('\\') >= 0 || name.indexOf('/') >= 0) {
            throw new JsException(JsError.CONSUMER_NAME_CONTAINS_PATH_SEPARATORS);
        }
        if (durable && config.durable().isEmpty()) {
            throw new JsException(JsError.CONSUMER_DURABLE_NAME_NOT_SET);
        }
        if (!config.durable().isEmpty()) {
            if (legacy) {
                throw new JsException(JsError.CONSUMER_EPHEMERAL_WITH_DURABLE_NAME);
            }
            if (!name.equals(config.durable())) {
                throw new JsException(JsError.CONSUMER_DURABLE_NAME_NOT_MATCH_SUBJECT);
            }
        }
        if (!durable && tokens.size() > 6) {
            filter(config, String.join(".", tokens.subList(6, tokens.size())));
        }
        if (config.replicas() > 1) {
            throw new JsException(JsError.STREAM_REPLICAS_NOT_SUPPORTED);
        }
        return config.toBuilder().name(name).build();
    }

    private static void filter(ConsumerConfig config, String filter) throws JsException {
        if (filter.isEmpty()) {
            return;
        }
        if (!config.filterSubjects().isEmpty()) {
            throw new JsException(JsError.CONSUMER_MULTIPLE_FILTERS_NOT_ALLOWED);
        }
        if (!config.filterSubject().equals(filter)) {
            throw new JsException(JsError.CONSUMER_CREATE_FILTER_SUBJECT_MISMATCH);
        }
    }
}
