package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import io.midge.loop.Lane;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What I/O loops hand over to the consumers of a stream: one task of the lane for all that has piled up.
 *
 * <p>Threads: {@link #add} is for any; the rest runs on the lane.
 */
final class Inbox {
    /** Hears of each, on the lane. */
    interface Reader {
        void note(Note note);
    }

    /** No more bytes wait here; what comes then is not taken, and its sender may try again. */
    private static final long MOST = 64L << 20;

    /** So many in one task, so that others have their turn on the lane. */
    private static final int SLICE = 4096;

    private final MpscUnboundedAtomicArrayQueue<Note> notes = new MpscUnboundedAtomicArrayQueue<>(256);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean working = new AtomicBoolean();
    private final Lane lane;
    private final Reader reader;

    Inbox(Lane lane, Reader reader) {
        this.lane = lane;
        this.reader = reader;
    }

    /** Takes one; false: there is no room, or nobody reads any more. */
    boolean add(Note note) {
        if (bytes.get() >= MOST) {
            return false;
        }
        bytes.addAndGet(note.weight());
        notes.add(note);
        return wake();
    }

    private boolean wake() {
        if (!working.get() && working.compareAndSet(false, true)) {
            try {
                lane.execute(this::read);
            } catch (RejectedExecutionException e) {
                return false; // the server stops
            }
        }
        return true;
    }

    @Confined("stream lane")
    private void read() {
        working.set(false);
        long taken = 0;
        try {
            for (int n = 0; n < SLICE; n++) {
                Note note = next();
                if (note == null) {
                    break;
                }
                taken += note.weight();
                reader.note(note);
            }
        } finally { // one that goes wrong takes neither room nor those behind it with it
            bytes.addAndGet(-taken);
            if (!notes.isEmpty()) {
                wake();
            }
        }
    }

    private @Nullable Note next() {
        return notes.poll();
    }
}
