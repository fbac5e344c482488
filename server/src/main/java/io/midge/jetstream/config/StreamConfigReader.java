package io.midge.jetstream.config;

import io.midge.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of one stream, out of one object or several that complete each other. Of one thread. */
final class StreamConfigReader {
    private static final String STRUCT = "StreamConfig";
    private static final String TRANSFORM = "server.SubjectTransformConfig";

    private static final String[] NAMES = {
        "name",
        "description",
        "subjects",
        "retention",
        "max_consumers",
        "max_msgs",
        "max_bytes",
        "max_age",
        "max_msgs_per_subject",
        "max_msg_size",
        "discard",
        "storage",
        "num_replicas",
        "no_ack",
        "duplicate_window",
        "placement",
        "mirror",
        "sources",
        "compression",
        "first_seq",
    };

    private static final String[] MORE_NAMES = {
        "subject_transform",
        "republish",
        "allow_direct",
        "mirror_direct",
        "discard_new_per_subject",
        "sealed",
        "deny_delete",
        "deny_purge",
        "allow_rollup_hdrs",
        "consumer_limits",
        "allow_msg_ttl",
        "subject_delete_marker_ttl",
        "allow_msg_counter",
        "allow_atomic",
        "allow_msg_schedules",
        "persist_mode",
        "allow_batched",
        "metadata",
    };

    private final StreamConfig.Builder config = StreamConfig.builder()
            .maxConsumers(0)
            .maxMsgs(0)
            .maxBytes(0)
            .maxMsgsPerSubject(0)
            .maxMsgSize(0)
            .replicas(0);
    private boolean pedantic;

    StreamConfig config() {
        return config.build();
    }

    boolean pedantic() {
        return pedantic;
    }

    /** Reads a request, which may say that it is pedantic. */
    void request(Decoding in) throws JsonException {
        if (!in.object("server.StreamConfigRequest")) {
            return;
        }
        while (in.next()) {
            int field = in.embedded(STRUCT, NAMES);
            if (field >= 0) {
                if (!(isPlain(field) && in.isNull())) {
                    take(in, field);
                }
                continue;
            }
            int more = in.embedded(STRUCT, MORE_NAMES);
            if (more >= 0) {
                if (!(isPlainToo(more) && in.isNull())) {
                    takeMore(in, more);
                }
            } else if (in.field("pedantic") == 0) {
                pedantic = in.bool();
            } else {
                in.unknown();
            }
        }
    }

    /** Whether null leaves what is there, of which a name in other letters may have said something before. */
    private static boolean isPlain(int field) {
        return switch (field) {
            case 2, 3, 10, 11, 15, 16, 17, 18 -> false;
            default -> true;
        };
    }

    private static boolean isPlainToo(int field) {
        return switch (field) {
            case 0, 1, 15, 17 -> false;
            default -> true;
        };
    }

    private void take(Decoding in, int field) throws JsonException {
        switch (field) {
            case 0 -> config.name(in.string());
            case 1 -> config.description(in.string());
            case 2 -> config.subjects(in.strings());
            case 3 -> config.retention(retention(in.word("limits", "interest", "workqueue")));
            case 4 -> config.maxConsumers(in.integer("int"));
            case 5 -> config.maxMsgs(in.integer("int64"));
            case 6 -> config.maxBytes(in.integer("int64"));
            case 7 -> config.maxAgeNs(in.duration());
            case 8 -> config.maxMsgsPerSubject(in.integer("int64"));
            case 9 -> config.maxMsgSize(in.int32());
            case 10 -> config.discard(in.discard());
            case 11 -> config.storage(in.word("file", "memory") == 0 ? StorageType.FILE : StorageType.MEMORY);
            case 12 -> config.replicas(in.clamped());
            case 13 -> config.noAck(in.bool());
            case 14 -> config.duplicateWindowNs(in.duration());
            case 15 -> config.placement(placement(in));
            case 16 -> config.mirror(source(in));
            case 17 -> config.sources(sources(in));
            case 18 -> config.compression(in.compression());
            default -> config.firstSeq(in.unsigned());
        }
    }

    private void takeMore(Decoding in, int field) throws JsonException {
        switch (field) {
            case 0 -> config.subjectTransform(transform(in));
            case 1 -> config.republish(republish(in));
            case 2 -> config.allowDirect(in.bool());
            case 3 -> config.mirrorDirect(in.bool());
            case 4 -> config.discardNewPerSubject(in.bool());
            case 5 -> config.sealed(in.bool());
            case 6 -> config.denyDelete(in.bool());
            case 7 -> config.denyPurge(in.bool());
            case 8 -> config.allowRollup(in.bool());
            case 9 -> config.consumerLimits(consumerLimits(in));
            case 10 -> config.allowMsgTtl(in.bool());
            case 11 -> config.subjectDeleteMarkerTtlNs(in.duration());
            case 12 -> config.allowMsgCounter(in.bool());
            case 13 -> config.allowAtomic(in.bool());
            case 14 -> config.allowMsgSchedules(in.bool());
            case 15 ->
                config.persistMode(in.word("default", "", "async") == 2 ? PersistMode.ASYNC : PersistMode.DEFAULT);
            case 16 -> config.allowBatched(in.bool());
            default -> config.metadata(in.texts());
        }
    }

    private static RetentionPolicy retention(int word) {
        return word == 0 ? RetentionPolicy.LIMITS : word == 1 ? RetentionPolicy.INTEREST : RetentionPolicy.WORKQUEUE;
    }

    /** One that says nothing is none; an empty list of tags says something. */
    private static @Nullable Placement placement(Decoding in) {
        if (!in.object("server.Placement")) {
            return null;
        }
        String cluster = "";
        List<String> tags = List.of();
        String preferred = "";
        boolean listed = false;
        while (in.next()) {
            switch (in.field("cluster", "tags", "preferred")) {
                case 0 -> cluster = in.string();
                case 1 -> {
                    listed = !in.isNull();
                    tags = listed ? in.strings() : List.of();
                }
                case 2 -> preferred = in.string();
                default -> in.unknown();
            }
        }
        boolean empty = cluster.isEmpty() && !listed && preferred.isEmpty();
        return empty ? null : new Placement(cluster, tags, preferred);
    }

    private static List<StreamSource> sources(Decoding in) throws JsonException {
        List<StreamSource> out = new ArrayList<>();
        if (in.objects("*server.StreamSource")) {
            while (in.nextElement()) {
                StreamSource source = source(in);
                out.add(source == null ? StreamSource.of("") : source);
            }
        }
        return out;
    }

    private static @Nullable StreamSource source(Decoding in) throws JsonException {
        if (!in.object("server.StreamSource")) {
            return null;
        }
        StreamSource out = StreamSource.of("");
        while (in.next()) {
            out = sourceField(in, out);
        }
        return out;
    }

    private static StreamSource sourceField(Decoding in, StreamSource s) throws JsonException {
        String name = s.name();
        long seq = s.optStartSeq();
        var time = s.optStartTime();
        String filter = s.filterSubject();
        List<SubjectTransform> transforms = s.subjectTransforms();
        ExternalStream external = s.external();
        SourceConsumer consumer = s.consumer();
        switch (in.field(
                "name",
                "opt_start_seq",
                "opt_start_time",
                "filter_subject",
                "subject_transforms",
                "external",
                "consumer")) {
            case 0 -> name = in.string();
            case 1 -> seq = in.unsigned();
            case 2 -> time = in.time();
            case 3 -> filter = in.string();
            case 4 -> transforms = transforms(in);
            case 5 -> external = external(in);
            case 6 -> consumer = consumer(in);
            default -> in.unknown();
        }
        return new StreamSource(name, seq, time, filter, transforms, external, consumer);
    }

    private static List<SubjectTransform> transforms(Decoding in) {
        List<SubjectTransform> out = new ArrayList<>();
        if (in.objects(TRANSFORM)) {
            while (in.nextElement()) {
                SubjectTransform transform = transform(in);
                out.add(transform == null ? new SubjectTransform("", "") : transform);
            }
        }
        return out;
    }

    private static @Nullable SubjectTransform transform(Decoding in) {
        if (!in.object(TRANSFORM)) {
            return null;
        }
        String source = "";
        String destination = "";
        while (in.next()) {
            switch (in.field("src", "dest")) {
                case 0 -> source = in.string();
                case 1 -> destination = in.string();
                default -> in.unknown();
            }
        }
        return new SubjectTransform(source, destination);
    }

    private static @Nullable ExternalStream external(Decoding in) {
        if (!in.object("server.ExternalStream")) {
            return null;
        }
        String api = "";
        String deliver = "";
        while (in.next()) {
            switch (in.field("api", "deliver")) {
                case 0 -> api = in.string();
                case 1 -> deliver = in.string();
                default -> in.unknown();
            }
        }
        return new ExternalStream(api, deliver);
    }

    private static @Nullable SourceConsumer consumer(Decoding in) {
        if (!in.object("server.StreamConsumerSource")) {
            return null;
        }
        String name = "";
        String deliver = "";
        while (in.next()) {
            switch (in.field("name", "deliver_subject")) {
                case 0 -> name = in.string();
                case 1 -> deliver = in.string();
                default -> in.unknown();
            }
        }
        return new SourceConsumer(name, deliver);
    }

    private static @Nullable Republish republish(Decoding in) {
        if (!in.object("server.RePublish")) {
            return null;
        }
        String source = "";
        String destination = "";
        boolean headersOnly = false;
        while (in.next()) {
            switch (in.field("src", "dest", "headers_only")) {
                case 0 -> source = in.string();
                case 1 -> destination = in.string();
                case 2 -> headersOnly = in.bool();
                default -> in.unknown();
            }
        }
        return new Republish(source, destination, headersOnly);
    }

    private static ConsumerLimits consumerLimits(Decoding in) {
        long inactiveThresholdNs = 0;
        long maxAckPending = 0;
        if (in.object("server.StreamConsumerLimits")) {
            while (in.next()) {
                switch (in.field("inactive_threshold", "max_ack_pending")) {
                    case 0 -> inactiveThresholdNs = in.duration();
                    case 1 -> maxAckPending = in.integer("int");
                    default -> in.unknown();
                }
            }
        }
        return new ConsumerLimits(inactiveThresholdNs, maxAckPending);
    }
}
