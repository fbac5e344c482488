package io.midge.store;

import io.midge.raft.Entry;
import io.midge.store.journal.Journal;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * Makes messages unreadable on the disk that were deleted for good:
 *
 * <pre>
 *   stream lane    their segment is closed, if it is the one that is written
 *   control lane   a checkpoint: nobody needs the journal's copies any more
 *   journal lane   which are overwritten, also in files that were cut
 *   stream lane    their segments are written again without them, the old ones' copies and large payloads overwritten
 * </pre>
 *
 * The segments come last: a start that finds a message there, and its deletion, knows that this was not finished.
 */
final class Eraser implements Erasures.Work {
    private static final String GONE = "the stream was removed";

    private final StoreLanes lanes;
    private final Journal journal;
    private final Checkpointer checkpointer;
    private int running; // control lane

    Eraser(StoreLanes lanes, Journal journal, Checkpointer checkpointer) {
        this.lanes = lanes;
        this.journal = journal;
        this.checkpointer = checkpointer;
    }

    /** Whether something is under way. On the control lane. */
    boolean isRunning() {
        return running > 0;
    }

    @Override
    public void erase(StreamStore stream, SortedSet<Long> seqs, Consumer<String> done) {
        if (stream.isInMemory()) {
            done.accept("");
            return;
        }
        long from = Long.MAX_VALUE;
        try {
            for (long seq : seqs) {
                if (stream.contents().has(seq)) {
                    throw new IllegalStateException("message " + seq + " is to be erased and was not deleted");
                }
                long lsn = stream.files().segments().beginErasing(seq);
                from = lsn < 0 ? from : Math.min(from, lsn);
            }
        } catch (IOException e) {
            done.accept(text(e));
            return;
        }
        if (from == Long.MAX_VALUE) {
            done.accept("");
            return;
        }
        long since = from;
        long applied = stream.lsn();
        lanes.control().execute(() -> {
            running++;
            checkpointer.request(() -> journal(stream, seqs, since, applied, why -> {
                lanes.control().execute(() -> running--);
                done.accept(why);
            }));
        });
    }

    private static String text(IOException e) {
        return "a segment cannot be overwritten: " + e.getMessage();
    }

    // On the control lane.
    private void journal(StreamStore stream, SortedSet<Long> seqs, long from, long applied, Consumer<String> done) {
        if (!checkpointer.covers(stream.group(), applied)) {
            stream.lane().execute(() -> done.accept("there is no checkpoint of the stream as it is now"));
            return;
        }
        Holder holder = new Holder(seqs);
        journal.erase(
                stream.group(),
                from,
                holder::test,
                why -> stream.lane().execute(() -> segments(stream, seqs, why, true, done)));
    }

    private void segments(StreamStore stream, SortedSet<Long> seqs, String why, boolean again, Consumer<String> done) {
        if (!why.isEmpty() || stream.isClosed()) {
            done.accept(why.isEmpty() ? GONE : why);
            return;
        }
        boolean all = true;
        try {
            for (long seq : seqs) {
                all &= stream.files().segments().erase(seq);
            }
        } catch (IOException e) {
            done.accept(text(e));
            return;
        }
        if (all) {
            done.accept("");
        } else if (again) {
            lanes.control()
                    .execute(() -> checkpointer.request(
                            () -> stream.lane().execute(() -> segments(stream, seqs, "", false, done))));
        } else {
            done.accept("its segment is still being written");
        }
    }

    /** Which entries hold one of these messages. */
    private static final class Holder {
        private final SortedSet<Long> seqs;
        private final OpFrame frame = new OpFrame();

        Holder(SortedSet<Long> seqs) {
            this.seqs = seqs;
        }

        boolean test(Entry entry) {
            int end = entry.off + entry.len;
            try {
                for (int at = entry.off; at < end; at += OpFrame.padded(frame.length())) {
                    frame.read(entry.buf, at, end);
                    boolean message = frame.type() == OpType.MESSAGE || frame.type() == OpType.LARGE;
                    if (message && seqs.contains(frame.seq())) {
                        return true;
                    }
                }
            } catch (BadFrameException e) {
                return true; // an entry of which nobody knows what is in it
            }
            return false;
        }
    }
}
