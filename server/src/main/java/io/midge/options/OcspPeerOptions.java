package io.midge.options;

import java.time.Duration;

/**
 * Whether certificates of those who connect are asked for at the authority that gave them.
 *
 * @param verify ask
 * @param clockSkew how far the authority's clock may be off; default 30 seconds
 * @param timeout how long an authority may take; default 2 seconds
 * @param ttlUnset how long an answer counts that does not say; default 1 hour
 * @param warnOnly only warn of those that are refused
 * @param unknownIsGood take those that the authority does not know
 * @param allowWhenUnreachable take those whose authority does not answer
 */
public record OcspPeerOptions(
        boolean verify,
        Duration clockSkew,
        Duration timeout,
        Duration ttlUnset,
        boolean warnOnly,
        boolean unknownIsGood,
        boolean allowWhenUnreachable) {
    /** How far the authority's clock may be off. */
    public static final Duration DEFAULT_CLOCK_SKEW = Duration.ofSeconds(30);

    /** How long an authority may take. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    /** How long an answer counts that does not say. */
    public static final Duration DEFAULT_TTL_UNSET = Duration.ofHours(1);

    /** The default of everything else. */
    public static OcspPeerOptions of(boolean verify) {
        return new OcspPeerOptions(verify, DEFAULT_CLOCK_SKEW, DEFAULT_TIMEOUT, DEFAULT_TTL_UNSET, false, false, false);
    }
}
