package io.midge.jetstream.consumer;

import io.midge.loop.Confined;

/** How fast a push consumer may deliver: a bucket of bytes that fills up at a constant rate. */
@Confined("stream lane")
final class RateLimit {
    private static final double SECOND = 1e9;
    private static final long LONGEST = 3_600_000_000_000L;

    private final double bytesPerNano;
    private final double most;
    private double level;
    private long at;

    /**
     * @param bitsPerSecond as configured
     * @param burst bytes that may go at once: the largest message
     */
    RateLimit(long bitsPerSecond, long burst, long nowNanos) {
        bytesPerNano = Long.divideUnsigned(bitsPerSecond, 8) / SECOND;
        most = burst;
        level = burst;
        at = nowNanos;
    }

    /** Takes so many bytes out of the bucket, and says 0; or says in how many nanoseconds there will be enough. */
    long take(int bytes, long nowNanos) {
        level = Math.min(most, level + (double) (nowNanos - at) * bytesPerNano);
        at = nowNanos;
        double want = Math.min(bytes, most);
        if (level >= want) {
            level -= want;
            return 0;
        }
        double wait = bytesPerNano == 0 ? LONGEST : Math.ceil((want - level) / bytesPerNano);
        return (long) Math.clamp(wait, 1.0, (double) LONGEST);
    }
}
