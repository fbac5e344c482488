package io.midge.monitor;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;

/**
 * What a request for {@code /jsz} asks for.
 *
 * @param account the only account that is told of, if it has JetStream; empty: all that are asked for
 * @param accounts whether accounts are told of
 * @param streams whether their streams are
 * @param consumers whether their consumers are
 * @param config whether with their configurations
 * @param offset how many accounts are left out, not negative
 * @param limit how many accounts are told of; negative: all
 */
record JszOptions(
        String account, boolean accounts, boolean streams, boolean consumers, boolean config, long offset, long limit) {
    private static final long DEFAULT_LIMIT = 1024;

    // As nats-server: who asks for consumers asks for streams, and so for accounts.
    JszOptions {
        streams = streams || consumers;
        accounts = accounts || (streams && account.isEmpty());
        offset = Math.max(0, offset);
        limit = limit == 0 ? DEFAULT_LIMIT : limit;
    }

    /** Reads them in nats-server's order, so that of several mistakes the same is reported. */
    static JszOptions of(Query query) throws BadQueryException {
        boolean accounts = query.bool("accounts");
        boolean streams = query.bool("streams");
        boolean consumers = query.bool("consumers");
        query.bool("direct-consumers");
        boolean config = query.bool("config");
        long offset = query.integer("offset");
        long limit = query.integer("limit");
        query.bool("leader-only");
        query.bool("raft");
        query.bool("stream-leader-only");
        return new JszOptions(query.text("acc"), accounts, streams, consumers, config, offset, limit);
    }

    static JszOptions of(byte[] json) throws JsonException {
        String account = "";
        boolean accounts = false;
        boolean streams = false;
        boolean consumers = false;
        boolean config = false;
        long offset = 0;
        long limit = 0;
        JsonReader in = json.length == 0 ? null : JsonReader.of(json);
        if (in != null && in.beginObject("server.JszEventOptions")) {
            while (in.nextField()) {
                switch (in.embedded(
                        "JSzOptions",
                        "account",
                        "accounts",
                        "streams",
                        "consumer",
                        "config",
                        "offset",
                        "limit",
                        "direct_consumer",
                        "leader_only",
                        "raft",
                        "stream_leader_only")) {
                    case 0 -> account = in.string(account);
                    case 1 -> accounts = in.bool(accounts);
                    case 2 -> streams = in.bool(streams);
                    case 3 -> consumers = in.bool(consumers);
                    case 4 -> config = in.bool(config);
                    case 5 -> offset = in.integer(offset, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                    case 6 -> limit = in.integer(limit, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                    case 7, 8, 9, 10 -> in.bool(false);
                    default -> in.skip();
                }
            }
        }
        return new JszOptions(account, accounts, streams, consumers, config, offset, limit);
    }
}
