package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.OcspPeerOptions;
import java.time.Duration;
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
