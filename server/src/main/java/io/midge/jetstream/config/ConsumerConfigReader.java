package io.midge.jetstream.config;

import io.midge.json.JsonException;

/** Reads the configuration of one consumer, out of one object or several that complete each other. Of one thread. */
final class ConsumerConfigReader {
    private static final String[] NAMES = {
        "durable_name",
        "name",
        "description",
        "deliver_policy",
        "opt_start_seq",
        "opt_start_time",
        "ack_policy",
        "ack_wait",
        "max_deliver",
        "backoff",
        "filter_subject",
        "filter_subjects",
        "replay_policy",
        "rate_limit_bps",
        "sample_freq",
        "max_waiting",
        "max_ack_pending",
        "flow_control",
        "headers_only",
    };

    private static final String[] MORE_NAMES = {
        "max_batch",
        "max_expires",
        "max_bytes",
        "deliver_subject",
        "deliver_group",
        "idle_heartbeat",
        "inactive_threshold",
        "num_replicas",
        "mem_storage",
        "direct",
        "sourcing",
        "metadata",
        "pause_until",
        "priority_groups",
        "priority_policy",
        "priority_timeout",
    };

    private final ConsumerConfig.Builder config = ConsumerConfig.builder().maxDeliver(0);
    private String stream = "";
    private ConsumerAction action = ConsumerAction.CREATE_OR_UPDATE;
    private boolean pedantic;

    ConsumerConfig config() {
        return config.build();
    }

    ConsumerCreateRequest request() {
        return new ConsumerCreateRequest(stream, config(), action, pedantic);
    }

    /** Reads a request. */
    void request(Decoding in) throws JsonException {
        if (!in.object("server.CreateConsumerRequest")) {
            return;
        }
        while (in.next()) {
            switch (in.field("stream_name", "config", "action", "pedantic")) {
                case 0 -> stream = in.string();
                case 1 -> config(in);
                case 2 -> action = action(in.word("unknown consumer action: ", false, "", "update", "create"));
                case 3 -> pedantic = in.bool();
                default -> in.unknown();
            }
        }
    }

    /** Reads a configuration. */
    void config(Decoding in) throws JsonException {
        if (!in.object("server.ConsumerConfig")) {
            return;
        }
        while (in.next()) {
            int field = in.field(NAMES);
            if (field >= 0) {
                if (!(isPlain(field) && in.isNull())) {
                    take(in, field);
                }
                continue;
            }
            int more = in.field(MORE_NAMES);
            if (more >= 0) {
                if (!(isPlainToo(more) && in.isNull())) {
                    takeMore(in, more);
                }
            } else {
                in.unknown();
            }
        }
    }

    /** Whether null leaves what is there, of which a name in other letters may have said something before. */
    private static boolean isPlain(int field) {
        return switch (field) {
            case 3, 5, 6, 9, 11, 12 -> false;
            default -> true;
        };
    }

    private static boolean isPlainToo(int field) {
        return switch (field) {
            case 11, 12, 13, 14 -> false;
            default -> true;
        };
    }

    private void take(Decoding in, int field) throws JsonException {
        switch (field) {
            case 0 -> config.durable(in.string());
            case 1 -> config.name(in.string());
            case 2 -> config.description(in.string());
            case 3 -> config.deliverPolicy(deliverPolicy(in));
            case 4 -> config.optStartSeq(in.unsigned());
            case 5 -> config.optStartTime(in.time());
            case 6 -> config.ackPolicy(ackPolicy(in.word("none", "all", "explicit", "flow_control")));
            case 7 -> config.ackWaitNs(in.duration());
            case 8 -> config.maxDeliver(in.integer("int"));
            case 9 -> config.backoffNs(in.durations());
            case 10 -> config.filterSubject(in.string());
            case 11 -> config.filterSubjects(in.strings());
            case 12 ->
                config.replayPolicy(in.word("instant", "original") == 0 ? ReplayPolicy.INSTANT : ReplayPolicy.ORIGINAL);
            case 13 -> config.rateLimitBps(in.unsigned());
            case 14 -> config.sampleFrequency(in.string());
            case 15 -> config.maxWaiting(in.integer("int"));
            case 16 -> config.maxAckPending(in.integer("int"));
            case 17 -> config.flowControl(in.bool());
            default -> config.headersOnly(in.bool());
        }
    }

    private void takeMore(Decoding in, int field) throws JsonException {
        switch (field) {
            case 0 -> config.maxRequestBatch(in.integer("int"));
            case 1 -> config.maxRequestExpiresNs(in.duration());
            case 2 -> config.maxRequestMaxBytes(in.integer("int"));
            case 3 -> config.deliverSubject(in.string());
            case 4 -> config.deliverGroup(in.string());
            case 5 -> config.heartbeatNs(in.duration());
            case 6 -> config.inactiveThresholdNs(in.duration());
            case 7 -> config.replicas(in.clamped());
            case 8 -> config.memoryStorage(in.bool());
            case 9 -> config.direct(in.bool());
            case 10 -> config.sourcing(in.bool());
            case 11 -> config.metadata(in.texts());
            case 12 -> config.pauseUntil(in.time());
            case 13 -> config.priorityGroups(in.strings());
            case 14 ->
                config.priorityPolicy(priorityPolicy(in.word(
                        "unknown priority policy: ", false, "none", "overflow", "pinned_client", "prioritized")));
            default -> config.pinnedTtlNs(in.duration());
        }
    }

    private static ConsumerAction action(int word) {
        return word == 0 ? ConsumerAction.CREATE_OR_UPDATE : word == 1 ? ConsumerAction.UPDATE : ConsumerAction.CREATE;
    }

    private static DeliverPolicy deliverPolicy(Decoding in) throws JsonException {
        return switch (in.word(
                "all", "last", "new", "by_start_sequence", "by_start_time", "last_per_subject", "undefined")) {
            case 1 -> DeliverPolicy.LAST;
            case 2 -> DeliverPolicy.NEW;
            case 3 -> DeliverPolicy.BY_START_SEQUENCE;
            case 4 -> DeliverPolicy.BY_START_TIME;
            case 5 -> DeliverPolicy.LAST_PER_SUBJECT;
            default -> DeliverPolicy.ALL;
        };
    }

    private static AckPolicy ackPolicy(int word) {
        return switch (word) {
            case 0 -> AckPolicy.NONE;
            case 1 -> AckPolicy.ALL;
            case 2 -> AckPolicy.EXPLICIT;
            default -> AckPolicy.FLOW_CONTROL;
        };
    }

    private static PriorityPolicy priorityPolicy(int word) {
        return switch (word) {
            case 0 -> PriorityPolicy.NONE;
            case 1 -> PriorityPolicy.OVERFLOW;
            case 2 -> PriorityPolicy.PINNED_CLIENT;
            default -> PriorityPolicy.PRIORITIZED;
        };
    }
}
