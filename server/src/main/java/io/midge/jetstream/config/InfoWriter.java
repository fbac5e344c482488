package io.midge.jetstream.config;

import io.midge.json.JsonWriter;
import io.midge.store.StreamState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what is told of streams and consumers, as fields of an object that is open. */
public final class InfoWriter {
    private InfoWriter() {}

    /**
     * A stream.
     *
     * @param shown whether the version and the level of this server are among the metadata
     * @param domain empty: not told
     * @param leader the server that has it; empty: not told
     */
    static void stream(JsonWriter out, StreamInfo info, boolean shown, String domain, String leader) {
        StreamConfig config = info.config();
        StreamConfigJson.write(out.name("config"), config, shown ? Levels.shown(config.metadata()) : config.metadata());
        out.time("created", info.created());
        state(out, info);
        out.stringIfSet("domain", domain);
        if (!leader.isEmpty()) {
            out.beginObject("cluster").string("leader", leader).endObject();
        }
        SourceInfo mirror = info.mirror();
        if (mirror != null) {
            source(out.name("mirror"), mirror);
        }
        if (!info.sources().isEmpty()) {
            out.beginArray("sources");
            info.sources().forEach(source -> source(out, source));
            out.endArray();
        }
        out.time("ts", info.ts());
    }

    /** What is in it. */
    public static void state(JsonWriter out, StreamInfo info) {
        StreamState state = info.state();
        out.beginObject("state")
                .unsigned("messages", state.messages())
                .unsigned("bytes", state.bytes())
                .unsigned("first_seq", state.firstSeq())
                .time("first_ts", Responses.time(state.firstTime()))
                .unsigned("last_seq", state.lastSeq())
                .time("last_ts", Responses.time(state.lastTime()))
                .integerIfSet("num_subjects", state.subjects());
        Map<String, Long> subjects = info.subjects();
        if (subjects != null && !subjects.isEmpty()) {
            out.beginObject("subjects");
            new TreeMap<>(subjects).forEach(out::unsigned);
            out.endObject();
        }
        out.integerIfSet("num_deleted", state.deleted());
        List<Long> deleted = info.deleted();
        if (deleted != null && !deleted.isEmpty()) {
            out.beginArray("deleted");
            deleted.forEach(out::unsigned);
            out.endArray();
        }
        if (state.lostMessages() > 0) {
            out.beginObject("lost").name("msgs").nullValue();
            out.unsigned("bytes", state.lostBytes()).endObject();
        }
        out.integer("consumer_count", info.consumers()).endObject();
    }

    /** What a stream copies, as an object. */
    public static void source(JsonWriter out, SourceInfo info) {
        out.beginObject().string("name", info.name());
        StreamConfigJson.external(out, info.external());
        out.unsigned("lag", info.lag()).unsignedIfSet("seq", info.seq()).integer("active", info.activeNs());
        ApiError error = info.error();
        if (error != null) {
            error.write(out.name("error"));
        }
        out.stringIfSet("filter_subject", info.filterSubject());
        StreamConfigJson.transforms(out, info.subjectTransforms());
        out.endObject();
    }

    /**
     * A consumer.
     *
     * @param shown whether the version and the level of this server are among the metadata
     */
    static void consumer(JsonWriter out, ConsumerInfo info, boolean shown) {
        ConsumerConfig config = info.config();
        out.string("stream_name", info.stream()).string("name", info.name()).time("created", info.created());
        ConsumerConfigJson.write(
                out.name("config"), config, shown ? Levels.shown(config.metadata()) : config.metadata());
        figures(out, info);
    }

    /** A consumer, with its configuration or without. */
    public static void consumerDetail(JsonWriter out, ConsumerInfo info, boolean config) {
        if (config) {
            consumer(out, info, false);
            return;
        }
        out.string("stream_name", info.stream()).string("name", info.name()).time("created", info.created());
        figures(out, info);
    }

    private static void figures(JsonWriter out, ConsumerInfo info) {
        sequence(out, "delivered", info.delivered());
        sequence(out, "ack_floor", info.ackFloor());
        out.integer("num_ack_pending", info.numAckPending())
                .integer("num_redelivered", info.numRedelivered())
                .integer("num_waiting", info.numWaiting())
                .unsigned("num_pending", info.numPending())
                .boolIfSet("push_bound", info.pushBound())
                .boolIfSet("paused", info.paused())
                .integerIfSet("pause_remaining", info.pauseRemainingNs())
                .time("ts", info.ts());
    }

    private static void sequence(JsonWriter out, String name, SequenceInfo info) {
        out.beginObject(name).unsigned("consumer_seq", info.consumerSeq()).unsigned("stream_seq", info.streamSeq());
        if (info.lastActive() != null) {
            out.time("last_active", info.lastActive());
        }
        out.endObject();
    }
}
