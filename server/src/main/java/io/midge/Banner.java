package io.midge;

import io.midge.auth.Anonymous;
import io.midge.log.Log;
import io.midge.proto.Info;
import java.util.Map;
import java.util.TreeMap;

/** The lines that a log begins with: who this is, and what it was told by. Wording and order are nats-server's. */
final class Banner {
    /** What can be switched by name, and whether it is on by itself. */
    static final Map<String, Boolean> FLAGS = Map.of(
            "js_ack_fc_v2",
            false,
            "js_api_reply_v2",
            false,
            "js_raft_delete_range",
            true,
            "js_snapshot_sources",
            false);

    private Banner() {}

    /** Whether a flag is known and switched away from what it is by itself. */
    static boolean isSwitched(String flag, boolean on) {
        Boolean usual = FLAGS.get(flag);
        return usual != null && usual != on;
    }

    static void log(Log log, Settings settings, String id, String name, String clusterName, boolean plaintext) {
        log.info("Starting nats-server");
        log.info("  Version:  " + Info.VERSION);
        log.info("  Git:      [not set]");
        log.info("  Midge:    " + Info.MIDGE + " (Java " + System.getProperty("java.version") + ")");
        if (!clusterName.isEmpty()) {
            log.info("  Cluster:  " + clusterName);
        }
        log.info("  Name:     " + name);
        log.info("  ID:       " + id);
        if (!settings.options().featureFlags().isEmpty()) {
            flags(log, new TreeMap<>(settings.options().featureFlags()));
        }
        if (plaintext) {
            log.warn("Plaintext passwords detected, use nkeys or bcrypt");
        }
        String anonymous = Anonymous.warning(settings.options().security());
        if (!anonymous.isEmpty()) {
            log.warn(anonymous);
        }
        if (!settings.file().isEmpty()) {
            log.info("Using configuration file: " + settings.file() + " (" + settings.digest() + ")");
        }
    }

    private static void flags(Log log, Map<String, Boolean> flags) {
        StringBuilder configured = new StringBuilder();
        StringBuilder unsupported = new StringBuilder();
        flags.forEach((flag, on) -> {
            boolean known = FLAGS.containsKey(flag);
            StringBuilder list = known ? configured : unsupported;
            list.append(list.isEmpty() ? "" : ", ").append(flag);
            if (known) {
                list.append(on ? " (opt-in)" : " (opt-out)");
            }
        });
        log.info("  Feature flags:");
        if (!configured.isEmpty()) {
            log.info("    Configured:    " + configured);
        }
        if (!unsupported.isEmpty()) {
            log.info("    Unsupported:   " + unsupported);
        }
    }
}
