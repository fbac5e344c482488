package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deletes one message, and overwrites it if that is asked for: then it is over when nothing can be read of it anywhere.
 */
@Confined("stream lane")
final class Deletion implements Step {
    private final StreamStore store;
    private final Proposed proposed;
    private final long seq;
    private final boolean erase;
    private final Consumer<@Nullable ApiError> then;
    private @Nullable ApiError missing;

    Deletion(StreamStore store, Proposed proposed, long seq, boolean erase, Consumer<@Nullable ApiError> then) {
        this.store = store;
        this.proposed = proposed;
        this.seq = seq;
        this.erase = erase;
        this.then = then;
    }

    @Override
    public boolean decide(Assembly assembly, long now) throws IOException {
        if (proposed.findApplied(seq)) {
            assembly.removeFound();
            if (erase) {
                assembly.batch().kills.erase();
            }
        } else {
            missing = missing();
        }
        return false;
    }

    // As nats-server has it: what never was in a file is another error than what is gone from between others.
    private ApiError missing() {
        if (store.isInMemory() || (seq >= store.firstSeq() && seq <= store.lastSeq())) {
            return JsError.SEQUENCE_NOT_FOUND.with(Long.toUnsignedString(seq));
        }
        boolean isBefore = seq >= 0 && seq <= store.lastSeq();
        return JsError.STREAM_MSG_DELETE_FAILED.with(isBefore ? "no message found" : "stream store EOF");
    }

    @Override
    public void ended(@Nullable ApiError why) {
        ApiError wrong = why == null ? missing : why;
        if (wrong != null || !erase) {
            then.accept(wrong);
        } else {
            store.whenErased(
                    seq,
                    reason -> then.accept(reason.isEmpty() ? null : JsError.STREAM_MSG_DELETE_FAILED.with(reason)));
        }
    }

    /** Why nothing is deleted at all; null: it may be. */
    static @Nullable ApiError refusal(Terms terms) {
        if (terms.config.sealed()) {
            return JsError.STREAM_SEALED.error();
        }
        return terms.config.denyDelete() ? JsError.STREAM_MSG_DELETE_FAILED.with("message delete not permitted") : null;
    }
}
