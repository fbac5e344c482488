package io.midge.events;

import io.midge.account.Internal;
import io.midge.json.JsonWriter;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the server has to tell, in order. Any thread puts something in and goes on at once; one loop publishes, a few letters
 * in each of its passes. There is room for {@link #MOST} bytes, and what finds none is dropped: nobody ever waits.
 */
final class Outbox {
    static final long MOST = 16L << 20;

    private static final int BATCH = 64;

    private final IoLoop loop;
    private final Internal internal;
    private final Letterhead head;
    private final Log log;
    private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();
    private final JsonWriter out = JsonWriter.compact(); // of the loop

    private volatile boolean closed;

    Outbox(IoLoop loop, Internal internal, Letterhead head, Log log) {
        this.loop = loop;
        this.internal = internal;
        this.head = head;
        this.log = log;
    }

    /** Publishes a letter soon, or drops it. */
    void put(Letter letter) {
        if (closed) {
            return;
        }
        if (waiting.addAndGet(letter.weight()) > MOST && waiting.get() > letter.weight()) {
            waiting.addAndGet(-letter.weight());
            if (dropped.getAndIncrement() == 0) {
                log.warn("System events are dropped: more than " + (MOST >> 20) + " MB wait to be published");
            }
            return;
        }
        letters.add(letter);
        work();
    }

    /** Publishes this last letter and all before it in the next pass, and nothing after it. */
    void close(Letter last) {
        letters.add(last);
        closed = true;
        work();
    }

    /** How many were dropped. */
    long dropped() {
        return dropped.get();
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
        int some = closed ? Integer.MAX_VALUE : BATCH;
        for (int i = 0; i < some; i++) {
            Letter letter = letters.poll();
            if (letter == null) {
                break;
            }
            waiting.addAndGet(-letter.weight());
            byte[] payload = letter.body().write(out.reset(), head);
            internal.publish(letter.account(), letter.subject(), Letter.NO_HEADERS, letter.headers(), payload);
        }
        working.set(false);
        if (!letters.isEmpty()) {
            work();
        }
    }
}
