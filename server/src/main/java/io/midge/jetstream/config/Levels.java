package io.midge.jetstream.config;

import io.midge.proto.Info;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * API levels: which one a stream or consumer needs, and which one this server has. The one that is needed is stored
 * with the metadata; this server's own, and its version, are only shown.
 */
public final class Levels {
    /** The level of this server. */
    public static final int LEVEL = 5;

    private static final String REQUIRED = "_nats.req.level";
    private static final String VERSION = "_nats.ver";
    private static final String SERVER = "_nats.level";

    private Levels() {}

    /** With the level that it needs, and without what is only shown: as it is stored. */
    public static StreamConfig stored(StreamConfig config) {
        return config.toBuilder()
                .metadata(with(config.metadata(), Integer.toString(required(config))))
                .build();
    }

    /** With the level that it needs, and without what is only shown: as it is stored. */
    public static ConsumerConfig stored(ConsumerConfig config) {
        return config.toBuilder()
                .metadata(with(config.metadata(), Integer.toString(required(config))))
                .build();
    }

    /** With the level that another has, to be compared with it. */
    public static StreamConfig asOf(StreamConfig config, StreamConfig other) {
        return config.toBuilder()
                .metadata(with(config.metadata(), other.metadata().get(REQUIRED)))
                .build();
    }

    /** With the level that another has, to be compared with it. */
    public static ConsumerConfig asOf(ConsumerConfig config, ConsumerConfig other) {
        return config.toBuilder()
                .metadata(with(config.metadata(), other.metadata().get(REQUIRED)))
                .build();
    }

    private static Map<String, String> with(Map<String, String> metadata, @Nullable String level) {
        Map<String, String> out = new TreeMap<>(metadata);
        out.remove(VERSION);
        out.remove(SERVER);
        if (level == null) {
            out.remove(REQUIRED);
        } else {
            out.put(REQUIRED, level);
        }
        return out;
    }

    private static int required(StreamConfig config) {
        if (config.allowBatched()) {
            return 4;
        }
        if (config.allowMsgCounter()
                || config.allowAtomic()
                || config.allowMsgSchedules()
                || config.persistMode() == PersistMode.ASYNC) {
            return 2;
        }
        return config.allowMsgTtl() || config.subjectDeleteMarkerTtlNs() > 0 ? 1 : 0;
    }

    private static int required(ConsumerConfig config) {
        if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
            return 4;
        }
        boolean paused =
                config.pauseUntil() != null && !config.pauseUntil().instant().equals(Responses.ZERO_TIME);
        boolean groups = config.priorityPolicy() != PriorityPolicy.NONE
                || config.pinnedTtlNs() != 0
                || !config.priorityGroups().isEmpty();
        return paused || groups ? 1 : 0;
    }

    /** What is stored, with this server's version and level: as it is shown. */
    public static Map<String, String> shown(Map<String, String> metadata) {
        Map<String, String> out = new TreeMap<>(metadata);
        out.put(VERSION, Info.VERSION);
        out.put(SERVER, Integer.toString(LEVEL));
        return out;
    }

    /** Whether this server can run what was stored with this metadata. */
    public static boolean supports(Map<String, String> metadata) {
        String required = metadata.getOrDefault(REQUIRED, "");
        return required.isEmpty() || answers(required);
    }

    /** Whether a request with this in {@code Nats-Required-Api-Level} is answered; empty: it is not there. */
    public static boolean answers(String required) {
        if (required.isEmpty()) {
            return true;
        }
        try {
            return Long.parseLong(required) <= LEVEL;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The level that something needs, as it is stored; empty if it is not known. */
    public static String required(Map<String, String> metadata) {
        return metadata.getOrDefault(REQUIRED, "");
    }
}
