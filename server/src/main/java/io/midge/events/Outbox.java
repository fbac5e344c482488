package io.midge.events;

import io.midge.account.Internal;
import io.midge.conf.ByteText;
import io.midge.json.JsonWriter;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the server has to tell, in order. Any thread puts something in and goes on at once; one loop publishes, a few letters
 * in each of its passes. There is room for {@link #MOST} bytes, of which what guests asked for gets no more than half, and what
 * finds none is dropped: nobody ever waits.
 */
final class Outbox {
    static final long MOST = 16L << 20;

    private static final int BATCH = 64;
    private static final int BATCH_BYTES = 1 << 20;

    private final IoLoop loop;
    private final Internal internal;
    private final Letterhead head;
    private final Log log;
    private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean working = new AtomicBoolean();
    private final Drops drops;
    private final JsonWriter out = JsonWriter.compact(); // of the loop

    private volatile boolean closed;

    Outbox(IoLoop loop, Internal internal, Letterhead head, Log log, Clock clock) {
        this.loop = loop;
        this.internal = internal;
        this.head = head;
        this.log = log;
        drops = new Drops(
                log, clock, "System events are dropped: more than " + (MOST >> 20) + " MB wait to be published");
    }

    /** Publishes a letter soon, or drops it. */
    void put(Letter letter) {
        if (closed) {
            return;
        }
        long room = letter.isForGuest() ? MOST / 2 : MOST;
        if (waiting.addAndGet(letter.weight()) > room) {
            waiting.addAndGet(-letter.weight());
            drops.add();
            return;
        }
        letters.add(letter);
        work();
    }

    /** Publishes this last letter and all before it in the next pass, and nothing after it. */
    void close(Letter last) {
        waiting.addAndGet(last.weight());
        letters.add(last);
        closed = true;
        work();
    }

    /** How many were dropped. */
    long dropped() {
        return drops.count();
    }

    /** What waits, in bytes. */
    long waiting() {
        return waiting.get();
    }

    private void work() {
        if (working.compareAndSet(false, true)) {
            loop.execute(this::publish);
        }
    }

    @Confined("I/O loop")
    private void publish() {
        try {
            long bytes = 0;
            for (int i = 0; closed || (i < BATCH && bytes < BATCH_BYTES); i++) {
                Letter letter = letters.poll();
                if (letter == null) {
                    break;
                }
                bytes += letter.weight();
                waiting.addAndGet(-letter.weight());
                publish(letter);
            }
        } finally {
            working.set(false);
            if (!letters.isEmpty()) {
                work();
            }
        }
    }

    // One that cannot be written costs itself.
    private void publish(Letter letter) {
        try {
            internal.publish(
                    letter.account(),
                    letter.subject(),
                    Letter.NONE,
                    letter.headers(),
                    letter.payload(out.reset(), head));
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            log.error("Internal error while publishing on " + ByteText.of(letter.subject()) + ": " + e, e);
        }
    }
}
