package io.midge.bench;

import java.util.Locale;

/**
 * A line of the table of goals: a bound on a ratio Midge ÷ Go, or on Midge's own figure.
 *
 * @param against the scenario that Midge's own figure is divided by; empty for none
 */
record Goal(Metric metric, Bound bound, double value, boolean absolute, String against) {
    enum Bound {
        AT_LEAST,
        AT_MOST
    }

    enum Verdict {
        /** The median is at or past the goal. */
        MET("met"),
        /** The interval reaches the goal, the median does not. */
        REACHED("met (interval)"),
        MISSED("**missed**");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Goal atLeast(Metric metric, double ratio) {
        return new Goal(metric, Bound.AT_LEAST, ratio, false, "");
    }

    static Goal atMost(Metric metric, double ratio) {
        return new Goal(metric, Bound.AT_MOST, ratio, false, "");
    }

    static Goal midgeAtMost(Metric metric, double value) {
        return new Goal(metric, Bound.AT_MOST, value, true, "");
    }

    /** A bound on Midge's figure ÷ its own figure in another scenario of the same pair. */
    static Goal midgeAgainst(String scenario, Metric metric, double ratio) {
        return new Goal(metric, Bound.AT_MOST, ratio, false, scenario);
    }

    Verdict judge(Stats.Interval interval) {
        return judge(bound, value, interval);
    }

    static Verdict judge(Bound bound, double value, Stats.Interval interval) {
        return switch (bound) {
            case AT_LEAST -> verdict(interval.median() >= value, interval.high() >= value);
            case AT_MOST -> verdict(interval.median() <= value, interval.low() <= value);
        };
    }

    private static Verdict verdict(boolean median, boolean interval) {
        return median ? Verdict.MET : interval ? Verdict.REACHED : Verdict.MISSED;
    }

    String text() {
        return (bound == Bound.AT_LEAST ? "≥ " : "≤ ")
                + (absolute ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value))
                + (against.isEmpty() ? "" : " × own " + against);
    }
}
