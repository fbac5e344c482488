package io.midge.store;

import io.midge.loop.Confined;
import io.midge.store.index.SequenceSet;
import io.midge.store.log.Spared;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream that were deleted for good and may still be read on its disk. All that are there when it begins go together.
 * Until that is over nothing else gives back the room that they take, which would leave their bytes where nobody looks for them.
 */
@Confined("stream lane")
final class Erasures implements Spared {
    /** How long it takes until what failed is tried again. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    /** Overwrites what there is of some messages, and says in the end why it could not; nothing, if all went well. */
    interface Work {
        void erase(StreamStore stream, SequenceSet seqs, Consumer<String> done);
    }

    private record Waiting(long seq, Consumer<String> then) {}

    private final StreamStore stream;
    private final List<Waiting> waiting = new ArrayList<>();
    private SequenceSet open = new SequenceSet();
    /** These are being erased. */
    private SequenceSet begun = new SequenceSet();

    private @Nullable Work work;
    private boolean running;

    Erasures(StreamStore stream) {
        this.stream = stream;
    }

    /** From now on it is done, with what came before. */
    void start(Work how) {
        work = how;
        next();
    }

    /** These messages are gone for good. */
    void add(long from, long to) {
        long first = Math.max(1, from);
        long last = Math.min(to, SequenceSet.LIMIT - 1);
        if (first <= last) {
            open.add(first, last);
        }
    }

    /** Whether there are any. */
    boolean isOpen() {
        return !open.isEmpty() || !begun.isEmpty();
    }

    @Override
    public boolean any(long from, long to) {
        return open.count(from, to) > 0 || begun.count(from, to) > 0;
    }

    /** Begins with what there is, if nothing is under way. */
    void next() {
        if (work == null || running || open.isEmpty() || stream.isClosed()) {
            return;
        }
        running = true;
        begun = open;
        open = new SequenceSet();
        work.erase(stream, begun, this::ended);
    }

    private void ended(String why) {
        running = false;
        SequenceSet seqs = begun;
        begun = new SequenceSet();
        if (!why.isEmpty()) {
            seqs.forEach(open::add);
        }
        List<Waiting> told = new ArrayList<>();
        waiting.removeIf(each -> seqs.contains(each.seq) && told.add(each));
        told.forEach(each -> each.then.accept(why));
        if (why.isEmpty()) {
            next();
        } else if (stream.failure().isEmpty()) {
            stream.lane().schedule(RETRY_NANOS, this::next);
        }
    }

    /** Runs {@code then} when nothing is left of a message, or with a reason if that could not be reached. */
    void when(long seq, Consumer<String> then) {
        if (any(seq, seq)) {
            waiting.add(new Waiting(seq, then));
        } else {
            then.accept("");
        }
    }
}
