package io.midge.jetstream.config;

import io.midge.json.JsonWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answers of the API: fields in nats-server's order, and left out where it does. */
public final class Responses {
    /** Names of one page. */
    public static final int NAMES_LIMIT = 1024;

    /** Infos of one page. */
    public static final int LIST_LIMIT = 256;

    /** Subjects of one page. */
    public static final int SUBJECTS_LIMIT = 100_000;

    /** What Go has for a time that is not set. */
    static final Instant ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private static final long SECOND = 1_000_000_000L;

    private Responses() {}

    /** An object that is open, with its type: fields may follow. */
    public static JsonWriter open(ResponseType type) {
        return JsonWriter.compact().beginObject().string("type", type.text());
    }

    /** It failed. */
    public static byte[] error(ResponseType type, ApiError why) {
        JsonWriter out = open(type);
        why.field(out);
        switch (type) {
            case STREAM_INFO -> page(out, 0, 0, 0);
            case STREAM_NAMES -> page(out, 0, 0, 0).name("streams").nullValue();
            case STREAM_LIST -> page(out, 0, 0, 0).beginArray("streams").endArray();
            case CONSUMER_NAMES, CONSUMER_LIST ->
                page(out, 0, 0, 0).beginArray("consumers").endArray();
            case STREAM_PURGE -> out.integer("purged", 0);
            case STREAM_RESTORE -> out.string("deliver_subject", "");
            case CONSUMER_PAUSE -> out.bool("paused", false).time("pause_until", ZERO_TIME);
            case CONSUMER_RESET -> out.integer("reset_seq", 0);
            case META_RESCUE -> out.string("server", "").string("server_id", "");
            default -> {
                // nothing that is not left out when it is empty
            }
        }
        return out.endObject().toBytes();
    }

    /** It went well, and there is nothing else to say. */
    public static byte[] success(ResponseType type) {
        return open(type).bool("success", true).endObject().toBytes();
    }

    /** STREAM.CREATE, also of a stream that was there before and is the same. */
    public static byte[] streamCreate(StreamInfo info) {
        JsonWriter out = open(ResponseType.STREAM_CREATE);
        InfoWriter.stream(out, info, true, "", "");
        return out.bool("did_create", true).endObject().toBytes();
    }

    /** STREAM.UPDATE. */
    public static byte[] streamUpdate(StreamInfo info) {
        JsonWriter out = open(ResponseType.STREAM_UPDATE);
        InfoWriter.stream(out, info, true, info.domain(), "");
        return out.endObject().toBytes();
    }

    /**
     * STREAM.INFO.
     *
     * @param total how many subjects there are in all; 0: they were not asked for, or there is none
     * @param offset how many subjects were left out
     * @param leader the name of this server
     */
    public static byte[] streamInfo(StreamInfo info, int total, int offset, String leader) {
        JsonWriter out = open(ResponseType.STREAM_INFO);
        page(out, total, total == 0 ? 0 : offset, total == 0 ? 0 : SUBJECTS_LIMIT);
        InfoWriter.stream(out, info, true, info.domain(), leader);
        return out.endObject().toBytes();
    }

    /** STREAM.NAMES: one page, of so many in all. */
    public static byte[] streamNames(List<String> names, int total, int offset) {
        JsonWriter out = page(open(ResponseType.STREAM_NAMES), total, offset, NAMES_LIMIT);
        if (names.isEmpty()) {
            out.name("streams").nullValue();
        } else {
            out.strings("streams", names);
        }
        return out.endObject().toBytes();
    }

    /**
     * STREAM.LIST: one page, of so many in all.
     *
     * @param offline streams of this page that need a higher level than the server's
     */
    public static byte[] streamList(List<StreamInfo> infos, List<OfflineAsset> offline, int total, int offset) {
        JsonWriter out =
                page(open(ResponseType.STREAM_LIST), total, offset, LIST_LIMIT).beginArray("streams");
        infos.forEach(info -> {
            InfoWriter.stream(out.beginObject(), info, false, info.domain(), "");
            out.endObject();
        });
        out.endArray();
        return missing(out, offline).endObject().toBytes();
    }

    /** STREAM.PURGE. */
    public static byte[] streamPurge(long purged) {
        return open(ResponseType.STREAM_PURGE)
                .bool("success", true)
                .unsigned("purged", purged)
                .endObject()
                .toBytes();
    }

    /** STREAM.MSG.GET; what is not to be shown is empty. */
    public static byte[] msgGet(byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs) {
        JsonWriter out = open(ResponseType.STREAM_MSG_GET)
                .beginObject("message")
                .name("subject")
                .utf8(subject, 0, subject.length)
                .unsigned("seq", seq);
        base64(out, "hdrs", headers);
        base64(out, "data", payload);
        return out.time("time", time(timeNs)).endObject().endObject().toBytes();
    }

    private static void base64(JsonWriter out, String name, byte[] bytes) {
        if (bytes.length > 0) {
            byte[] text = Base64.getEncoder().encode(bytes);
            byte[] quoted = new byte[text.length + 2];
            quoted[0] = '"';
            quoted[quoted.length - 1] = '"';
            System.arraycopy(text, 0, quoted, 1, text.length);
            out.name(name).raw(quoted);
        }
    }

    /** CONSUMER.CREATE. */
    public static byte[] consumerCreate(ConsumerInfo info) {
        return consumer(ResponseType.CONSUMER_CREATE, info);
    }

    /** CONSUMER.INFO. */
    public static byte[] consumerInfo(ConsumerInfo info) {
        return consumer(ResponseType.CONSUMER_INFO, info);
    }

    private static byte[] consumer(ResponseType type, ConsumerInfo info) {
        JsonWriter out = open(type);
        InfoWriter.consumer(out, info, true);
        return out.endObject().toBytes();
    }

    /** CONSUMER.NAMES: one page, of so many in all. */
    public static byte[] consumerNames(List<String> names, int total, int offset) {
        return page(open(ResponseType.CONSUMER_NAMES), total, offset, NAMES_LIMIT)
                .strings("consumers", names)
                .endObject()
                .toBytes();
    }

    /**
     * CONSUMER.LIST: one page, of so many in all.
     *
     * @param offline consumers of this page that need a higher level than the server's
     */
    public static byte[] consumerList(List<ConsumerInfo> infos, List<OfflineAsset> offline, int total, int offset) {
        JsonWriter out = page(open(ResponseType.CONSUMER_LIST), total, offset, LIST_LIMIT)
                .beginArray("consumers");
        infos.forEach(info -> {
            InfoWriter.consumer(out.beginObject(), info, false);
            out.endObject();
        });
        out.endArray();
        return missing(out, offline).endObject().toBytes();
    }

    /** CONSUMER.PAUSE. */
    public static byte[] consumerPause(boolean paused, @Nullable Instant until, long remainingNs) {
        return open(ResponseType.CONSUMER_PAUSE)
                .bool("paused", paused)
                .time("pause_until", until == null ? ZERO_TIME : until)
                .integerIfSet("pause_remaining", remainingNs)
                .endObject()
                .toBytes();
    }

    private static JsonWriter missing(JsonWriter out, List<OfflineAsset> offline) {
        if (!offline.isEmpty()) {
            out.strings("missing", offline.stream().map(OfflineAsset::name).toList());
            out.beginObject("offline");
            offline.forEach(asset -> out.string(asset.name(), asset.reason()));
            out.endObject();
        }
        return out;
    }

    private static JsonWriter page(JsonWriter out, int total, int offset, int limit) {
        return out.integer("total", total).integer("offset", offset).integer("limit", limit);
    }

    /** A time in nanoseconds since 1970; 0: none. */
    static Instant time(long ns) {
        return ns == 0 ? ZERO_TIME : Instant.ofEpochSecond(Math.floorDiv(ns, SECOND), Math.floorMod(ns, SECOND));
    }
}
