package io.midge.jetstream.meta;

import io.midge.account.Account;
import io.midge.account.Nuid;
import io.midge.account.Postbox;
import io.midge.conf.ByteText;
import io.midge.json.JsonWriter;
import io.midge.loop.Clock;
import io.midge.loop.Confined;

/** Tells of what is done with streams and with the API: nats-server's advisories. What nobody listens to is not written. */
@Confined("API lane")
public final class Advisories {
    private static final String TYPE = "io.nats.jetstream.advisory.v1.";
    private static final byte[] NONE = {};

    private final Postbox postbox;
    private final Nuid nuid;
    private final Clock clock;
    private final String domain;

    public Advisories(Postbox postbox, Nuid nuid, Clock clock, String domain) {
        this.postbox = postbox;
        this.nuid = nuid;
        this.clock = clock;
        this.domain = domain;
    }

    /** Whether somebody listens. */
    public boolean isHeard(Account account, byte[] subject) {
        return account.sublist().hasInterest(subject, 0, subject.length);
    }

    /** Begins one, as an object that is open. */
    public JsonWriter begin(String type) {
        return JsonWriter.compact()
                .beginObject()
                .string("type", TYPE + type)
                .string("id", nuid.next())
                .time("timestamp", clock.instant());
    }

    /** Ends one, and publishes it. */
    public void send(Account account, byte[] subject, JsonWriter out) {
        out.stringIfSet("domain", domain).endObject();
        postbox.put(account, subject, NONE, NONE, out.toBytes());
    }

    /** A stream was made. */
    void created(Account account, String stream) {
        stream(account, "CREATED", stream, "create");
    }

    /** A stream has another configuration. */
    void updated(Account account, String stream) {
        stream(account, "UPDATED", stream, "modify");
    }

    /** A stream is gone. */
    void deleted(Account account, String stream) {
        stream(account, "DELETED", stream, "delete");
    }

    private void stream(Account account, String what, String stream, String action) {
        byte[] subject = ByteText.bytes("$JS.EVENT.ADVISORY.STREAM." + what + '.' + stream);
        if (isHeard(account, subject)) {
            send(
                    account,
                    subject,
                    begin("stream_action").string("stream", stream).string("action", action));
        }
    }
}
