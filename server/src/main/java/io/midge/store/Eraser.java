package io.midge.store;

import io.midge.raft.Entry;
import io.midge.store.index.SequenceSet;
import io.midge.store.journal.Journal;
import io.midge.store.log.Erasing;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Makes messages unreadable on the disk that were deleted for good:
 *
 * <pre>
 *   stream lane    where are they? the segment that is written is closed, if it has some
 *   control lane   a checkpoint: nobody needs the journal's copies any more
 *   journal lane   which are overwritten, also in files that were cut
 *   stream lane    their segments are written again without them, the old ones and large payloads overwritten
 * </pre>
 *
 * The segments come last: a start that finds a message there, and its deletion, knows that this was not finished. On each lane it is
 * done a little at a time. While it is looked for copies in the journal, that is not cut: what would be removed could not be
 * overwritten any more.
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
    public void erase(StreamStore stream, SequenceSet seqs, Consumer<String> done) {
        if (stream.isInMemory()) {
            done.accept("");
        } else {
            new Run(stream, seqs, done).look();
        }
    }

    /** Some messages of a stream. */
    private final class Run {
        private final StreamStore stream;
        private final SequenceSet seqs;
        private final Consumer<String> done;
        private final Erasing erasing;
        private boolean again;

        Run(StreamStore stream, SequenceSet seqs, Consumer<String> done) {
            this.stream = stream;
            this.seqs = seqs;
            this.done = done;
            this.erasing = stream.files().segments().erasing(seqs);
        }

        // On the stream's lane.
        void look() {
            if (stream.isClosed()) {
                done.accept(GONE);
                return;
            }
            try {
                if (erasing.look() == Erasing.Step.MORE) {
                    stream.lane().execute(this::look);
                    return;
                }
            } catch (IOException e) {
                done.accept("a segment cannot be read: " + e.getMessage());
                return;
            }
            if (erasing.from() == Long.MAX_VALUE) {
                segments(); // an old file may be left
                return;
            }
            stream.progress().changed(); // its segment was closed, perhaps, which the checkpoint has to know
            long applied = stream.progress().lsn();
            journal.hold();
            lanes.control().execute(() -> {
                running++;
                checkpointer.request(() -> journal(applied));
            });
        }

        // On the control lane.
        private void journal(long applied) {
            if (checkpointer.covers(stream.group(), applied)) {
                journal.erase(stream.group(), erasing.from(), new Holder(seqs)::test, this::erased);
            } else {
                erased("there is no checkpoint of the stream as it is now");
            }
        }

        // On any lane: it is over with the journal.
        private void erased(String why) {
            journal.release();
            stream.lane().execute(() -> {
                if (why.isEmpty()) {
                    segments();
                } else {
                    ended(why);
                }
            });
        }

        // On the stream's lane.
        private void segments() {
            if (stream.isClosed()) {
                ended(GONE);
                return;
            }
            try {
                switch (erasing.step()) {
                    case MORE -> stream.lane().execute(this::segments);
                    case DONE -> ended("");
                    case LATER -> later();
                }
            } catch (IOException e) {
                ended("a segment cannot be overwritten: " + e.getMessage());
            }
        }

        private void later() {
            if (again) {
                ended("its segment is still being written");
                return;
            }
            again = true;
            lanes.control()
                    .execute(() -> checkpointer.request(() -> stream.lane().execute(this::segments)));
        }

        private void ended(String why) {
            if (erasing.from() != Long.MAX_VALUE) {
                lanes.control().execute(() -> running--);
            }
            done.accept(why);
        }
    }

    /** Which entries hold one of these messages. */
    private static final class Holder {
        private final SequenceSet seqs;
        private final OpFrame frame = new OpFrame();

        Holder(SequenceSet seqs) {
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
