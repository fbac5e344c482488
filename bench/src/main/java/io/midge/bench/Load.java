package io.midge.bench;

/** The shape of what a scenario does to a server. */
sealed interface Load {
    int MIB = 1 << 20;

    /** How subjects and receivers go together. */
    enum Subscription {
        /** Every receiver gets every message of the one subject. */
        PLAIN("SUB " + Frames.SUBJECT + " 1\r\n"),
        /** The receivers are one queue group. */
        QUEUE("SUB " + Frames.SUBJECT + " workers 1\r\n"),
        /** A million subjects; one receiver on {@code bench.*}, one on {@code bench.>}, and so on in turn. */
        WILDCARD("SUB bench.* 1\r\n");

        private final String line;

        Subscription(String line) {
            this.line = line;
        }

        String line(int receiver) {
            return this == WILDCARD && receiver % 2 == 1 ? "SUB bench.> 1\r\n" : line;
        }
    }

    /**
     * Publishers at full speed, receivers that count.
     *
     * @param window bytes that may be under way to the slowest receiver; no server has to cut anybody off
     * @param churnPerSecond SUB and UNSUB pairs on a connection of their own, or 0
     */
    record Stream(int publishers, int receivers, Subscription subscription, int payload, int window, int churnPerSecond)
            implements Load {
        static Stream publishOnly(int payload) {
            return new Stream(1, 0, Subscription.PLAIN, payload, 0, 0);
        }

        static Stream fan(int receivers, int payload, int window) {
            return new Stream(1, receivers, Subscription.PLAIN, payload, window, 0);
        }
    }

    /** Requesters, each with its own connection and inbox wildcard, and one responder. */
    record Requests(int connections, int inFlightEach, int payload) implements Load {}

    /** Connections that do nothing after CONNECT, one SUB and one PING. */
    record Idle(int connections) implements Load {}

    /**
     * From exec to INFO, and resident memory half a second later.
     *
     * @param aotCache whether Midge's launcher may use its cache
     * @param file whether the server reads a configuration file
     * @param busy processes that do nothing but compute meanwhile
     */
    record Start(boolean aotCache, boolean file, int busy) implements Load {}
}
