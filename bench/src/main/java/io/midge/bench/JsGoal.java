package io.midge.bench;

import java.util.Locale;

/** A bound on what a row of the table of JetStream shows of Midge. */
record JsGoal(Against against, Goal.Bound bound, double value) {
    /** What Midge's figure is divided by. */
    enum Against {
        GO("of Go"),
        GO_ALWAYS("of Go, sync always"),
        /** Midge's own asynchronous publishes to one stream. */
        ONE_STREAM("of one stream"),
        NOTHING("");

        private final String text;

        Against(String text) {
            this.text = text;
        }
    }

    static JsGoal atLeast(double value, Against against) {
        return new JsGoal(against, Goal.Bound.AT_LEAST, value);
    }

    static JsGoal atMost(double value, Against against) {
        return new JsGoal(against, Goal.Bound.AT_MOST, value);
    }

    /** Whether figures of some rounds reach it. */
    Goal.Verdict judge(Stats.Interval interval) {
        return Goal.judge(bound, value, interval);
    }

    String text() {
        String sign = bound == Goal.Bound.AT_LEAST ? "≥ " : "≤ ";
        return (sign + String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f " : "%.1f ", value) + against.text)
                .strip();
    }
}
