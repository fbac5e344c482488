package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.loop.Confined;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a rollup that removes more than fits into one batch. The message is stored with a note of what has to go;
 * nothing else is decided until that is gone, and only then the publisher is answered. If the server ends before, the
 * note says at the next start what there is left to do.
 *
 * <pre>
 *   message, note ─▸ applied ─▸ piece ─▸ applied ─▸ ... ─▸ last piece, no note ─▸ applied ─▸ acknowledged
 * </pre>
 */
@Confined("stream lane")
final class Rollup implements Step {
    private final Purge purge;
    private final RollupNote.Task task;
    private final RollupNote note;
    private final Landing landing;
    private final Replies replies = new Replies();

    Rollup(Purge purge, RollupNote.Task task, RollupNote note, Landing landing) {
        this.purge = purge;
        this.task = task;
        this.note = note;
        this.landing = landing;
    }

    /** What is said when it has ended. */
    Replies replies() {
        return replies;
    }

    @Override
    public boolean isUrgent() {
        return true;
    }

    @Override
    public boolean decide(Assembly assembly, long now) throws IOException {
        boolean more = purge.decide(assembly, now);
        if (!more) {
            note.ended(assembly.decision(), now);
        }
        return more;
    }

    // Where it fails the publisher hears nothing, as from nats-server: his message is stored, and not all is gone.
    @Override
    public void ended(@Nullable ApiError why) {
        if (why == null) {
            landing.rolledUp(task.subject(), replies);
        }
    }
}
