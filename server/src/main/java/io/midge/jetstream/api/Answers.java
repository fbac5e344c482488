package io.midge.jetstream.api;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.account.RequestInfo;
import io.midge.conf.ByteText;
import io.midge.jetstream.meta.Advisories;
import io.midge.json.JsonWriter;
import io.midge.loop.Confined;
import org.jspecify.annotations.Nullable;

/** Publishes answers, counts them, and tells who audits the API. */
@Confined("API lane")
final class Answers {
    private static final byte[] NONE = {};
    private static final byte[] AUDIT = ByteText.bytes("$JS.EVENT.ADVISORY.API");
    private static final byte[] FLOOD = ByteText.bytes("$JS.EVENT.ADVISORY.API.LIMIT_REACHED");

    /** What an answer is. */
    enum Kind {
        DONE,
        REFUSED,
        /** Counted by nobody. */
        QUIET
    }

    private final Postbox postbox;
    private final Advisories advisories;
    private final String server;
    private final String domain;

    Answers(Postbox postbox, Advisories advisories, String server, String domain) {
        this.postbox = postbox;
        this.advisories = advisories;
        this.server = server;
        this.domain = domain;
    }

    void send(Request request, byte[] json, byte[] headers, Kind kind) {
        Account account = request.account().account();
        if (kind != Kind.QUIET) {
            request.account().answered(kind == Kind.REFUSED);
        }
        if (request.reply().length > 0) {
            postbox.put(account, request.reply(), NONE, headers, json);
        }
        if (kind != Kind.QUIET && advisories.isHeard(account, AUDIT)) {
            audit(account, request, json);
        }
    }

    private void audit(Account account, Request request, byte[] response) {
        JsonWriter out = advisories.begin("api_audit").string("server", server);
        out.name("client");
        @Nullable RequestInfo who = request.info();
        if (who == null) {
            out.nullValue();
        } else {
            who.write(out);
        }
        out.string("subject", request.subject())
                .stringIfSet("request", request.payloadText())
                .string("response", ByteText.of(response));
        advisories.send(account, AUDIT, out);
    }

    /** So many requests were dropped; told in this account. */
    void flooded(Account account, long dropped) {
        if (advisories.isHeard(account, FLOOD)) {
            JsonWriter out = advisories.begin("api_limit_reached").string("server", server);
            out.stringIfSet("domain", domain).integer("dropped", dropped).endObject();
            postbox.put(account, FLOOD, NONE, NONE, out.toBytes());
        }
    }
}
