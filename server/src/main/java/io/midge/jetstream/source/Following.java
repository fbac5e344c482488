package io.midge.jetstream.source;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Publisher;
import io.midge.account.Shadows;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.conf.ByteText;
import io.midge.loop.Clock;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What one consumer delivers, from the I/O loops onto the stream's lane, in order. What finds no room in the store waits here, and
 * holds up what comes behind it, its flow control as well: so the origin slows down.
 *
 * <p>Threads: {@link #deliver} is for I/O loops, the rest for the stream's lane.
 */
final class Following implements Subscriber {
    private static final byte[] SID = "1".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 256;

    /** So many are stored at a time, then others have their turn on the lane. */
    private static final int BATCH = 256;

    /** Room that there was not is looked for again after this time, if nothing becomes durable before. */
    private static final long PATIENCE_NS = 5_000_000;

    private final Upstream upstream;
    private final Budget budget;
    private final Lane lane;
    private final Clock clock;
    private final Subscription subscription;
    private final Shadows shadows = new Shadows(true);
    private final MpscUnboundedAtomicArrayQueue<Arrival> queue = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final AtomicBoolean working = new AtomicBoolean();
    private final FlowReplies replies;

    private volatile long heardNs;
    private volatile boolean ended;

    private @Nullable Arrival held;
    private Lane.@Nullable Delayed waiting;

    Following(Upstream upstream, Budget budget, String subject) {
        this.upstream = upstream;
        this.budget = budget;
        this.lane = upstream.target().lane();
        this.clock = lane.clock();
        this.heardNs = clock.nanos();
        this.replies = new FlowReplies(upstream::give);
        this.subscription = new Subscription(this, ByteText.bytes(subject), null, SID, false, true);
    }

    /** Listens, to what other accounts deliver as well; false: it cannot, since the subject is none. */
    boolean begin() {
        Account account = upstream.target().account();
        if (!account.sublist().insert(subscription)) {
            return false;
        }
        shadows.add(account, subscription);
        return true;
    }

    /** The account imports other streams now. */
    void reimport() {
        shadows.add(upstream.target().account(), subscription);
    }

    /** Listens no more. */
    void end() {
        ended = true;
        subscription.close();
        upstream.target().account().sublist().remove(subscription);
        shadows.remove(subscription);
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
            lane.execute(this::work);
        }
    }

    @Override
    @Confined("I/O loop")
    public boolean deliver(Subscription of, PubFrame frame, Fanout from, Publisher publisher) {
        if (ended) {
            return false;
        }
        heardNs = clock.nanos();
        if (!budget.take(Arrival.cost(frame))) {
            return false; // it is missed, and asked for again
        }
        queue.offer(Arrival.of(frame));
        if (working.compareAndSet(false, true)) {
            lane.execute(this::work);
        }
        return true;
    }

    /** When something was heard last. */
    long heardNs() {
        return heardNs;
    }

    FlowReplies replies() {
        return replies;
    }

    private void work() {
        for (int i = 0; i < BATCH; i++) {
            Arrival next = held == null ? queue.poll() : held;
            if (next == null) {
                break;
            }
            if (!ended && !upstream.take(next, this)) {
                held = next;
                waiting = lane.schedule(PATIENCE_NS, this::resume);
                return;
            }
            held = null;
            budget.give(next.cost());
        }
        if (queue.isEmpty()) {
            working.set(false);
        }
        if (!queue.isEmpty() && (working.get() || working.compareAndSet(false, true))) {
            lane.execute(this::work);
        }
    }

    /** There may be room again. */
    void resume() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
            lane.execute(this::work);
        }
    }
}
