package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.Decision;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a rollup that takes more than one batch: eight bytes, below which sequence all of a subject go,
 * and that subject; nothing when it is done. One will do: nothing else is decided while a rollup is on its way.
 */
@Confined("stream lane")
final class RollupNote {
    /** All messages of a subject that are below a sequence go. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Task(byte[] subject, long below) {}

    private final StreamNote note;

    RollupNote(StreamNote note) {
        this.note = note;
    }

    /** What was begun and not ended; null: nothing. */
    @Nullable
    Task last() {
        byte[] bytes = note.last();
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
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + task.subject.length);
        note.write(bytes.putLong(task.below).put(task.subject).array(), decision, time);
    }

    /** It ends with what is decided. */
    void ended(Decision decision, long time) {
        note.write(new byte[0], decision, time);
    }
}
