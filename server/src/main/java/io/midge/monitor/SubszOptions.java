package io.midge.monitor;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.Utf8;
import io.midge.subject.Subjects;

/**
 * What a request for {@code /subsz} asks for.
 *
 * @param details whether subscriptions are shown one by one
 * @param offset how many are left out before the first, not negative
 * @param limit how many are shown at most
 * @param account those of this account alone, empty for all
 * @param test those that a message on this subject would reach, empty for all
 */
record SubszOptions(boolean details, long offset, long limit, String account, String test) {
    private static final long DEFAULT_LIMIT = 1024;
    private static final String[] NAMES = {"offset", "limit", "subscriptions", "account", "test"};

    /** Reads those of a page's URL in nats-server's order. */
    static SubszOptions of(Query query) throws BadQueryException {
        boolean details = query.bool("subs");
        long offset = query.integer("offset");
        long limit = query.integer("limit");
        return of(details, offset, limit, query.text("acc"), query.text("test"));
    }

    /** Reads those of a request in JSON; {@code account}, if not empty, is the only one asked for, and in detail. */
    static SubszOptions of(byte[] json, String account) throws JsonException {
        boolean details = false;
        long offset = 0;
        long limit = 0;
        String asked = "";
        String test = "";
        JsonReader in = json.length == 0 ? null : JsonReader.of(json);
        if (in != null && in.beginObject("server.SubszEventOptions")) {
            while (in.nextField()) {
                switch (in.embedded("SubszOptions", NAMES)) {
                    case 0 -> offset = in.integer(offset, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                    case 1 -> limit = in.integer(limit, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                    case 2 -> details = in.bool(details);
                    case 3 -> asked = in.string(asked);
                    case 4 -> test = in.string(test);
                    default -> in.skip();
                }
            }
        }
        boolean own = !account.isEmpty();
        return of(details || own, offset, limit, own ? account : asked, test);
    }

    private static SubszOptions of(boolean details, long offset, long limit, String account, String test) {
        return new SubszOptions(details, Math.max(0, offset), limit <= 0 ? DEFAULT_LIMIT : limit, account, test);
    }

    /** The same of so many at most. */
    SubszOptions atMost(long rows) {
        return limit <= rows ? this : new SubszOptions(details, offset, rows, account, test);
    }

    /** Finds out whether it makes sense. */
    void check() throws BadQueryException {
        byte[] subject = Utf8.bytes(test);
        if (subject.length > 0 && !Subjects.isValidLiteral(subject, 0, subject.length)) {
            throw new BadQueryException("invalid test subject, must be valid publish subject: ", subject);
        }
    }
}
