package io.midge.store.journal;

import io.midge.raft.GroupLog;
import io.midge.store.seal.BlockCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where entries come in, from any thread: each is written straight into the batch that is being filled, so that its LSN is
 * known at once. While the journal lane syncs one batch, the next one fills; this is all there is to group commit.
 *
 * <pre>
 *   free ○ ○      filling ▒▒▒▒░░░░      closed ▓▓▓▓ ▓▓▓▓ ─▸ journal lane
 * </pre>
 *
 * It also keeps what is taken within bounds: the number of batches, and the files that may be filled ({@link #grant}). All under
 * its monitor, which is held for a copy at most.
 */
final class Intake {
    /** What {@link #append} returns beside LSNs, {@link GroupLog#FULL} and {@link GroupLog#FAILED}: too large for a file. */
    static final long TOO_LARGE = -3;

    private final ArrayDeque<Batch> free = new ArrayDeque<>();
    private final ArrayDeque<Batch> closed = new ArrayDeque<>();
    private final BlockCodec codec;
    private final boolean sealed;
    private final int grouped;
    private final int fileSize;

    private @Nullable Batch filling;
    /** Where the next batch begins. */
    private long next;
    /** Where the file ends that it would begin in. */
    private long fileEnd;
    /** No batch may reach beyond. */
    private long granted;
    /** A batch larger than others is on its way. */
    private boolean large;
    /** The journal lane has been told that there is something, or knows. */
    private boolean busy;
    /** It waits for a batch to come back, so that what comes in until then has somewhere to go. */
    private boolean waits;
    /** The last entry was refused since it would have needed a file that was not granted. */
    private boolean bounded;
    /** And somebody was told so. */
    private boolean told;

    private @Nullable String failure;
    private Runnable wake = () -> {};

    Intake(JournalOptions options, BlockCodec codec, long next, long fileEnd) {
        this.codec = codec;
        this.sealed = codec.flags() != 0;
        this.grouped = options.batchBytes();
        this.fileSize = options.fileSize();
        this.next = next;
        this.fileEnd = fileEnd;
        this.granted = fileEnd;
        for (int i = 0; i < options.batches(); i++) {
            free.add(new Batch(BatchHeader.SIZE + grouped));
        }
    }

    /** How the journal lane is told that there is something to write; before the first entry. */
    void wakes(Runnable how) {
        wake = how;
    }

    /** Takes an entry, or says why not, and wakes the journal lane if it sleeps; {@code commits} is how. */
    long append(
            long group,
            long index,
            int term,
            byte kind,
            byte[] head,
            int headOff,
            int headLen,
            byte[] body,
            int bodyOff,
            int bodyLen,
            Runnable commits) {
        int size = Envelope.size(headLen + bodyLen);
        long lsn;
        synchronized (this) {
            if (failure != null) {
                return GroupLog.FAILED;
            }
            Batch batch = filling;
            if (batch == null || !fits(batch, size)) {
                if (roomFor(size) > fileSize) {
                    return TOO_LARGE;
                }
                batch = turn(size);
                if (batch == null) {
                    return GroupLog.FULL;
                }
            }
            lsn = batch.put(group, index, term, kind, head, headOff, headLen, body, bodyOff, bodyLen);
            if (busy) {
                return lsn;
            }
            busy = true;
        }
        commits.run();
        return lsn;
    }

    private boolean fits(Batch batch, int size) {
        return batch.takes(size) && (!sealed || batch.lsn + roomFor(batch.length - BatchHeader.SIZE + size) <= fileEnd);
    }

    /** How many bytes a batch with so many bytes of entries takes in a file. */
    private long roomFor(int body) {
        return Layout.paged((long) BatchHeader.SIZE + (sealed ? codec.bound(body) : body));
    }

    /** Closes the batch that is being filled and begins the next one, for an entry of this size. */
    private @Nullable Batch turn(int size) {
        Batch last = filling;
        long at = last == null ? next : last.lsn + roomFor(last.length - BatchHeader.SIZE);
        long end = fileEnd;
        if (roomFor(size) > end - at) {
            at = end;
            end += fileSize;
            if (end > granted) {
                bounded = true;
                return null;
            }
        }
        boolean isLarge = size > grouped;
        if (free.isEmpty() || (isLarge && large)) {
            return null;
        }
        if (last != null) {
            close(last);
        }
        large |= isLarge;
        next = at;
        fileEnd = end;
        long most = Math.min(BatchHeader.SIZE + Math.max(grouped, size), end - at);
        filling = free.remove().open(at, (int) most);
        return filling;
    }

    private void close(Batch batch) {
        batch.room = (int) roomFor(batch.length - BatchHeader.SIZE);
        next = batch.lsn + batch.room;
        closed.add(batch);
        filling = null;
    }

    /**
     * The next batch to be written; none: the journal lane is told when there is one. The last batch is left to be filled on while
     * all others are on their way: it would only bring forward that something is refused. On the journal lane.
     */
    synchronized @Nullable Batch take() {
        waits = closed.isEmpty() && filling != null && free.isEmpty() && failure == null;
        if (waits) {
            return null;
        }
        if (closed.isEmpty() && filling != null) {
            close(filling);
        }
        Batch batch = closed.poll();
        if (batch == null) {
            busy = false;
        }
        return batch;
    }

    /** Whether there is no batch to be taken; then the journal lane is told when there is one. On the journal lane. */
    synchronized boolean isDone() {
        boolean nothing = closed.isEmpty() && filling == null;
        if (nothing) {
            busy = false;
        }
        return nothing;
    }

    /** A batch is through. */
    void release(Batch batch) {
        synchronized (this) {
            if (batch.length > BatchHeader.SIZE + grouped) {
                large = false;
            }
            batch.trim();
            free.add(batch);
            if (!waits) {
                return;
            }
            waits = false;
        }
        wake.run();
    }

    /** Files may be filled up to here. */
    synchronized void grant(long end) {
        granted = end;
        bounded = false;
        told = false;
    }

    /** Whether something was refused for want of a file; true only once until files are granted again. */
    synchronized boolean isBounded() {
        boolean news = bounded && !told;
        told |= bounded;
        return news;
    }

    /** Takes nothing more, for this reason; the first one stays. */
    synchronized void stop(String why) {
        if (failure == null) {
            failure = why;
        }
    }

    /** Gives up all that has not been taken to be written. */
    synchronized List<Batch> abandon() {
        if (filling != null) {
            close(filling);
        }
        List<Batch> all = new ArrayList<>(closed);
        closed.clear();
        return all;
    }

    synchronized String failure() {
        return failure == null ? "" : failure;
    }

    /** Where the next entry would stand, or a little before. */
    synchronized long end() {
        return filling == null ? next : filling.lsn + filling.length;
    }
}
