package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.op.PackedOut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes durable what the consumers of a stream did: one proposal for all of them, at most one on its way. When it is applied, the
 * stream hears which messages are done, and who wanted to hear of acknowledgements does as soon as those are gone that nobody needs.
 *
 * <pre>
 *   dirty consumers, replies, done ─▸ decision ─▸ proposed ─▸ committed ─▸ stream told, replies sent
 *          ▴ what comes meanwhile waits for the next ──────────────┘
 * </pre>
 *
 * Somebody waits: it is proposed at the end of the lane's turn. Nobody does: a tenth of a second later, together with
 * what comes until then: a sync of its own for each delivery would cost more than the delivery, and what a crash forgets is delivered
 * once more.
 */
@Confined("stream lane")
final class Ledger implements Replicator.Proposal {
    private static final long LATE_NANOS = 100_000_000;
    private static final long RETRY_NANOS = 20_000_000;

    /** No proposal gets much larger. */
    private static final int MOST = 1 << 20;

    /** What is to be told when a proposal is through. */
    private static final class Owed {
        final LongList done = new LongList();
        List<byte[]> replies = new ArrayList<>();
        List<Runnable> waiting = new ArrayList<>(0);

        boolean isEmpty() {
            return done.isEmpty() && replies.isEmpty();
        }
    }

    private final StreamDoor stream;
    private final Status status;
    private final Alarm late;
    private final Alarm retry;
    private final ArrayDeque<Consumer> dirty = new ArrayDeque<>();
    private final Decision decision = new Decision();
    private final PackedOut out = new PackedOut(1024);
    private Owed next = new Owed();
    private Owed flying = new Owed();
    private boolean inFlight;
    private boolean unsent;
    private boolean scheduled;

    Ledger(StreamDoor stream, Status status) {
        this.stream = stream;
        this.status = status;
        this.late = new Alarm(stream.lane(), this::flush);
        this.retry = new Alarm(stream.lane(), this::flush);
    }

    /** A consumer did something. */
    void dirty(Consumer consumer) {
        if (!consumer.dirty()) {
            consumer.dirty(true);
            dirty.add(consumer);
        }
        if (consumer.log().isDue()) {
            soon();
        } else if (!scheduled && !inFlight) {
            late.in(LATE_NANOS);
        }
    }

    /** A message is done with. */
    void done(long seq) {
        next.done.add(seq);
        soon();
    }

    /** Somebody waits until what was done so far is durable. */
    void reply(byte[] to) {
        next.replies.add(to);
        soon();
    }

    /** Runs a task when what is done with so far is gone; at once if there is no such thing, or it takes long. */
    void whenGone(Runnable then) {
        if (!next.done.isEmpty()) {
            next.waiting.add(then);
        } else if (!flying.done.isEmpty()) {
            flying.waiting.add(then);
        } else {
            stream.whenGone(then);
        }
    }

    // What they wait for may take long, or never be.
    private void release(Owed owed) {
        List<Runnable> all = owed.waiting;
        owed.waiting = new ArrayList<>(0);
        all.forEach(Runnable::run);
    }

    private void soon() {
        if (!scheduled && !inFlight) {
            scheduled = true;
            stream.lane().execute(() -> {
                scheduled = false;
                flush();
            });
        }
    }

    /** Proposes what there is, unless something is on its way already. */
    void flush() {
        if (inFlight) {
            return;
        }
        if (!unsent) {
            gather();
        }
        if (decision.isEmpty()) {
            unsent = false;
            settle();
            return;
        }
        inFlight = stream.propose(decision, this);
        unsent = !inFlight;
        if (unsent) {
            retry.in(RETRY_NANOS);
            release(flying);
            release(next);
        }
    }

    private void gather() {
        decision.clear();
        long now = Times.now(stream.lane().clock());
        while (!dirty.isEmpty() && decision.length() < MOST) {
            Consumer consumer = dirty.remove();
            consumer.dirty(false);
            if (consumer.isDurable() && !consumer.isClosed()) {
                consumer.log().flush(op -> {
                    op.put(out.clear());
                    decision.consumer(consumer.number(), now, out.buf(), out.length());
                });
            } else {
                consumer.log().flush(op -> {});
            }
        }
        if (dirty.isEmpty()) { // else what they did is not part of it yet
            Owed owed = flying;
            flying = next;
            next = owed;
        }
    }

    @Override
    public void committed(long index) {
        inFlight = false;
        unsent = false;
        settle();
    }

    private void settle() {
        Owed owed = flying;
        flying = new Owed();
        tell(owed);
        if (!next.isEmpty()) {
            soon();
        } else if (!dirty.isEmpty()) {
            late.in(LATE_NANOS);
        }
    }

    private void tell(Owed owed) {
        boolean goes = !owed.done.isEmpty();
        owed.done.drain(stream::done);
        // Who hears that a message is done may count on its place in the stream.
        if (goes && !owed.replies.isEmpty()) {
            stream.whenGone(() -> owed.replies.forEach(status::acknowledged));
        } else {
            owed.replies.forEach(status::acknowledged);
        }
        owed.waiting.forEach(stream::whenGone);
    }

    /** The same where nothing comes any more that could wait for that place. */
    private void tellLast(Owed owed) {
        owed.replies.forEach(status::acknowledged);
        owed.done.drain(stream::done);
        release(owed);
    }

    /** The stream has stopped: nobody is told that his acknowledgement will survive. */
    @Override
    public void failed(String why) {
        inFlight = false;
        unsent = false;
        Owed lost = flying;
        flying = new Owed();
        release(lost);
        release(next);
    }

    /** Proposes what is left, whatever is on its way: nothing comes after it. */
    void last() {
        boolean taken = !unsent;
        while (taken) {
            Owed before = flying;
            flying = new Owed();
            gather();
            Owed owed = flying;
            flying = before;
            boolean proposed = propose(owed);
            if (!proposed) {
                release(owed);
            }
            taken = proposed && !dirty.isEmpty();
        }
    }

    /** On its own way: what was promised to those before is not what these wait for. */
    private boolean propose(Owed owed) {
        if (decision.isEmpty() && !inFlight) {
            tellLast(owed);
            return true;
        }
        return stream.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                tellLast(owed);
            }

            @Override
            public void failed(String why) {
                release(owed);
            }
        });
    }

    void stop() {
        late.cancel();
        retry.cancel();
        release(flying);
        release(next);
    }
}
