package io.midge.bench;

/**
 * How much there is of everything.
 *
 * @param rounds samples of each row and server
 * @param consumed messages that consumers read
 * @param messages of the stream with many subjects
 * @param subjects how many those are
 * @param streams where there are many
 * @param consumers where there are many
 */
record JsScale(
        int rounds,
        long warmMs,
        long measureMs,
        long consumed,
        long messages,
        int subjects,
        int streams,
        int consumers) {
    static JsScale of(boolean quick, int rounds, long warmMs, long measureMs) {
        return quick
                ? new JsScale(rounds, warmMs, measureMs, 100_000, 300_000, 100_000, 100, 1000)
                : new JsScale(rounds, warmMs, measureMs, 1_000_000, 3_000_000, 1_000_000, 1000, 10_000);
    }

    String text() {
        return rounds + " rounds, " + measureMs + " ms each; consumers read " + Report.figure((double) consumed)
                + " messages; "
                + Report.figure((double) messages) + " messages of " + Report.figure(subjects) + " subjects; " + streams
                + " streams; " + consumers + " consumers";
    }
}
