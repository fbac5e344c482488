package io.midge.jetstream.config;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonValues;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests. Where the server is strict, unknown fields are refused, as wrong JSON always is: with
 * {@link JsError#INVALID_JSON}, in Go's words.
 */
public final class Requests {
    private Requests() {}

    /** Takes what it knows from a value; several values complete each other. */
    private interface Reading {
        void read(Decoding in) throws JsonException;
    }

    /**
     * As nats-server does: a reader that refuses what it does not know, and where that is not strict another one that
     * does not.
     */
    private static void read(byte[] body, boolean strict, Reading reading) throws JsException {
        try {
            JsonValues values = JsonValues.of(body);
            for (JsonReader value = values.next(); value != null; value = values.next()) {
                read(value, true, reading);
            }
        } catch (JsonException e) {
            if (strict) {
                throw new JsException(JsError.INVALID_JSON.with(String.valueOf(e.getMessage())));
            }
            leniently(body, reading);
        }
    }

    private static void leniently(byte[] body, Reading reading) throws JsException {
        try {
            read(JsonReader.of(body), false, reading);
        } catch (JsonException e) {
            throw new JsException(JsError.INVALID_JSON.with(String.valueOf(e.getMessage())));
        }
    }

    private static void read(JsonReader value, boolean strict, Reading reading) throws JsonException {
        Decoding in = new Decoding(value, strict);
        reading.read(in);
        in.end();
    }

    /** Whether it has nothing to say: no byte, or an object without a field. */
    public static boolean isEmpty(byte[] body) {
        if (body.length == 0) {
            return true;
        }
        try {
            JsonReader in = JsonReader.of(body);
            return in.kind() == '{' && in.beginObject("") && !in.nextField();
        } catch (JsonException e) {
            return false;
        }
    }

    /** Whether it looks like an object or an array: requests that may be empty are read only then. */
    public static boolean isJson(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    /** Creates or updates a stream. */
    public static StreamConfigRequest stream(byte[] body, boolean strict) throws JsException {
        StreamConfigReader reader = new StreamConfigReader();
        read(body, strict, reader::request);
        return new StreamConfigRequest(reader.config(), reader.pedantic());
    }

    /** Creates or updates a consumer. */
    public static ConsumerCreateRequest consumer(byte[] body, boolean strict) throws JsException {
        ConsumerConfigReader reader = new ConsumerConfigReader();
        read(body, strict, reader::request);
        return reader.request();
    }

    /** STREAM.NAMES and STREAM.LIST; may be empty. */
    public static StreamListRequest streams(ResponseType type, byte[] body, boolean strict) throws JsException {
        Slots slots = new Slots();
        if (isJson(body)) {
            String goType = type == ResponseType.STREAM_LIST ? "JSApiStreamListRequest" : "JSApiStreamNamesRequest";
            read(body, strict, in -> {
                if (in.object("server." + goType)) {
                    while (in.next()) {
                        if (in.embedded("ApiPagedRequest", "offset") == 0) {
                            slots.offset = in.clamped();
                        } else if (in.field("subject") == 0) {
                            slots.text = in.string();
                        } else {
                            in.unknown();
                        }
                    }
                }
            });
        }
        return new StreamListRequest(Math.max(slots.offset, 0), slots.text);
    }

    /** CONSUMER.NAMES and CONSUMER.LIST: how many to leave out; may be empty. */
    public static int consumers(byte[] body, boolean strict) throws JsException {
        Slots slots = new Slots();
        if (isJson(body)) {
            read(body, strict, in -> {
                if (in.object("server.JSApiConsumersRequest")) {
                    while (in.next()) {
                        if (in.embedded("ApiPagedRequest", "offset") == 0) {
                            slots.offset = in.clamped();
                        } else {
                            in.unknown();
                        }
                    }
                }
            });
        }
        return Math.max(slots.offset, 0);
    }

    /** STREAM.INFO; may be empty. */
    public static StreamInfoRequest streamInfo(byte[] body, boolean strict) throws JsException {
        Slots slots = new Slots();
        if (isJson(body)) {
            read(body, strict, in -> {
                if (in.object("server.JSApiStreamInfoRequest")) {
                    while (in.next()) {
                        streamInfoField(in, slots);
                    }
                }
            });
        }
        return new StreamInfoRequest(Math.max(slots.offset, 0), slots.flag, slots.text);
    }

    private static void streamInfoField(Decoding in, Slots slots) {
        if (in.embedded("ApiPagedRequest", "offset") == 0) {
            slots.offset = in.clamped();
            return;
        }
        switch (in.field("deleted_details", "subjects_filter")) {
            case 0 -> slots.flag = in.bool();
            case 1 -> slots.text = in.string();
            default -> in.unknown();
        }
    }

    /** STREAM.PURGE; may be empty. */
    public static PurgeRequest purge(byte[] body, boolean strict) throws JsException {
        Slots slots = new Slots();
        if (isJson(body)) {
            read(body, strict, in -> {
                if (in.object("server.JSApiStreamPurgeRequest")) {
                    while (in.next()) {
                        switch (in.field("seq", "filter", "keep")) {
                            case 0 -> slots.seq = in.unsigned();
                            case 1 -> slots.text = in.string();
                            case 2 -> slots.keep = in.unsigned();
                            default -> in.unknown();
                        }
                    }
                }
            });
        }
        return new PurgeRequest(slots.seq, slots.text, slots.keep);
    }

    /** STREAM.MSG.GET. */
    public static GetRequest msgGet(byte[] body, boolean strict) throws JsException {
        GetRequestReader reader = new GetRequestReader();
        read(body, strict, reader::read);
        return reader.request();
    }

    /** STREAM.MSG.DELETE. */
    public static MsgDeleteRequest msgDelete(byte[] body, boolean strict) throws JsException {
        Slots slots = new Slots();
        read(body, strict, in -> {
            if (in.object("server.JSApiMsgDeleteRequest")) {
                while (in.next()) {
                    switch (in.field("seq", "no_erase")) {
                        case 0 -> slots.seq = in.unsigned();
                        case 1 -> slots.flag = in.bool();
                        default -> in.unknown();
                    }
                }
            }
        });
        return new MsgDeleteRequest(slots.seq, slots.flag);
    }

    /** CONSUMER.PAUSE: until when; null: it goes on. May be empty. */
    public static @Nullable Instant pause(byte[] body, boolean strict) throws JsException {
        Slots slots = new Slots();
        if (isJson(body)) {
            read(body, strict, in -> {
                if (in.object("server.JSApiConsumerPauseRequest")) {
                    while (in.next()) {
                        if (in.field("pause_until") == 0) {
                            slots.time = in.instant();
                        } else {
                            in.unknown();
                        }
                    }
                }
            });
        }
        return Responses.ZERO_TIME.equals(slots.time) ? null : slots.time;
    }

    /** CONSUMER.UNPIN: the group. Never strict. */
    public static String unpin(byte[] body) throws JsException {
        Slots slots = new Slots();
        leniently(body, in -> {
            if (in.object("server.JSApiConsumerUnpinRequest")) {
                while (in.next()) {
                    if (in.field("group") == 0) {
                        slots.text = in.string();
                    } else {
                        in.unknown();
                    }
                }
            }
        });
        if (slots.text.isEmpty()) {
            throw new JsException(JsError.INVALID_JSON.with("consumer group not specified"));
        }
        if (!ConsumerBasics.isGroup(slots.text)) {
            throw new JsException(JsError.CONSUMER_INVALID_GROUP_NAME);
        }
        return slots.text;
    }

    static GetRequest directGet(byte[] buf, int off, int len) throws JsonException {
        GetRequestReader reader = new GetRequestReader();
        read(JsonReader.of(Arrays.copyOfRange(buf, off, off + len)), false, reader::read);
        return reader.request();
    }

    /** What small requests hold, until they are read. */
    private static final class Slots {
        private int offset;
        private long seq;
        private long keep;
        private boolean flag;
        private String text = "";
        private @Nullable Instant time;
    }
}
