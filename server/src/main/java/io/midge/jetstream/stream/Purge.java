package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.store.StreamState;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes the messages of a filter, below a sequence, or but for the last so many; those that were there when it began.
 */
@Confined("stream lane")
final class Purge implements Step {
    /** So many sequences go at one go, where nothing has to be looked at. */
    private static final long SWEPT = 1 << 16;

    private final StreamStore store;
    private final Proposed proposed;
    private final byte[] filter;
    private final boolean isAll;
    private final long below; // 0: no such limit
    private final long keep;
    private final Stream.@Nullable Purged then;
    private long last;
    private long next;
    private long left;
    private long purged;
    private boolean begun;

    Purge(StreamStore store, Proposed proposed, byte[] filter, long seq, long keep, Stream.@Nullable Purged then) {
        this.store = store;
        this.proposed = proposed;
        this.filter = filter;
        this.isAll = filter.length == 0 || (filter.length == 1 && filter[0] == '>');
        this.below = seq < 0 || seq > Proposed.MOST ? Proposed.MOST : seq;
        this.keep = keep;
        this.then = then;
    }

    /** What somebody asked for. */
    static Purge of(StreamStore store, Proposed proposed, String filter, long seq, long keep, Stream.Purged then) {
        return new Purge(store, proposed, Utf8.bytes(filter), seq, keep, then);
    }

    /** All of a subject that are below a sequence. */
    static Purge upTo(StreamStore store, Proposed proposed, byte[] subject, long below) {
        return new Purge(store, proposed, subject, below, 0, null);
    }

    @Override
    public boolean decide(Assembly assembly, long now) throws IOException {
        if (below == 1) {
            return false;
        }
        if (isAll && keep == 0) {
            return below == 0 ? all(assembly) : sweep(assembly);
        }
        return some(assembly);
    }

    private boolean all(Assembly assembly) throws IOException {
        StreamState state = store.state();
        if (state.messages() > 0) {
            purged = state.messages();
            assembly.sweep(state.lastSeq() + 1, 0, 0);
        }
        return false;
    }

    private boolean sweep(Assembly assembly) throws IOException {
        StreamState state = store.state();
        boolean isEmpty = below > state.lastSeq();
        long to = isEmpty ? below : Math.min(below, state.firstSeq() + SWEPT);
        if (to > state.firstSeq()) {
            long stay = isEmpty ? 0 : store.numPending(to, store.filter(List.of()));
            purged += state.messages() - stay;
            assembly.sweep(to, stay, isEmpty ? 0 : state.bytes());
        }
        return to < below;
    }

    private boolean some(Assembly assembly) throws IOException {
        SubjectFilter only = store.filter(isAll ? List.of() : List.of(filter));
        if (!begun) {
            begun = true;
            last = below > 0 ? Math.min(below - 1, store.lastSeq()) : store.lastSeq();
            next = 1;
            left = keep > 0 ? store.numPending(1, only) - keep : Long.MAX_VALUE;
        }
        int most = PIECE;
        long seq = left > 0 ? proposed.next(next, only) : 0;
        while (seq > 0 && seq <= last && left > 0 && most > 0) {
            assembly.removeFound();
            purged++;
            left--;
            most--;
            next = seq + 1;
            seq = left > 0 && most > 0 ? proposed.next(next, only) : 0;
        }
        return left > 0 && most == 0;
    }

    @Override
    public void ended(@Nullable ApiError why) {
        if (then == null) {
            return;
        }
        if (why == null) {
            then.purged(purged);
        } else {
            then.refused(why);
        }
    }

    /** Why a stream is not purged at all; null: it may be. */
    static @Nullable ApiError refusal(Terms terms) {
        if (terms.config.sealed()) {
            return JsError.STREAM_SEALED.error();
        }
        return terms.config.denyPurge() ? JsError.STREAM_PURGE_FAILED.with("stream purge not permitted") : null;
    }
}
