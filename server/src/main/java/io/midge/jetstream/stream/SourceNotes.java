package io.midge.jetstream.stream;

import io.midge.jetstream.source.Sourcing;
import io.midge.loop.Confined;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down how far the sources of a stream are, in what removes the messages that say it: a work queue whose messages are done with
 * would otherwise copy them again after a start, or leave out what came meanwhile.
 */
@Confined("stream lane")
final class SourceNotes implements Step {
    /** What is longer is not written: there are a thousand sources, and one operation has to hold it. */
    private static final int MOST = 64 << 10;

    private final StreamStore store;
    private final StreamNote note;
    private final StoredMessage scratch = new StoredMessage();
    private @Nullable Sourcing sourcing;

    /** @param numbers that no consumer has */
    SourceNotes(StreamStore store, LongSupplier numbers) {
        this.store = store;
        this.note = new StreamNote(store, "sources", numbers);
    }

    /** From now on these copy; null: nobody does. */
    void of(@Nullable Sourcing now) {
        sourcing = now;
    }

    /** What was written last; empty if nothing was. */
    byte[] last() {
        return note.last();
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
        byte[] bytes = of.note(store.lastSeq());
        if (bytes.length <= MOST) {
            note.write(bytes, decision, time);
        }
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
