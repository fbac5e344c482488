package io.midge.bench;

import java.util.Arrays;

/** Medians and the interval around them. */
final class Stats {
    private static final double TAIL = 0.025;

    private Stats() {}

    /** A median, the interval that holds the true one with probability {@code coverage}, and how many values it took. */
    record Interval(double median, double low, double high, double coverage, int values) {}

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * The median of positive values with the interval of the Wilcoxon signed-rank test on their logarithms.
     *
     * <p>That is: all geometric means of two values (a value with itself included) in order, and from either end as many
     * left out as the exact distribution of the signed-rank sum allows for 2.5 % per side. It assumes that errors are
     * symmetric in the logarithm, which the ratio of two equally noisy figures is, and needs neither a normal
     * distribution nor random numbers. Seven values give 95.3 %. Fewer than six cannot give 95 %: then it is the range,
     * with its true coverage.
     */
    static Interval interval(double[] values) {
        int n = values.length;
        if (n == 0) {
            throw new IllegalArgumentException("no values");
        }
        double[] logs = new double[n];
        for (int i = 0; i < n; i++) {
            if (!(values[i] > 0)) {
                throw new IllegalArgumentException("not a positive value: " + values[i]);
            }
            logs[i] = Math.log(values[i]);
        }
        double median = median(values);
        double[] cumulative = signedRank(n);
        int leftOut = -1;
        while (leftOut + 1 < cumulative.length && cumulative[leftOut + 1] <= TAIL) {
            leftOut++;
        }
        if (leftOut < 0) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Interval(median, sorted[0], sorted[n - 1], n == 1 ? 0 : 1 - Math.pow(2, 1.0 - n), n);
        }
        double[] means = pairMeans(logs);
        double low = Math.min(median, Math.exp(means[leftOut]));
        double high = Math.max(median, Math.exp(means[means.length - leftOut - 1]));
        return new Interval(median, low, high, 1 - 2 * cumulative[leftOut], n);
    }

    private static double[] pairMeans(double[] logs) {
        int n = logs.length;
        double[] means = new double[n * (n + 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                means[at++] = (logs[i] + logs[j]) / 2;
            }
        }
        Arrays.sort(means);
        return means;
    }

    /** P(W ≤ k) of the signed-rank sum of n values, for every k. */
    static double[] signedRank(int n) {
        double[] ways = new double[n * (n + 1) / 2 + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int sum = ways.length - 1; sum >= rank; sum--) {
                ways[sum] += ways[sum - rank];
            }
        }
        double total = Math.pow(2, n);
        double seen = 0;
        for (int k = 0; k < ways.length; k++) {
            seen += ways[k];
            ways[k] = seen / total;
        }
        return ways;
    }
}
