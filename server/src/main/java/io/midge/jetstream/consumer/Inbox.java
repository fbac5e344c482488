package io.midge.jetstream.consumer;

import io.midge.account.Fanout;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What I/O loops hand over to the consumers of a stream: one task of the lane for all that has piled up, at the end of a loop's pass.
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

    /** When so many wait, the lane begins with them while the loop still reads. */
    private static final int MANY = 64;

    private final MpscUnboundedAtomicArrayQueue<Note> notes = new MpscUnboundedAtomicArrayQueue<>(256);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean working = new AtomicBoolean();
    private final Lane lane;
    private final Reader reader;
    private final Runnable wake = this::wake;
    private final Runnable read = this::read;

    Inbox(Lane lane, Reader reader) {
        this.lane = lane;
        this.reader = reader;
    }

    /** Takes one that comes by this loop; false: there is no room. */
    boolean add(Note note, Fanout from) {
        if (bytes.get() >= MOST) {
            return false;
        }
        bytes.addAndGet(note.weight());
        notes.add(note);
        // Counted behind the queue: while the lane rests the count goes up by ones, and somebody sees it reach one.
        int count = waiting.incrementAndGet();
        if (count == 1) {
            from.loop().atPassEnd(wake);
        } else if (count == MANY) {
            wake();
        }
        return true;
    }

    private void wake() {
        if (!working.get() && working.compareAndSet(false, true)) {
            try {
                lane.execute(read);
            } catch (RejectedExecutionException e) {
                return; // the server stops
            }
        }
    }

    /** Reads what is there. */
    @Confined("stream lane")
    void read() {
        working.set(false);
        try {
            for (int n = 0; n < SLICE; n++) {
                Note note = next();
                if (note == null) {
                    break;
                }
                reader.note(note);
            }
        } finally {
            if (!notes.isEmpty()) {
                wake();
            }
        }
    }

    private @Nullable Note next() {
        Note note = notes.poll();
        if (note != null) {
            waiting.decrementAndGet();
            bytes.addAndGet(-note.weight());
        }
        return note;
    }
}
