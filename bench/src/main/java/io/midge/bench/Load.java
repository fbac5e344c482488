package io.midge.bench;

/** The shape of what a scenario does to a server. */
sealed interface Load {
    int MIB = 1 << 20;

    /** What the server is told. */
    default Setup setup() {
        return Setup.PLAIN;
    }

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
     * @param beside who else is connected
     */
    record Stream(
            int publishers,
            int receivers,
            Subscription subscription,
            int payload,
            int window,
            Beside beside,
            Setup setup)
            implements Load {
        static Stream publishOnly(int payload) {
            return new Stream(1, 0, Subscription.PLAIN, payload, 0, Beside.NOBODY, Setup.PLAIN);
        }

        static Stream fan(int receivers, int payload, int window) {
            return new Stream(1, receivers, Subscription.PLAIN, payload, window, Beside.NOBODY, Setup.PLAIN);
        }

        Stream beside(Beside others) {
            return new Stream(publishers, receivers, subscription, payload, window, others, setup);
        }

        Stream with(Setup told) {
            return new Stream(publishers, receivers, subscription, payload, window, beside, told);
        }
    }

    /**
     * Connections that nobody waits for.
     *
     * @param churnPerSecond SUB and UNSUB pairs in a second, on one connection
     * @param stuck more receivers, which stop reading when the measuring begins
     * @param halfOpen connections that send nothing at all
     */
    record Beside(int churnPerSecond, int stuck, int halfOpen) {
        static final Beside NOBODY = new Beside(0, 0, 0);
    }

    /** One publisher and one receiver over TLS. */
    record Tls(int payload, int window) implements Load {
        @Override
        public Setup setup() {
            return Setup.TLS;
        }
    }

    /** Connections one after the other over TLS, each by a full handshake, from several threads. */
    record Handshakes(int threads) implements Load {
        @Override
        public Setup setup() {
            return Setup.TLS;
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
    record Start(boolean aotCache, boolean file, int busy) implements Load {
        @Override
        public Setup setup() {
            return file ? Setup.FILE : Setup.PLAIN;
        }
    }
}
