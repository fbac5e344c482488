package io.midge.jetstream.stream;

import io.midge.jetstream.source.Sourcing;
import io.midge.loop.Confined;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down how far the sources of a stream are, in what removes the messages that say it: a work queue whose messages are done with
 * would otherwise copy them again after a start, or leave out what came meanwhile. It is kept where the state of consumers is, under a
 * name that none can have.
 */
@Confined("stream lane")
final class SourceNotes implements Step {
    private static final String NAME = StoredConsumer.NOTE + "sources";

    /** What is longer is not written: there are a thousand sources, and one operation has to hold it. */
    private static final int MOST = 64 << 10;

    private final StreamStore store;
    private final LongSupplier numbers;
    private final StoredMessage scratch = new StoredMessage();
    private @Nullable Sourcing sourcing;
    private long number;

    /** @param numbers that no consumer has */
    SourceNotes(StreamStore store, LongSupplier numbers) {
        this.store = store;
        this.numbers = numbers;
    }

    /** From now on these copy; null: nobody does. */
    void of(@Nullable Sourcing now) {
        sourcing = now;
    }

    /** What was written last; empty if nothing was. */
    byte[] last() {
        StoredConsumer note = store.consumers().find(NAME);
        return note == null ? new byte[0] : note.config().bytes();
    }

    /** Messages go: whatever only they say is written with it. */
    void removing(Batch batch, Decision decision, long time) {
        Sourcing of = sourcing;
        if (of == null || store.isInMemory()) {
            return;
        }
        long last = batch.kills.last();
        if (of.isNoteDue(seq -> seq <= last)) {
            put(of, decision, time);
        }
        if (last > store.lastSeq()) { // how far sources are with those is known when they are applied
            batch.after.add(this);
        }
    }

    private void put(Sourcing of, Decision decision, long time) {
        byte[] note = of.note(store.lastSeq());
        if (note.length > MOST) {
            return;
        }
        StoredConsumer there = store.consumers().find(NAME);
        if (there == null) {
            number = number == 0 ? numbers.getAsLong() : number;
            put(decision, new ConsumerOp.Create(NAME, AckPolicy.NONE, 0, time, new Blob(note)), time);
        } else {
            number = there.number();
        }
        put(decision, new ConsumerOp.Config(new Blob(note)), time);
    }

    private void put(Decision decision, ConsumerOp op, long time) {
        PackedOut out = new PackedOut(256);
        op.put(out);
        decision.consumer(number, time, out.buf(), out.length());
    }

    /** What was to be written is not. */
    void lost() {
        Sourcing of = sourcing;
        if (of != null) {
            of.forgetNote();
        }
    }

    @Override
    public boolean isNeeded() {
        Sourcing of = sourcing;
        return of != null && !store.isInMemory() && of.isNoteDue(this::isGone);
    }

    private boolean isGone(long seq) {
        try {
            return !store.read(seq, scratch);
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public boolean decide(Assembly assembly, long now) {
        Sourcing of = sourcing;
        if (of != null && isNeeded()) {
            put(of, assembly.decision(), now);
        }
        return false;
    }
}
