package io.midge.subject;

/**
 * Counts of a sublist, or of several together, as {@code /subsz} shows them. Fan-out is that of the results in caches now;
 * {@code maxFanout} is the largest that was ever cached.
 */
public record SublistStats(
        long subscriptions,
        long cached,
        long inserts,
        long removes,
        long matches,
        long cacheHits,
        long maxFanout,
        long totalFanout) {
    public static final SublistStats NONE = new SublistStats(0, 0, 0, 0, 0, 0, 0, 0);

    public double cacheHitRate() {
        return matches == 0 ? 0 : (double) cacheHits / matches;
    }

    public double avgFanout() {
        return cached == 0 ? 0 : (double) totalFanout / cached;
    }

    public SublistStats plus(SublistStats other) {
        return new SublistStats(
                subscriptions + other.subscriptions,
                cached + other.cached,
                inserts + other.inserts,
                removes + other.removes,
                matches + other.matches,
                cacheHits + other.cacheHits,
                Math.max(maxFanout, other.maxFanout),
                totalFanout + other.totalFanout);
    }
}
