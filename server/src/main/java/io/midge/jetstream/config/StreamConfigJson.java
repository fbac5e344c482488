package io.midge.jetstream.config;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations of streams as JSON: fields in nats-server's order, and left out where it does. */
public final class StreamConfigJson {
    private StreamConfigJson() {}

    /** As it is stored. */
    public static byte[] toBytes(StreamConfig config) {
        JsonWriter out = JsonWriter.compact();
        write(out, config);
        return out.toBytes();
    }

    /** Reads what was stored; fields of later versions are left out. */
    public static StreamConfig fromBytes(byte[] json) throws JsonException {
        return fromBytes(json, false);
    }

    /** The same, where fields of later versions may be wrong. */
    static StreamConfig fromBytes(byte[] json, boolean strict) throws JsonException {
        Decoding in = new Decoding(JsonReader.of(json), strict);
        StreamConfigReader reader = new StreamConfigReader();
        reader.request(in);
        in.end();
        return reader.config();
    }

    /** Writes one as it is stored, as a value. */
    public static void write(JsonWriter out, StreamConfig config) {
        write(out, config, config.metadata());
    }

    /** Writes one with other metadata. */
    static void write(JsonWriter out, StreamConfig c, Map<String, String> metadata) {
        out.beginObject()
                .string("name", c.name())
                .stringIfSet("description", c.description())
                .stringsIfSet("subjects", c.subjects())
                .string("retention", c.retention().text())
                .integer("max_consumers", c.maxConsumers())
                .integer("max_msgs", c.maxMsgs())
                .integer("max_bytes", c.maxBytes())
                .integer("max_age", c.maxAgeNs())
                .integer("max_msgs_per_subject", c.maxMsgsPerSubject())
                .integerIfSet("max_msg_size", c.maxMsgSize())
                .string("discard", c.discard().text())
                .string("storage", c.storage().text())
                .integer("num_replicas", c.replicas())
                .boolIfSet("no_ack", c.noAck())
                .integerIfSet("duplicate_window", c.duplicateWindowNs());
        placement(out, c.placement());
        copied(out, c);
        out.string("compression", c.compression().text()).unsignedIfSet("first_seq", c.firstSeq());
        SubjectTransform transform = c.subjectTransform();
        if (transform != null) {
            transform(out.name("subject_transform"), transform);
        }
        republish(out, c.republish());
        out.bool("allow_direct", c.allowDirect())
                .bool("mirror_direct", c.mirrorDirect())
                .boolIfSet("discard_new_per_subject", c.discardNewPerSubject())
                .bool("sealed", c.sealed())
                .bool("deny_delete", c.denyDelete())
                .bool("deny_purge", c.denyPurge())
                .bool("allow_rollup_hdrs", c.allowRollup())
                .beginObject("consumer_limits")
                .integerIfSet("inactive_threshold", c.consumerLimits().inactiveThresholdNs())
                .integerIfSet("max_ack_pending", c.consumerLimits().maxAckPending())
                .endObject()
                .bool("allow_msg_ttl", c.allowMsgTtl())
                .integerIfSet("subject_delete_marker_ttl", c.subjectDeleteMarkerTtlNs())
                .boolIfSet("allow_msg_counter", c.allowMsgCounter())
                .boolIfSet("allow_atomic", c.allowAtomic())
                .boolIfSet("allow_msg_schedules", c.allowMsgSchedules());
        if (c.persistMode() != PersistMode.DEFAULT) {
            out.string("persist_mode", c.persistMode().text());
        }
        out.boolIfSet("allow_batched", c.allowBatched());
        metadata(out, metadata);
        out.endObject();
    }

    static void metadata(JsonWriter out, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return;
        }
        out.beginObject("metadata");
        metadata.forEach(out::string);
        out.endObject();
    }

    private static void placement(JsonWriter out, @Nullable Placement placement) {
        if (placement != null) {
            out.beginObject("placement")
                    .stringIfSet("cluster", placement.cluster())
                    .stringsIfSet("tags", placement.tags())
                    .stringIfSet("preferred", placement.preferred())
                    .endObject();
        }
    }

    private static void copied(JsonWriter out, StreamConfig config) {
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            source(out.name("mirror"), mirror);
        }
        if (!config.sources().isEmpty()) {
            out.beginArray("sources");
            config.sources().forEach(source -> source(out, source));
            out.endArray();
        }
    }

    private static void source(JsonWriter out, StreamSource source) {
        out.beginObject().string("name", source.name()).unsignedIfSet("opt_start_seq", source.optStartSeq());
        if (source.optStartTime() != null) {
            out.time("opt_start_time", source.optStartTime());
        }
        out.stringIfSet("filter_subject", source.filterSubject());
        transforms(out, source.subjectTransforms());
        external(out, source.external());
        SourceConsumer consumer = source.consumer();
        if (consumer != null) {
            out.beginObject("consumer")
                    .stringIfSet("name", consumer.name())
                    .stringIfSet("deliver_subject", consumer.deliverSubject())
                    .endObject();
        }
        out.endObject();
    }

    static void external(JsonWriter out, @Nullable ExternalStream external) {
        if (external != null) {
            out.beginObject("external")
                    .string("api", external.api())
                    .string("deliver", external.deliver())
                    .endObject();
        }
    }

    static void transforms(JsonWriter out, List<SubjectTransform> transforms) {
        if (!transforms.isEmpty()) {
            out.beginArray("subject_transforms");
            transforms.forEach(transform -> transform(out, transform));
            out.endArray();
        }
    }

    private static void transform(JsonWriter out, SubjectTransform transform) {
        out.beginObject()
                .string("src", transform.source())
                .string("dest", transform.destination())
                .endObject();
    }

    private static void republish(JsonWriter out, @Nullable Republish republish) {
        if (republish != null) {
            out.beginObject("republish")
                    .stringIfSet("src", republish.source())
                    .string("dest", republish.destination())
                    .boolIfSet("headers_only", republish.headersOnly())
                    .endObject();
        }
    }
}
