package io.midge.jetstream.config;

/** What consumers of a stream may ask for at most; 0: as much as they like. */
public record ConsumerLimits(long inactiveThresholdNs, long maxAckPending) {
    /** None. */
    public static final ConsumerLimits NONE = new ConsumerLimits(0, 0);
}
