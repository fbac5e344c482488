package io.midge.bench;

/**
 * How much of everything.
 *
 * @param rounds figures per row
 * @param fills how often the million subjects are written anew: once per figure of memory
 * @param appends messages of 128 B in a round
 * @param streams among which the messages go in turn
 * @param payloadBytes bytes of payloads in a round, 16 KiB and 1 MiB
 * @param messages of the stream with many subjects
 * @param subjects of that stream
 * @param behind messages that no checkpoint knows when the process is killed
 * @param haystack messages of the stream of which few match
 * @param manyStreams streams of the store with many, with ten consumers each
 * @param manyBytes what each of them holds
 */
record StoreScale(
        int rounds,
        int fills,
        int appends,
        int streams,
        long payloadBytes,
        int messages,
        int subjects,
        int behind,
        int haystack,
        int manyStreams,
        long manyBytes) {
    static StoreScale full(int rounds) {
        return new StoreScale(
                rounds,
                Math.min(rounds, 3),
                3_000_000,
                1000,
                1L << 30,
                3_000_000,
                1_000_000,
                1_000_000,
                10_000_000,
                1000,
                10L << 20);
    }

    /** A look, not a proof. */
    static StoreScale quick(int rounds) {
        return new StoreScale(
                rounds, 1, 500_000, 1000, 128L << 20, 300_000, 100_000, 100_000, 1_000_000, 100, 10L << 20);
    }

    /** What the table says of it. */
    String text() {
        return String.format(
                java.util.Locale.ROOT,
                "%d rounds; %,d appends over %,d streams; payloads of %,d MiB; %,d messages over %,d subjects,"
                        + " %,d behind the last checkpoint when killed; 1 of 1,000 among %,d messages;"
                        + " %,d streams with 10 consumers and %,d MiB in messages of 8 KiB each",
                rounds,
                appends,
                streams,
                payloadBytes >> 20,
                messages,
                subjects,
                behind,
                haystack,
                manyStreams,
                manyBytes >> 20);
    }
}
