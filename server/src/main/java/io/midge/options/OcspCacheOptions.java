package io.midge.options;

import java.time.Duration;

/**
 * What authorities said of certificates is kept.
 *
 * @param enabled whether it is kept at all
 * @param localStore directory; default {@code _rc_}
 * @param preserveRevoked whether a certificate that was revoked once stays so
 * @param saveInterval how often it is written; default 5 minutes, at least a second
 */
public record OcspCacheOptions(boolean enabled, String localStore, boolean preserveRevoked, Duration saveInterval) {
    /** The directory where none is named. */
    public static final String DEFAULT_LOCAL_STORE = "_rc_";

    /** How often it is written where nothing is said. */
    public static final Duration DEFAULT_SAVE_INTERVAL = Duration.ofMinutes(5);

    /** The shortest time between two writes. */
    public static final Duration MIN_SAVE_INTERVAL = Duration.ofSeconds(1);

    public OcspCacheOptions {
        saveInterval = saveInterval.compareTo(MIN_SAVE_INTERVAL) < 0 ? MIN_SAVE_INTERVAL : saveInterval;
    }

    /** The default of everything else. */
    public static OcspCacheOptions of(boolean enabled) {
        return new OcspCacheOptions(enabled, DEFAULT_LOCAL_STORE, false, DEFAULT_SAVE_INTERVAL);
    }
}
