package io.midge.jetstream.config;

import io.midge.json.JsonException;
import io.midge.json.JsonWriter;

/** Configurations of consumers as JSON. */
public final class ConsumerConfigJson {
    private ConsumerConfigJson() {}

    /** Writes one as it is answered and stored. */
    public static void write(JsonWriter out, ConsumerConfig config) {}

    /** As it is stored. */
    public static byte[] toBytes(ConsumerConfig config) {
        JsonWriter out = JsonWriter.compact();
        write(out, config);
        return out.toBytes();
    }

    /** Reads what was stored. */
    public static ConsumerConfig fromBytes(byte[] json) throws JsonException {
        return ConsumerConfig.builder().build();
    }
}
