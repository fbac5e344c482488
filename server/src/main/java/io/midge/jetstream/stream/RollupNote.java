package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.op.PackedOut;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a rollup that takes more than one batch: eight bytes, below which sequence all of a subject go,
 * and that subject; nothing when it is done. It is kept where the state of consumers is, under a name that none can have.
 * One will do: nothing else is decided while a rollup is on its way.
 */
@Confined("stream lane")
final class RollupNote {
    private static final String NAME = StoredConsumer.NOTE + "rollup";

    /** All messages of a subject that are below a sequence go. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Task(byte[] subject, long below) {}

    private final StreamStore store;
    private final LongSupplier numbers;
    private long number;

    /** @param numbers that no consumer has */
    RollupNote(StreamStore store, LongSupplier numbers) {
        this.store = store;
        this.numbers = numbers;
    }

    /** What was begun and not ended; null: nothing. */
    @Nullable
    Task last() {
        StoredConsumer note = store.consumers().find(NAME);
        byte[] bytes = note == null ? new byte[0] : note.config().bytes();
        if (bytes.length <= Long.BYTES) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        long below = from.getLong();
        byte[] subject = new byte[from.remaining()];
        from.get(subject);
        return new Task(subject, below);
    }

    /** A rollup begins with what is decided. */
    void begun(Task task, Decision decision, long time) {
        if (store.isInMemory()) {
            return; // nothing of it outlives the server
        }
        Blob note = new Blob(ByteBuffer.allocate(Long.BYTES + task.subject.length)
                .putLong(task.below)
                .put(task.subject)
                .array());
        StoredConsumer there = store.consumers().find(NAME);
        if (there == null) {
            number = number == 0 ? numbers.getAsLong() : number;
            put(decision, new ConsumerOp.Create(NAME, AckPolicy.NONE, 0, time, note), time);
        } else {
            number = there.number();
            put(decision, new ConsumerOp.Config(note), time);
        }
    }

    /** It ends with what is decided. */
    void ended(Decision decision, long time) {
        StoredConsumer there = store.consumers().find(NAME);
        if (there != null) {
            number = there.number();
            put(decision, new ConsumerOp.Config(new Blob(new byte[0])), time);
        }
    }

    private void put(Decision decision, ConsumerOp op, long time) {
        PackedOut out = new PackedOut(256);
        op.put(out);
        decision.consumer(number, time, out.buf(), out.length());
    }
}
