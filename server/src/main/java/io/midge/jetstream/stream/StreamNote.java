package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.op.PackedOut;
import java.util.function.LongSupplier;

/**
 * A few bytes that a stream keeps for its next start. They are kept where the state of consumers is, under a name that none can have,
 * and become true together with whatever they are decided with.
 */
@Confined("stream lane")
final class StreamNote {
    private final StreamStore store;
    private final String name;
    private final LongSupplier numbers;
    private long number;

    /** @param numbers that no consumer has */
    StreamNote(StreamStore store, String name, LongSupplier numbers) {
        this.store = store;
        this.name = StoredConsumer.NOTE + name;
        this.numbers = numbers;
    }

    /** What was written last; empty if nothing was. */
    byte[] last() {
        StoredConsumer there = store.consumers().find(name);
        return there == null ? new byte[0] : there.config().bytes();
    }

    /** Writes it anew. What is in memory has no next start: nothing is written there. */
    void write(byte[] bytes, Decision decision, long time) {
        if (store.isInMemory()) {
            return;
        }
        Blob note = new Blob(bytes);
        StoredConsumer there = store.consumers().find(name);
        if (there == null) {
            number = number == 0 ? numbers.getAsLong() : number;
            put(new ConsumerOp.Create(name, AckPolicy.NONE, 0, time, note), decision, time);
        } else {
            number = there.number();
        }
        put(new ConsumerOp.Config(note), decision, time);
    }

    private void put(ConsumerOp op, Decision decision, long time) {
        PackedOut out = new PackedOut(256);
        op.put(out);
        decision.consumer(number, time, out.buf(), out.length());
    }
}
