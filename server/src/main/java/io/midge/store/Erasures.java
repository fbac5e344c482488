package io.midge.store;

import io.midge.loop.Confined;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream that were deleted for good and may still be read on its disk. Until that is over nothing else gives back
 * their room, which would leave their bytes where nobody looks for them.
 */
@Confined("stream lane")
final class Erasures {
    /** How long it takes until what failed is tried again. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    /** Overwrites what there is of some messages, and says in the end why it could not; nothing, if all went well. */
    interface Work {
        void erase(StreamStore stream, SortedSet<Long> seqs, Consumer<String> done);
    }

    private record Waiting(long seq, Consumer<String> then) {}

    private final StreamStore stream;
    private final TreeSet<Long> open = new TreeSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
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
        for (long seq = from; seq <= to; seq++) {
            open.add(seq);
        }
    }

    /** Whether there are any. */
    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Begins with what there is, if nothing is under way. */
    void next() {
        if (work == null || running || open.isEmpty()) {
            return;
        }
        running = true;
        TreeSet<Long> now = new TreeSet<>(open);
        work.erase(stream, now, why -> ended(now, why));
    }

    private void ended(SortedSet<Long> seqs, String why) {
        running = false;
        if (why.isEmpty()) {
            open.removeAll(seqs);
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
        if (open.contains(seq)) {
            waiting.add(new Waiting(seq, then));
        } else {
            then.accept("");
        }
    }
}
