package io.midge.jetstream.source;

import io.midge.jetstream.config.ApiError;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * What an origin answers when it is asked for a consumer.
 *
 * @param error why there is none; null: there is
 * @param hasConsumer whether it says what consumer there is
 * @param name the consumer's
 * @param ackPolicy the consumer's
 * @param delivered the last sequence of the stream that it is not going to deliver
 */
record ConsumerAnswer(@Nullable ApiError error, boolean hasConsumer, String name, String ackPolicy, long delivered) {
    /** What an origin says of more is not believed: sequences here go on behind it. */
    private static final long MOST = 1L << 62;

    private static final String TYPE = "server.JSApiConsumerCreateResponse";

    static ConsumerAnswer read(byte[] json) throws JsonException {
        JsonReader in = JsonReader.of(json);
        ApiError error = null;
        String name = "";
        @Nullable String ackPolicy = null;
        long delivered = 0;
        if (in.beginObject(TYPE)) {
            while (in.nextField()) {
                switch (in.field("error", "name", "config", "delivered")) {
                    case 0 -> error = error(in);
                    case 1 -> name = in.string(name);
                    case 2 -> ackPolicy = ackPolicy(in);
                    case 3 -> delivered = streamSeq(in);
                    default -> in.skip();
                }
            }
        }
        return new ConsumerAnswer(error, ackPolicy != null, name, ackPolicy == null ? "" : ackPolicy, delivered);
    }

    private static @Nullable ApiError error(JsonReader in) throws JsonException {
        if (!in.beginObject("server.ApiError")) {
            return null;
        }
        int code = 0;
        int errCode = 0;
        String description = "";
        while (in.nextField()) {
            switch (in.field("code", "err_code", "description")) {
                case 0 -> code = in.int32(code);
                case 1 -> errCode = (int) in.integer(errCode, 0, 0xffff, "uint16");
                case 2 -> description = in.string(description);
                default -> in.skip();
            }
        }
        return new ApiError(code, errCode, description);
    }

    private static @Nullable String ackPolicy(JsonReader in) throws JsonException {
        if (!in.beginObject("server.ConsumerConfig")) {
            return null;
        }
        String policy = "";
        while (in.nextField()) {
            if (in.field("ack_policy") == 0) {
                policy = in.string(policy);
            } else {
                in.skip();
            }
        }
        return policy;
    }

    private static long streamSeq(JsonReader in) throws JsonException {
        if (!in.beginObject("server.SequenceInfo")) {
            return 0;
        }
        long seq = 0;
        while (in.nextField()) {
            if (in.field("stream_seq") == 0) {
                seq = in.integer(seq, 0, MOST, "uint64");
            } else {
                in.skip();
            }
        }
        return seq;
    }
}
