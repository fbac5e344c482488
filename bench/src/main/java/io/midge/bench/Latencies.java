package io.midge.bench;

/** Latencies in nanoseconds, in buckets at most 1.6 % wide; recording allocates nothing. */
final class Latencies {
    private static final int SUB_BITS = 6;
    private static final int SUB = 1 << SUB_BITS;

    private final long[] buckets = new long[(64 - SUB_BITS) * SUB];
    private long count;

    void record(long nanos) {
        buckets[index(Math.max(0, nanos))]++;
        count++;
    }

    long count() {
        return count;
    }

    void clear() {
        java.util.Arrays.fill(buckets, 0);
        count = 0;
    }

    /** The value below or at which the given share (0 to 1) of all records lies. */
    double quantile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return middle(i);
            }
        }
        throw new IllegalStateException("count and buckets disagree");
    }

    private static int index(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift + 1) * SUB + (int) (value >>> shift) - SUB;
    }

    private static double middle(int index) {
        if (index < SUB) {
            return index;
        }
        int shift = index / SUB - 1;
        double low = (double) ((long) (index % SUB + SUB) << shift);
        return low + (double) ((1L << shift) - 1) / 2;
    }
}
