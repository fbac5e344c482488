package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.jetstream.config.Republish;
import io.midge.json.GoTime;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import java.time.Instant;

/** Publishes again what was stored, with headers that say where it is. */
@Confined("stream lane")
final class Republisher {
    private static final byte[] NONE = {};

    private final Account account;
    private final Postbox postbox;
    private final Assembly assembly;
    private final HeaderBlock block = new HeaderBlock();

    Republisher(Account account, Postbox postbox, Assembly assembly) {
        this.account = account;
        this.postbox = postbox;
        this.assembly = assembly;
    }

    void publish(Batch.Again message) {
        Terms terms = assembly.terms();
        Republish how = terms.config.republish();
        byte[] to = assembly.republished(message.subject());
        if (how == null || to == null) {
            return;
        }
        block.begin(message.headers(), 0, message.headers().length)
                .line(AddedHeaders.STREAM, terms.name)
                .line(AddedHeaders.SUBJECT, message.subject())
                .line(AddedHeaders.SEQUENCE, message.seq())
                .line(AddedHeaders.TIME_STAMP, time(message.time()))
                .line(AddedHeaders.LAST_SEQUENCE, message.before());
        if (how.headersOnly()) {
            block.line(AddedHeaders.MSG_SIZE, message.payload().length);
        }
        block.end();
        byte[] payload = how.headersOnly() ? NONE : message.payload();
        postbox.put(account, to, NONE, 0, 0, NONE, block.bytes(), 0, block.length(), payload, 0, payload.length);
    }

    /** A time in nanoseconds since 1970 as Go writes it. */
    static byte[] time(long nanos) {
        return Utf8.bytes(GoTime.format(Instant.ofEpochSecond(0, nanos)));
    }
}
