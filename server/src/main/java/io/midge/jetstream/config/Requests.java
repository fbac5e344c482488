package io.midge.jetstream.config;

import io.midge.json.JsonException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests. Where the server is strict, unknown fields are refused, as wrong JSON always is: with {@link
 * JsError#INVALID_JSON}, in Go's words.
 */
public final class Requests {
    private Requests() {}

    /** Whether it has nothing to say: no byte, or an object without a field. */
    public static boolean isEmpty(byte[] body) {
        return body.length == 0;
    }

    /** Whether it looks like an object or an array: requests that may be empty are read only then. */
    public static boolean isJson(byte[] body) {
        return body.length > 0;
    }

    /** Creates or updates a stream. */
    public static StreamConfigRequest stream(byte[] body, boolean strict) throws JsException {
        return new StreamConfigRequest(StreamConfig.builder().build(), false);
    }

    /** Creates or updates a consumer. */
    public static ConsumerCreateRequest consumer(byte[] body, boolean strict) throws JsException {
        return new ConsumerCreateRequest("", ConsumerConfig.builder().build(), ConsumerAction.CREATE_OR_UPDATE, false);
    }

    /** STREAM.NAMES and STREAM.LIST; may be empty. */
    public static StreamListRequest streams(byte[] body, boolean strict) throws JsException {
        return new StreamListRequest(0, "");
    }

    /** CONSUMER.NAMES and CONSUMER.LIST: how many to leave out; may be empty. */
    public static int consumers(byte[] body, boolean strict) throws JsException {
        return 0;
    }

    /** STREAM.INFO; may be empty. */
    public static StreamInfoRequest streamInfo(byte[] body, boolean strict) throws JsException {
        return new StreamInfoRequest(0, false, "");
    }

    /** STREAM.PURGE; may be empty. */
    public static PurgeRequest purge(byte[] body, boolean strict) throws JsException {
        return new PurgeRequest(0, "", 0);
    }

    /** STREAM.MSG.GET. */
    public static GetRequest msgGet(byte[] body, boolean strict) throws JsException {
        return GetRequest.NONE;
    }

    /** STREAM.MSG.DELETE. */
    public static MsgDeleteRequest msgDelete(byte[] body, boolean strict) throws JsException {
        return new MsgDeleteRequest(0, false);
    }

    /** CONSUMER.PAUSE: until when; null: it goes on. May be empty. */
    public static @Nullable Instant pause(byte[] body, boolean strict) throws JsException {
        return null;
    }

    /** CONSUMER.UNPIN: the group. */
    public static String unpin(byte[] body, boolean strict) throws JsException {
        return "";
    }

    static GetRequest directGet(byte[] buf, int off, int len) throws JsonException {
        return GetRequest.NONE;
    }

    static PullRequest pull(byte[] buf, int off, int len) throws JsonException {
        return PullRequest.ONE;
    }
}
