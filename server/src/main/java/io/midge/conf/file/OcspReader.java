package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.OcspCacheOptions;
import io.midge.options.OcspOptions;
import io.midge.options.OcspOptions.Mode;
import io.midge.options.OcspPeerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of the authorities that gave certificates. */
final class OcspReader {
    private OcspReader() {}

    /** The ocsp_peer field of a tls block; null if it is not there. */
    static @Nullable OcspPeerOptions peer(Block tls) {
        ConfValue value = tls.value("ocsp_peer");
        return switch (value) {
            case null -> null;
            case ConfValue.Bool bool -> OcspPeerOptions.of(bool.value());
            case ConfMap map -> peer(map, tls.problems());
            case ConfValue other -> {
                tls.problems()
                        .error(other.at(), "error parsing ocsp peer config: unsupported type, it is " + other.kind());
                yield null;
            }
        };
    }

    /** The ocsp field; null if it is not there. Its fields count in lower case only, a list of urls not at all, as in nats-server. */
    static @Nullable OcspOptions stapling(Block top) {
        ConfValue value = top.value("ocsp");
        return switch (value) {
            case null -> null;
            case ConfValue.Bool bool -> new OcspOptions(bool.value() ? Mode.AUTO : Mode.NEVER, List.of());
            case ConfMap map -> stapling(map, top.problems());
            case ConfValue other -> {
                top.problems().error(other.at(), "error parsing ocsp config: unsupported type, it is " + other.kind());
                yield null;
            }
        };
    }

    private static OcspOptions stapling(ConfMap map, Problems problems) {
        Mode mode = Mode.AUTO;
        List<String> urls = List.of();
        for (Map.Entry<String, ConfValue> entry : map.entries().entrySet()) {
            ConfValue value = entry.getValue();
            String key = entry.getKey();
            if (key.equals("urls")) {
                problems.error(value.at(), "error parsing ocsp config: urls is not supported; write url, and one URL");
            } else if (!key.equals("mode") && !key.equals("url")) {
                problems.error(value.at(), "error parsing ocsp config: unsupported field \"" + key + '"');
            } else if (!(value instanceof ConfValue.Text text)) {
                problems.error(value.at(), key + " must be a string, not " + value.kind());
            } else if (key.equals("url")) {
                urls = List.of(text.value());
            } else {
                mode = mode(text, problems);
            }
        }
        return new OcspOptions(mode, urls);
    }

    private static Mode mode(ConfValue.Text text, Problems problems) {
        for (Mode mode : Mode.values()) {
            if (mode.name().equalsIgnoreCase(text.value())) {
                return mode;
            }
        }
        problems.error(
                text.at(),
                "error parsing ocsp config: unsupported ocsp mode \"" + text.value()
                        + "\"; there are auto, must, always and never");
        return Mode.AUTO;
    }

    /** The ocsp_cache field; null if it is not there. */
    static @Nullable OcspCacheOptions cache(Block top) {
        ConfValue value = top.value("ocsp_cache");
        return switch (value) {
            case null -> null;
            case ConfValue.Bool bool -> OcspCacheOptions.of(bool.value());
            case ConfMap map -> cacheBlock(new Block(map, top.problems()));
            case ConfValue other -> {
                top.problems().error(other.at(), "error parsing ocsp_cache: unsupported type, it is " + other.kind());
                yield null;
            }
        };
    }

    private static OcspCacheOptions cacheBlock(Block block) {
        String type = block.has("type") ? block.text("type").toLowerCase(Locale.ROOT) : "local";
        if (!type.equals("local") && !type.equals("none")) {
            block.problems()
                    .error(
                            block.at(),
                            "error parsing OCSP peer cache config, unknown type [" + type
                                    + "]; there are local and none");
        }
        String what = "OCSP peer cache config";
        Duration interval = Seconds.of(block, what, OcspCacheOptions.DEFAULT_SAVE_INTERVAL, "save_interval");
        OcspCacheOptions options = new OcspCacheOptions(
                type.equals("local"),
                block.has("local_store") ? block.text("local_store") : OcspCacheOptions.DEFAULT_LOCAL_STORE,
                block.bool(false, "preserve_revoked"),
                Duration.ofSeconds(interval.toSeconds()));
        block.endAll(what);
        return options;
    }

    private static OcspPeerOptions peer(ConfMap map, Problems problems) {
        Block block = new Block(map, problems);
        OcspPeerOptions options = new OcspPeerOptions(
                block.bool(false, "verify"),
                time(block, OcspPeerOptions.DEFAULT_CLOCK_SKEW, "allowed_clockskew"),
                time(block, OcspPeerOptions.DEFAULT_TIMEOUT, "ca_timeout"),
                time(block, OcspPeerOptions.DEFAULT_TTL_UNSET, "cache_ttl_when_next_update_unset"),
                block.bool(false, "warn_only"),
                block.bool(false, "unknown_is_good"),
                block.bool(false, "allow_when_ca_unreachable"));
        block.endAll("tls peer config");
        return options;
    }

    /** A negative time counts for none. */
    private static Duration time(Block block, Duration otherwise, String name) {
        Duration time = Seconds.of(block, "tls peer config", otherwise, name);
        return time.isNegative() ? otherwise : time;
    }
}
