package io.midge.monitor;

import io.midge.conf.ByteText;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.Utf8;

/**
 * What a request for {@code /connz} asks for.
 *
 * @param word by what to sort, a byte in each character; it may mean nothing
 * @param auth whether users and accounts are shown
 * @param subs how subscriptions are shown
 * @param offset how many are left out before the first, not negative
 * @param limit how many are shown at most
 * @param cid the only one that is asked for, 0 for all
 * @param state which are shown
 * @param user those of this user alone, empty for all
 * @param account those in this account alone, empty for all
 * @param mqttClient that of this MQTT client alone, empty for all
 * @param subject those that listen to some of this alone, of open ones in one account; empty for all
 */
record ConnzOptions(
        String word,
        boolean auth,
        Subs subs,
        long offset,
        long limit,
        long cid,
        State state,
        String user,
        String account,
        String mqttClient,
        String subject) {
    private static final long DEFAULT_LIMIT = 1024;

    enum Subs {
        HIDDEN,
        SUBJECTS,
        DETAILS
    }

    enum State {
        OPEN,
        CLOSED,
        ALL,
        /** None at all. */
        NONE
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
                ByteText.of(query.bytes("sort")),
                auth,
                subs,
                Math.max(0, offset),
                cid != 0 ? 1 : limit <= 0 ? DEFAULT_LIMIT : limit,
                cid,
                state,
                query.text("user"),
                query.text("acc"),
                query.text("mqtt_client"),
                "");
    }

    /** Reads those of a request in JSON; {@code account}, if not empty, is the only one that it may ask for. */
    static ConnzOptions of(byte[] json, String account) throws JsonException {
        Draft draft = new Draft();
        JsonReader in = json.length == 0 ? null : JsonReader.of(json);
        if (in != null && in.beginObject("server.ConnzEventOptions")) {
            while (in.nextField()) {
                draft.read(in);
            }
        }
        if (!account.isEmpty()) {
            draft.account = account;
        }
        return draft.options();
    }

    /** What has been read of a request in JSON so far. */
    private static final class Draft {
        private static final String[] NAMES = {
            "sort",
            "auth",
            "subscriptions",
            "subscriptions_detail",
            "offset",
            "limit",
            "cid",
            "mqtt_client",
            "state",
            "user",
            "acc",
            "filter_subject"
        };

        private String sort = "";
        private boolean auth;
        private boolean subjects;
        private boolean details;
        private long offset;
        private long limit;
        private long cid;
        private String mqttClient = "";
        private long state;
        private String user = "";
        private String account = "";
        private String subject = "";

        void read(JsonReader in) throws JsonException {
            switch (in.embedded("ConnzOptions", NAMES)) {
                case 0 -> sort = in.string(sort, "server.SortOpt");
                case 1 -> auth = in.bool(auth);
                case 2 -> subjects = in.bool(subjects);
                case 3 -> details = in.bool(details);
                case 4 -> offset = in.integer(offset, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                case 5 -> limit = in.integer(limit, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                case 6 -> cid = in.uint64(cid);
                case 7 -> mqttClient = in.string(mqttClient);
                case 8 -> state = in.integer(state, Long.MIN_VALUE, Long.MAX_VALUE, "server.ConnState");
                case 9 -> user = in.string(user);
                case 10 -> account = in.string(account);
                case 11 -> subject = in.string(subject);
                default -> in.skip();
            }
        }

        ConnzOptions options() {
            Subs subs = details ? Subs.DETAILS : subjects ? Subs.SUBJECTS : Subs.HIDDEN;
            State which = state == 0 ? State.OPEN : state == 1 ? State.CLOSED : state == 2 ? State.ALL : State.NONE;
            return new ConnzOptions(
                    ByteText.of(Utf8.bytes(sort)),
                    auth,
                    subs,
                    Math.max(0, offset),
                    cid != 0 ? 1 : limit <= 0 ? DEFAULT_LIMIT : limit,
                    cid,
                    which,
                    user,
                    account,
                    mqttClient,
                    subject.equals(">") ? "" : subject);
        }
    }

    /** The same of so many at most. */
    ConnzOptions atMost(long rows) {
        return limit <= rows
                ? this
                : new ConnzOptions(word, auth, subs, offset, rows, cid, state, user, account, mqttClient, subject);
    }

    /** By what to sort; also finds out whether it all makes sense together. */
    ConnzSort sort() throws BadQueryException {
        ConnzSort sort = ConnzSort.of(ByteText.bytes(word));
        if (sort.closedOnly() && state != State.CLOSED) {
            throw new BadQueryException("sort by " + sort.word() + " only valid on closed connections");
        }
        if (!subject.isEmpty() && account.isEmpty()) {
            throw new BadQueryException("filter by subject only valid with account filtering");
        }
        return sort;
    }
}
