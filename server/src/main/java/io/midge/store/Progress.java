package io.midge.store;

import io.midge.loop.Confined;
import io.midge.raft.Entry;
import io.midge.store.file.Checkpoint;
import org.jspecify.annotations.Nullable;

/** Up to which entry of its log a stream's state goes, and what of that is in its files. */
@Confined("stream lane")
final class Progress {
    private Checkpoint.@Nullable Mark mark;
    private Checkpoint.@Nullable Mark imaged;
    private long lsn;
    private long index;
    private int term;
    private boolean dirty;

    /**
     * The state up to here comes from files.
     *
     * @param fromImage the image of its index is of this mark
     */
    void startsAt(Checkpoint.Mark from, boolean fromImage) {
        mark = from;
        lsn = from.lsn();
        index = from.index();
        term = from.term();
        imaged = fromImage ? from : null;
    }

    /** It was opened for what its files say: the next checkpoint is to know it, and its log goes on behind what may have been. */
    void adopted() {
        index = Math.max(index, 1);
        dirty = true;
    }

    void applied(Entry entry) {
        lsn = entry.lsn;
        index = entry.index;
        term = entry.term;
        dirty = true;
    }

    /** Something is to be told to the next checkpoint. */
    void changed() {
        dirty = true;
    }

    /** A checkpoint is being made of it. */
    void taken() {
        dirty = false;
    }

    /** A checkpoint is through. */
    void checkpointed(Checkpoint.Mark at) {
        mark = at;
    }

    /** The mark of which no image is there, while nothing has been applied behind it. */
    Checkpoint.@Nullable Mark unimaged() {
        Checkpoint.Mark now = mark;
        return now != null && now.lsn() == lsn && !now.equals(imaged) ? now : null;
    }

    long lsn() {
        return lsn;
    }

    long index() {
        return index;
    }

    int term() {
        return term;
    }

    /** Whether anything was applied since the last checkpoint. */
    boolean isDirty() {
        return dirty;
    }
}
