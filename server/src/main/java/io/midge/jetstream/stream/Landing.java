package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.jetstream.config.PubAckText;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.time.DedupeWindow;

/** What follows when a batch is applied: consumers hear of it, publishers get their answers, it is accounted for. */
@Confined("stream lane")
final class Landing {
    private final StreamStore store;
    private final Proposed proposed;
    private final Assembly assembly;
    private final Audience audience;
    private final Account account;
    private final Postbox postbox;
    private final StreamHome home;
    private final PubAckText text;
    private final Republisher republisher;
    private final DedupeWindow ids;
    private final Expiry expiry;
    private final IdUpkeep upkeep;
    private long counted;
    private boolean failed;

    Landing(
            StreamStore store,
            Proposed proposed,
            Assembly assembly,
            Audience audience,
            StreamParts parts,
            PubAckText text,
            Expiry expiry,
            IdUpkeep upkeep) {
        this.store = store;
        this.proposed = proposed;
        this.assembly = assembly;
        this.audience = audience;
        this.account = parts.account();
        this.postbox = parts.postbox();
        this.home = parts.home();
        this.text = text;
        this.republisher = new Republisher(account, postbox, assembly);
        this.ids = store.duplicates();
        this.expiry = expiry;
        this.upkeep = upkeep;
    }

    /** Bytes that were decided and not accounted for. */
    long pending() {
        return Math.max(0, proposed.bytes() - counted);
    }

    /** A batch was applied, or will never be. */
    void land(Batch batch) {
        if (batch.failure() == null) {
            applied(batch);
        } else {
            lost(batch);
        }
    }

    /** Tells whoever waits for the end of a batch. */
    void tell(Batch batch) {
        send(batch.replies);
        if (batch.failure() != null && batch.answers() != batch.replies) {
            send(batch.answers());
        }
        batch.tell();
    }

    /** What these speak of is true and durable. */
    private void send(Replies replies) {
        replies.send(account, postbox, text, ids, expiry.now());
    }

    /** All that a rollup removes is gone. */
    void rolledUp(byte[] subject, Replies replies) {
        audience.rolledUp(subject);
        send(replies);
    }

    private void applied(Batch batch) {
        for (int i = 0; i < batch.added; i++) {
            Touched of = proposed.flyingSubject();
            audience.stored(proposed.flyingSeq(), of.name, 0, of.length);
            proposed.landed();
        }
        if (!batch.kills.isEmpty()) {
            proposed.gone(batch.kills);
            batch.kills.tell(audience);
        }
        batch.rolled.forEach(audience::rolledUp);
        for (int i = 0; i < batch.skipped.size(); i++) {
            Batch.Skipped each = batch.skipped.get(i);
            ids.confirm(each.headers(), each.off(), each.length(), each.seq(), each.time());
        }
        for (int i = 0; i < batch.again.size(); i++) {
            republisher.publish(batch.again.get(i));
        }
        count(batch.grows);
        if (batch.added > 0) {
            expiry.stored();
        }
        if (!batch.reserved.isEmpty() || batch.added > 0) {
            upkeep.arm();
        }
    }

    private void lost(Batch batch) {
        for (int i = 0; i < batch.added; i++) {
            proposed.landed();
        }
        proposed.gone(batch.kills);
        for (int i = 0; i < batch.reserved.size(); i++) {
            Batch.Reserved each = batch.reserved.get(i);
            ids.release(each.headers(), each.off(), each.length());
        }
        if (!store.failure().isEmpty()) {
            broken(store.failure());
        }
    }

    /** The stream cannot go on. */
    void broken(String why) {
        if (!failed) {
            failed = true;
            home.failed(store, why);
        }
    }

    private void count(long by) {
        if (by != 0) {
            counted += by;
            home.sized(assembly.terms().config.storage(), by);
        }
    }

    /** Nothing is on its way: what was counted is what is there. */
    void settled() {
        if (!failed) {
            count(proposed.bytes() - counted);
        }
    }

    /** The stream ends, and takes up no room any more. */
    void end() {
        count(-counted);
        failed = true;
    }
}
