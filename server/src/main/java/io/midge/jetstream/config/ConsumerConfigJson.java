package io.midge.jetstream.config;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import java.util.Map;

/** Configurations of consumers as JSON: fields in nats-server's order, and left out where it does. */
public final class ConsumerConfigJson {
    private ConsumerConfigJson() {}

    /** As it is stored. */
    public static byte[] toBytes(ConsumerConfig config) {
        JsonWriter out = JsonWriter.compact();
        write(out, config);
        return out.toBytes();
    }

    /** Reads what was stored; fields of later versions are left out. */
    public static ConsumerConfig fromBytes(byte[] json) throws JsonException {
        return fromBytes(json, false);
    }

    /** The same, where fields of later versions may be wrong. */
    static ConsumerConfig fromBytes(byte[] json, boolean strict) throws JsonException {
        Decoding in = new Decoding(JsonReader.of(json), strict);
        ConsumerConfigReader reader = new ConsumerConfigReader();
        reader.config(in);
        in.end();
        return reader.config();
    }

    /** Writes one as it is stored, as a value. */
    public static void write(JsonWriter out, ConsumerConfig config) {
        write(out, config, config.metadata());
    }

    /** Writes one with other metadata. */
    static void write(JsonWriter out, ConsumerConfig c, Map<String, String> metadata) {
        out.beginObject()
                .stringIfSet("durable_name", c.durable())
                .stringIfSet("name", c.name())
                .stringIfSet("description", c.description())
                .string("deliver_policy", c.deliverPolicy().text())
                .unsignedIfSet("opt_start_seq", c.optStartSeq());
        if (c.optStartTime() != null) {
            out.time("opt_start_time", c.optStartTime());
        }
        out.string("ack_policy", c.ackPolicy().text())
                .integerIfSet("ack_wait", c.ackWaitNs())
                .integerIfSet("max_deliver", c.maxDeliver());
        if (!c.backoffNs().isEmpty()) {
            out.beginArray("backoff");
            c.backoffNs().forEach(out::value);
            out.endArray();
        }
        out.stringIfSet("filter_subject", c.filterSubject())
                .stringsIfSet("filter_subjects", c.filterSubjects())
                .string("replay_policy", c.replayPolicy().text())
                .unsignedIfSet("rate_limit_bps", c.rateLimitBps())
                .stringIfSet("sample_freq", c.sampleFrequency())
                .integerIfSet("max_waiting", c.maxWaiting())
                .integerIfSet("max_ack_pending", c.maxAckPending())
                .boolIfSet("flow_control", c.flowControl())
                .boolIfSet("headers_only", c.headersOnly())
                .integerIfSet("max_batch", c.maxRequestBatch())
                .integerIfSet("max_expires", c.maxRequestExpiresNs())
                .integerIfSet("max_bytes", c.maxRequestMaxBytes())
                .stringIfSet("deliver_subject", c.deliverSubject())
                .stringIfSet("deliver_group", c.deliverGroup())
                .integerIfSet("idle_heartbeat", c.heartbeatNs())
                .integerIfSet("inactive_threshold", c.inactiveThresholdNs())
                .integer("num_replicas", c.replicas())
                .boolIfSet("mem_storage", c.memoryStorage())
                .boolIfSet("direct", c.direct())
                .boolIfSet("sourcing", c.sourcing());
        StreamConfigJson.metadata(out, metadata);
        if (c.pauseUntil() != null) {
            out.time("pause_until", c.pauseUntil());
        }
        out.stringsIfSet("priority_groups", c.priorityGroups());
        if (c.priorityPolicy() != PriorityPolicy.NONE) {
            out.string("priority_policy", c.priorityPolicy().text());
        }
        out.integerIfSet("priority_timeout", c.pinnedTtlNs()).endObject();
    }
}
