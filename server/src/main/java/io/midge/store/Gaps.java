package io.midge.store;

import io.midge.raft.Entry;
import io.midge.store.consumer.Consumers;
import java.util.TreeSet;

/**
 * Tells which operations of each stream the journal has lost. The indexes of a stream's entries have no gaps, so that the next one
 * that can be read shows what is missing; which messages that were, the stream tells when the next one comes. On the thread that opens.
 */
final class Gaps {
    private final StoreListener listener;
    private final TreeSet<Long> unmarked = new TreeSet<>();
    private final TreeSet<Long> incomplete = new TreeSet<>();

    Gaps(StoreListener listener) {
        this.listener = listener;
    }

    /** Up to where a stream's files go is not known. */
    void unmarked(long group) {
        unmarked.add(group);
    }

    /** Applies an entry to the stream that it is of. */
    void apply(StreamStore stream, Entry entry) {
        long next = stream.progress().index() + 1;
        if (!unmarked.remove(stream.group()) && entry.index > next) {
            incomplete.add(stream.group());
            String what = "stream '" + stream.name() + "' lost operations " + next + " to " + (entry.index - 1);
            listener.damage(new StoreListener.Damage(stream.group(), Opening.JOURNAL, entry.lsn, 0, 0, what));
        }
        stream.apply(entry);
    }

    /**
     * There are no more entries. A consumer that was told of a message has seen it: its sequence is not given again, even if the
     * message is lost.
     */
    void end(StreamStore stream) {
        if (incomplete.remove(stream.group())) {
            stream.contents().lostUpTo(seen(stream.consumers()));
        }
    }

    private static long seen(Consumers consumers) {
        long[] most = {0};
        consumers.forEach(each -> most[0] = Math.max(most[0], each.state().deliveredStream()));
        return most[0];
    }
}
