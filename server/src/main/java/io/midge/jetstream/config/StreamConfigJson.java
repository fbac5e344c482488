package io.midge.jetstream.config;

import io.midge.json.JsonException;
import io.midge.json.JsonWriter;

/** Configurations of streams as JSON. */
public final class StreamConfigJson {
    private StreamConfigJson() {}

    /** Writes one as it is answered and stored. */
    public static void write(JsonWriter out, StreamConfig config) {}

    /** As it is stored. */
    public static byte[] toBytes(StreamConfig config) {
        JsonWriter out = JsonWriter.compact();
        write(out, config);
        return out.toBytes();
    }

    /** Reads what was stored. */
    public static StreamConfig fromBytes(byte[] json) throws JsonException {
        return StreamConfig.builder().build();
    }
}
