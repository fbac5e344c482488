package io.midge.jetstream.config;

import io.midge.json.GoText;
import io.midge.json.JsonException;
import java.util.Map;

/**
 * A configuration as it was found in a store, which another version of the server may have written.
 *
 * @param offline why what it describes cannot be run by this server, in nats-server's words; empty: it can
 * @param isReadable whether it is more than the name
 */
public record Stored<C>(C config, String offline, boolean isReadable) {
    private interface Reading<C> {
        C read(boolean strict) throws JsonException;
    }

    /** That of a stream of this name. */
    public static Stored<StreamConfig> stream(String name, byte[] json) {
        StreamConfig none = StreamConfig.builder().name(name).build();
        return read(none, strict -> StreamConfigJson.fromBytes(json, strict), StreamConfig::metadata);
    }

    /** That of a consumer of this name. */
    public static Stored<ConsumerConfig> consumer(String name, byte[] json) {
        ConsumerConfig none = ConsumerConfig.builder().name(name).build();
        return read(none, strict -> ConsumerConfigJson.fromBytes(json, strict), ConsumerConfig::metadata);
    }

    private interface Metadata<C> {
        Map<String, String> of(C config);
    }

    private static <C> Stored<C> read(C none, Reading<C> reading, Metadata<C> metadata) {
        String wrong = "";
        C config;
        try {
            config = reading.read(true);
        } catch (JsonException e) {
            wrong = String.valueOf(e.getMessage());
            try {
                config = reading.read(false);
            } catch (JsonException unreadable) {
                return new Stored<>(none, "decoding error: " + unreadable.getMessage(), false);
            }
        }
        return new Stored<>(config, reason(metadata.of(config), wrong), true);
    }

    private static String reason(Map<String, String> metadata, String wrong) {
        if (Levels.supports(metadata)) {
            return wrong.isEmpty() ? "" : "decoding error: " + wrong;
        }
        if (wrong.isEmpty()) {
            return "unsupported - required API level: " + Levels.required(metadata) + ", current API level: "
                    + Levels.LEVEL;
        }
        return "unsupported - config error: " + (wrong.startsWith("json: ") ? wrong.substring(6) : wrong);
    }

    /** Why a stream is not run that has such a consumer. */
    public static String stopped(String consumer) {
        return "stopped - unsupported consumer " + GoText.quoted(consumer);
    }
}
