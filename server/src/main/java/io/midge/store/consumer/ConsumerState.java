package io.midge.store.consumer;

import io.midge.loop.Confined;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer has delivered, and what of it is acknowledged. Two numbers count: messages have a sequence in the stream, and
 * each delivery, the second of a message as well, has one of the consumer's own.
 *
 * <pre>
 *   stream    1 2 3 4 5 6 7 8 9 ...
 *                 ▲       ▲
 *         ack floor       delivered       floor ≤ delivered ≤ last of the stream; between them some are pending,
 *                                         the others acknowledged, filtered out, deleted or given up
 * </pre>
 *
 * A floor moves as nats-server's does: to what was delivered when nothing is pending any more; with single acknowledgements, when
 * the message right behind the floor is acknowledged, up to the next that is pending; with cumulative ones, to what was
 * acknowledged. It is not a function of what is pending, so operations carry it.
 *
 * <p>{@link #deliver} to {@link #purge} are what can happen, decided on a state that is ahead of the log (see {@link ConsumerLog});
 * {@link #apply} is how it reaches the state that others see. {@link #apply} refuses nothing, and whatever it is given leaves a
 * state that is sound.
 */
@Confined("stream lane")
public final class ConsumerState {
    /** Hears of messages that wait for an acknowledgement. */
    public interface Pendings {
        void pending(long streamSeq, long consumerSeq, long timeNs);
    }

    /** Hears how often messages were delivered again. */
    public interface Counts {
        void redelivered(long streamSeq, int count);
    }

    private final AckPolicy policy;
    private long deliveredConsumer;
    private long deliveredStream;
    private long deliveredNs;
    private long floorConsumer;
    private long floorStream;
    private long ackedNs;
    private @Nullable PendingAcks pending; // only while there are any, and a little longer
    private @Nullable Redeliveries redelivered;

    /** Of a consumer to which everything up to this stream sequence counts as done. */
    public ConsumerState(AckPolicy policy, long startSeq) {
        this.policy = policy;
        deliveredStream = startSeq;
        floorStream = startSeq;
    }

    public AckPolicy policy() {
        return policy;
    }

    /** The last delivery, as the consumer counts. */
    public long deliveredConsumer() {
        return deliveredConsumer;
    }

    /** The last message that was delivered or passed over, as the stream counts. */
    public long deliveredStream() {
        return deliveredStream;
    }

    /** When the last delivery was, nanoseconds since 1970; 0 if there was none. */
    public long deliveredNs() {
        return deliveredNs;
    }

    /** All deliveries up to this one are done. */
    public long floorConsumer() {
        return floorConsumer;
    }

    /** All messages up to this one are done, as the stream counts. */
    public long floorStream() {
        return floorStream;
    }

    /** When the last acknowledgement came, nanoseconds since 1970; 0 if none did. */
    public long ackedNs() {
        return ackedNs;
    }

    /** How many messages wait for an acknowledgement. */
    public int pending() {
        return pending == null ? 0 : pending.size();
    }

    public boolean isPending(long streamSeq) {
        return pending != null && pending.find(streamSeq) >= 0;
    }

    /** Under which sequence of its own the consumer delivered a pending message first; 0 if it is not pending. */
    public long pendingConsumerSeq(long streamSeq) {
        int at = pending == null ? -1 : pending.find(streamSeq);
        return pending == null || at < 0 ? 0 : pending.consumerSeq(at);
    }

    /** From when on a pending message's acknowledgement is waited for; 0 if it is not pending. */
    public long pendingNs(long streamSeq) {
        int at = pending == null ? -1 : pending.find(streamSeq);
        return pending == null || at < 0 ? 0 : pending.time(at);
    }

    /** The first pending message from this one on; 0 if there is none. */
    public long nextPending(long streamSeq) {
        int at = pending == null ? -1 : pending.from(streamSeq);
        return pending == null || at < 0 ? 0 : pending.seq(at);
    }

    /** Tells of all pending messages, in order. */
    public void forEachPending(Pendings hears) {
        forEachPending(1, hears);
    }

    /** Tells of all pending messages from this one on, in order; they may not change meanwhile. */
    public void forEachPending(long streamSeq, Pendings hears) {
        PendingAcks all = pending;
        if (all != null) {
            for (int at = all.from(streamSeq); at >= 0; at = all.after(at)) {
                hears.pending(all.seq(at), all.consumerSeq(at), all.time(at));
            }
        }
    }

    /** How many messages were delivered again, and are not done or were given up. */
    public int redelivered() {
        return redelivered == null ? 0 : redelivered.size();
    }

    /** How often a message was delivered again; 0 if never, or if it is done. */
    public int redelivered(long streamSeq) {
        return redelivered == null ? 0 : redelivered.get(streamSeq);
    }

    /** Tells of all messages that were delivered again, in order. */
    public void forEachRedelivered(Counts hears) {
        if (redelivered != null) {
            for (long seq : redelivered.sorted()) {
                hears.redelivered(seq, redelivered.get(seq));
            }
        }
    }

    // ── what can happen
    // ─────────────────────────────────────────────────────────────────────────────────────────────────

    /** A message was delivered for the first time; both sequences are above all before. */
    void deliver(long consumerSeq, long streamSeq, long timeNs) {
        if (consumerSeq <= deliveredConsumer || streamSeq <= deliveredStream) {
            throw new IllegalStateException("delivered " + consumerSeq + ":" + streamSeq + " after " + this);
        }
        if (policy == AckPolicy.NONE) {
            floorConsumer = consumerSeq;
            floorStream = streamSeq;
        } else {
            pendings().add(streamSeq, consumerSeq, timeNs);
        }
        deliveredConsumer = consumerSeq;
        deliveredStream = streamSeq;
        deliveredNs = timeNs;
    }

    /**
     * A message was delivered again, {@code deliveries} times by now.
     *
     * @return whether that changed more than the last sequence
     */
    boolean redeliver(long consumerSeq, long streamSeq, int deliveries, long timeNs) {
        if (policy == AckPolicy.NONE || consumerSeq <= deliveredConsumer || streamSeq > deliveredStream) {
            throw new IllegalStateException("delivered again " + consumerSeq + ":" + streamSeq + " after " + this);
        }
        deliveredConsumer = consumerSeq;
        deliveredNs = timeNs;
        boolean delayed = delay(streamSeq, timeNs);
        boolean counted = count(streamSeq, deliveries - 1);
        return delayed || counted;
    }

    /** A pending message's acknowledgement is waited for from another time on; false if it is not pending. */
    boolean delay(long streamSeq, long timeNs) {
        int at = pending == null ? -1 : pending.find(streamSeq);
        if (pending == null || at < 0) {
            return false;
        }
        pending.setTime(at, timeNs);
        return true;
    }

    /** A message will not be delivered again; that it was redelivered so often stays known. False if there was nothing to do. */
    boolean giveUp(long streamSeq, int count) {
        boolean counted = count(streamSeq, count);
        int at = pending == null ? -1 : pending.find(streamSeq);
        if (pending == null || at < 0) {
            return counted;
        }
        long consumerSeq = pending.consumerSeq(at);
        pending.remove(at);
        moveFloor(consumerSeq, streamSeq);
        return true;
    }

    private boolean count(long streamSeq, int count) {
        if (count <= redelivered(streamSeq) || streamSeq <= 0 || streamSeq > deliveredStream) {
            return false;
        }
        counts().put(streamSeq, count);
        return true;
    }

    /**
     * A message is acknowledged, with a cumulative policy all before it too.
     *
     * @param consumerSeq of the delivery that is acknowledged
     * @return false: nothing waited for it
     */
    boolean ack(long consumerSeq, long streamSeq, long timeNs) {
        boolean known = redelivered != null && redelivered.remove(streamSeq);
        boolean done = switch (policy) {
            case NONE -> false;
            case ALL -> ackAll(consumerSeq, streamSeq);
            case EXPLICIT -> ackOne(streamSeq);
        };
        if (done || known) {
            ackedNs = timeNs;
        }
        return done;
    }

    private boolean ackOne(long streamSeq) {
        int at = pending == null ? -1 : pending.find(streamSeq);
        if (pending == null || at < 0) {
            return false;
        }
        long consumerSeq = pending.consumerSeq(at); // of the first delivery, whichever was acknowledged
        pending.remove(at);
        moveFloor(consumerSeq, streamSeq);
        return true;
    }

    /** A message is done that was pending: the floor moves up to the next that is. */
    private void moveFloor(long consumerSeq, long streamSeq) {
        if (pending == null || pending.size() == 0) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        } else if (consumerSeq == floorConsumer + 1 && pending.seq(pending.first()) > streamSeq) {
            floorConsumer = pending.consumerSeq(pending.first()) - 1;
            floorStream = pending.seq(pending.first()) - 1;
        }
    }

    private boolean ackAll(long consumerSeq, long streamSeq) {
        if (consumerSeq <= floorConsumer || streamSeq <= floorStream || streamSeq > deliveredStream) {
            return false;
        }
        raiseFloor(consumerSeq, streamSeq);
        return true;
    }

    /** Nothing up to {@code streamSeq} is to be delivered any more, without having been: filtered out, or where it begins. */
    boolean skip(long streamSeq) {
        if (streamSeq <= deliveredStream) {
            return false;
        }
        deliveredStream = streamSeq;
        if (policy == AckPolicy.NONE) {
            floorStream = streamSeq;
        }
        return true;
    }

    /** How often messages below were delivered again does not matter any more; false if none was. */
    boolean forget(long below) {
        return redelivered != null && redelivered.removeBelow(below);
    }

    /** The stream's first message is this one from now on. */
    boolean purge(long firstSeq) {
        boolean forgotten = forget(firstSeq);
        boolean changed = skip(firstSeq - 1) || forgotten;
        if (floorStream >= firstSeq - 1) {
            return changed;
        }
        long consumerSeq = floorConsumer;
        if (pending != null) {
            for (int at = pending.first(); at >= 0 && pending.seq(at) < firstSeq; at = pending.after(at)) {
                consumerSeq = Math.max(consumerSeq, pending.consumerSeq(at));
            }
        }
        raiseFloor(consumerSeq, firstSeq - 1);
        if (pending() == 0) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        }
        return true;
    }

    /** Nothing up to {@code streamSeq} is left to be delivered: if nothing is pending, that is all done. */
    void pass(long streamSeq) {
        skip(streamSeq);
        if (pending() == 0) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        }
    }

    /** Begins anew: nothing was delivered, and everything up to this stream sequence is done. */
    void reset(long streamSeq) {
        deliveredConsumer = 0;
        deliveredStream = streamSeq;
        deliveredNs = 0;
        floorConsumer = 0;
        floorStream = streamSeq;
        ackedNs = 0;
        pending = null;
        redelivered = null;
    }

    /** Raises the floor and takes what lies below it from what is pending. */
    private void raiseFloor(long consumerSeq, long streamSeq) {
        floorConsumer = Math.max(floorConsumer, Math.min(consumerSeq, deliveredConsumer));
        floorStream = Math.max(floorStream, Math.min(streamSeq, deliveredStream));
        removePending(1, floorStream);
    }

    /** Takes these out of what is pending, and what is known of their deliveries. */
    void removePending(long from, long to) {
        PendingAcks all = pending;
        if (all == null) {
            return;
        }
        for (int at = all.from(from); at >= 0 && all.seq(at) <= to; at = all.size() == 0 ? -1 : all.after(at)) {
            if (redelivered != null) {
                redelivered.remove(all.seq(at));
            }
            all.remove(at);
        }
    }

    // ── what is applied
    // ─────────────────────────────────────────────────────────────────────────────────────────────────

    /** Applies an operation. */
    void apply(ConsumerOp.OnState op) {
        switch (op) {
            case ConsumerOp.Delivered delivered -> applyDelivered(delivered);
            case ConsumerOp.Acked acked -> applyAcked(acked);
            case ConsumerOp.Redelivered again -> applyRedelivered(again.messages());
            case ConsumerOp.Forgotten forgotten -> forget(forgotten.below());
            case ConsumerOp.Reset reset -> reset(reset.streamSeq());
        }
    }

    private void applyDelivered(ConsumerOp.Delivered op) {
        Rows runs = op.fresh();
        for (int i = 0; i < runs.count() && policy != AckPolicy.NONE; i++) {
            for (long j = 0; j < runs.at(i, 2); j++) {
                addFresh(runs.at(i, 0) + j, runs.at(i, 1) + j, runs.at(i, 3));
            }
        }
        deliveredConsumer = Math.max(deliveredConsumer, op.consumerSeq());
        deliveredStream = Math.max(deliveredStream, op.streamSeq());
        deliveredNs = op.timeNs();
        if (policy == AckPolicy.NONE) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        }
    }

    /** Adds what was not there before: an operation may be applied a second time. */
    private void addFresh(long streamSeq, long consumerSeq, long timeNs) {
        if (streamSeq <= deliveredStream || consumerSeq <= deliveredConsumer) {
            return;
        }
        pendings().add(streamSeq, consumerSeq, timeNs);
        deliveredStream = streamSeq;
        deliveredConsumer = consumerSeq;
    }

    private void applyAcked(ConsumerOp.Acked op) {
        Rows ranges = op.ranges();
        for (int i = 0; i < ranges.count(); i++) {
            removePending(ranges.at(i, 0), ranges.at(i, 1));
        }
        if (redelivered != null) {
            redelivered.removeAll(ranges);
        }
        ackedNs = op.timeNs();
        raiseFloor(op.floorConsumer(), op.floorStream());
    }

    private void applyRedelivered(Rows messages) {
        for (int i = 0; i < messages.count(); i++) {
            long seq = messages.at(i, 0);
            if (messages.at(i, 1) > 0 && seq <= deliveredStream) {
                counts().put(seq, (int) messages.at(i, 1));
            } else if (redelivered != null) {
                redelivered.remove(seq);
            }
            delay(seq, messages.at(i, 2));
        }
    }

    // ── soundness
    // ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /** What contradicts the rules, if the stream's last sequence is this; empty if nothing does. */
    public Optional<String> fault(long streamLast) {
        return Soundness.fault(this, streamLast);
    }

    /**
     * Takes back what the stream cannot have had, when it is opened: a consumer that is ahead of its stream would keep silent until
     * the stream has caught up.
     *
     * @param reports hears what was wrong, in a few words
     * @return whether something was
     */
    public boolean repair(long streamLast, Consumer<String> reports) {
        return Soundness.repair(this, streamLast, reports);
    }

    // ── as a value
    // ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /** Another one that is equal and shares nothing. */
    public ConsumerState copy() {
        ConsumerState copy = new ConsumerState(policy, 0);
        copy.set(deliveredConsumer, deliveredStream, deliveredNs, floorConsumer, floorStream, ackedNs);
        copy.pending = pending == null || pending.size() == 0 ? null : pending.copy();
        copy.redelivered = redelivered == null || redelivered.size() == 0 ? null : redelivered.copy();
        return copy;
    }

    void set(long consumerSeq, long streamSeq, long ns, long floorConsumerSeq, long floorStreamSeq, long ackNs) {
        deliveredConsumer = consumerSeq;
        deliveredStream = streamSeq;
        deliveredNs = ns;
        floorConsumer = floorConsumerSeq;
        floorStream = floorStreamSeq;
        ackedNs = ackNs;
    }

    PendingAcks pendings() {
        PendingAcks all = pending;
        if (all == null) {
            all = new PendingAcks();
            pending = all;
        }
        return all;
    }

    Redeliveries counts() {
        Redeliveries all = redelivered;
        if (all == null) {
            all = new Redeliveries();
            redelivered = all;
        }
        return all;
    }

    /** Gives back the memory of what is empty. */
    void trim() {
        if (pending() == 0) {
            pending = null;
        }
        if (redelivered() == 0) {
            redelivered = null;
        }
    }

    @Override
    public String toString() {
        return "delivered " + deliveredConsumer + ":" + deliveredStream + ", ack floor " + floorConsumer + ":"
                + floorStream + ", " + pending() + " pending, " + redelivered() + " redelivered";
    }
}
