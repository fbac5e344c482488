package io.midge.monitor;

/**
 * What a request for {@code /connz} asks for.
 *
 * @param query where the order is found, which may be a word that means nothing
 * @param auth whether users and accounts are shown
 * @param subs how subscriptions are shown
 * @param offset how many are left out before the first, not negative
 * @param limit how many are shown at most
 * @param cid the only one that is asked for, 0 for all
 * @param state which are shown
 * @param user those of this user alone, empty for all
 * @param account those in this account alone, empty for all
 * @param mqttClient that of this MQTT client alone, empty for all
 */
record ConnzOptions(
        Query query,
        boolean auth,
        Subs subs,
        long offset,
        long limit,
        long cid,
        State state,
        String user,
        String account,
        String mqttClient) {
    private static final long DEFAULT_LIMIT = 1024;

    enum Subs {
        HIDDEN,
        SUBJECTS,
        DETAILS
    }

    enum State {
        OPEN,
        CLOSED,
        ALL
    }

    /** Reads them in nats-server's order, so that of several mistakes the same is reported. */
    static ConnzOptions of(Query query) throws BadQueryException {
        boolean auth = query.bool("auth");
        boolean details = query.word("subs").equals("detail");
        Subs subs = details ? Subs.DETAILS : query.bool("subs") ? Subs.SUBJECTS : Subs.HIDDEN;
        long offset = query.integer("offset");
        long limit = query.integer("limit");
        long cid = query.unsigned("cid");
        State state = switch (query.word("state")) {
            case "", "open" -> State.OPEN;
            case "closed" -> State.CLOSED;
            case "any", "all" -> State.ALL;
            default -> throw new BadQueryException("Error decoding state for ", query.bytes("state"));
        };
        return new ConnzOptions(
                query,
                auth,
                subs,
                Math.max(0, offset),
                cid != 0 ? 1 : limit <= 0 ? DEFAULT_LIMIT : limit,
                cid,
                state,
                query.text("user"),
                query.text("acc"),
                query.text("mqtt_client"));
    }

    /** By what to sort. */
    ConnzSort sort() throws BadQueryException {
        ConnzSort sort = ConnzSort.of(query);
        if (sort.closedOnly() && state != State.CLOSED) {
            throw new BadQueryException("sort by " + sort.word() + " only valid on closed connections");
        }
        return sort;
    }
}
