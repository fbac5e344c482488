package io.midge.jetstream.config;

import io.midge.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answers of the API. */
public final class Responses {
    /** Names of one page. */
    public static final int NAMES_LIMIT = 1024;

    /** Infos of one page. */
    public static final int LIST_LIMIT = 256;

    /** Subjects of one page. */
    public static final int SUBJECTS_LIMIT = 100_000;

    private Responses() {}

    /** An object that is open, with its type: fields may follow. */
    public static JsonWriter open(ResponseType type) {
        return JsonWriter.compact().beginObject().string("type", type.text());
    }

    /** It failed. */
    public static byte[] error(ResponseType type, ApiError why) {
        JsonWriter out = open(type).name("error");
        why.write(out);
        return out.endObject().toBytes();
    }

    /** It went well, and there is nothing else to say. */
    public static byte[] success(ResponseType type) {
        return open(type).bool("success", true).endObject().toBytes();
    }

    /** STREAM.CREATE; {@code created} is what nats-server always says. */
    public static byte[] streamCreate(StreamInfo info, boolean created) {
        return open(ResponseType.STREAM_CREATE).endObject().toBytes();
    }

    /** STREAM.UPDATE. */
    public static byte[] streamUpdate(StreamInfo info) {
        return open(ResponseType.STREAM_UPDATE).endObject().toBytes();
    }

    /** STREAM.INFO; the first two are of its subjects. */
    public static byte[] streamInfo(StreamInfo info, int total, int offset) {
        return open(ResponseType.STREAM_INFO).endObject().toBytes();
    }

    /** STREAM.NAMES: one page, of so many in all. */
    public static byte[] streamNames(List<String> names, int total, int offset) {
        return open(ResponseType.STREAM_NAMES).endObject().toBytes();
    }

    /** STREAM.LIST: one page, of so many in all. */
    public static byte[] streamList(List<StreamInfo> infos, int total, int offset) {
        return open(ResponseType.STREAM_LIST).endObject().toBytes();
    }

    /** STREAM.PURGE. */
    public static byte[] streamPurge(long purged) {
        return open(ResponseType.STREAM_PURGE).endObject().toBytes();
    }

    /** STREAM.MSG.GET. */
    public static byte[] msgGet(byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs) {
        return open(ResponseType.STREAM_MSG_GET).endObject().toBytes();
    }

    /** CONSUMER.CREATE. */
    public static byte[] consumerCreate(ConsumerInfo info) {
        return open(ResponseType.CONSUMER_CREATE).endObject().toBytes();
    }

    /** CONSUMER.INFO. */
    public static byte[] consumerInfo(ConsumerInfo info) {
        return open(ResponseType.CONSUMER_INFO).endObject().toBytes();
    }

    /** CONSUMER.NAMES: one page, of so many in all. */
    public static byte[] consumerNames(List<String> names, int total, int offset) {
        return open(ResponseType.CONSUMER_NAMES).endObject().toBytes();
    }

    /** CONSUMER.LIST: one page, of so many in all. */
    public static byte[] consumerList(List<ConsumerInfo> infos, int total, int offset) {
        return open(ResponseType.CONSUMER_LIST).endObject().toBytes();
    }

    /** CONSUMER.PAUSE. */
    public static byte[] consumerPause(boolean paused, @Nullable Instant until, long remainingNs) {
        return open(ResponseType.CONSUMER_PAUSE).endObject().toBytes();
    }
}
