package io.midge.net;

import io.midge.loop.Confined;
import io.midge.loop.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The rests of one producer: its reading stops until a consumer that is behind has caught up, or until it has waited long
 * enough, whichever comes first. Made when it has to rest for the first time, which most never have to.
 */
@Confined("I/O loop of the producer")
final class Stall {
    /** The longest that reading rests after one read, as in nats-server. */
    static final long LONGEST_NANOS = 10_000_000;

    /** A rest of this length is told of, when the consumer is about to be cut. */
    private static final long WORTH_TELLING_NANOS = 5_000_000;

    private final Connection producer;
    private final NetLoop netLoop;
    private @Nullable Outbound waitsFor;
    private @Nullable Timer timer;
    private long since;
    private long takenThen;

    Stall(Connection producer, NetLoop netLoop) {
        this.producer = producer;
        this.netLoop = netLoop;
    }

    /** The one that there is already, or the first. */
    static Stall of(@Nullable Stall made, Connection producer, NetLoop netLoop) {
        return made == null ? new Stall(producer, netLoop) : made;
    }

    /** Whether it rests. */
    boolean on() {
        return waitsFor != null || timer != null;
    }

    /** Rests for so long, whoever catches up meanwhile. */
    boolean rest(long nanos) {
        timer = netLoop.loop().schedule(nanos, () -> {
            timer = null;
            producer.readOn();
        });
        return true;
    }

    /** Rests for this consumer; false when that has caught up by now. */
    boolean begin(Outbound slow) {
        if (!slow.await(this)) {
            return false;
        }
        netLoop.countStall();
        waitsFor = slow;
        takenThen = slow.written();
        since = netLoop.loop().nowNanos();
        timer = netLoop.loop().schedule(LONGEST_NANOS, () -> {
            timer = null;
            over(slow);
        });
        return true;
    }

    /** The consumer has caught up or gone. Any thread. */
    void resume(Outbound slow) {
        if (netLoop.loop().inLoop()) {
            over(slow);
        } else {
            netLoop.loop().execute(() -> over(slow));
        }
    }

    private void over(Outbound slow) {
        if (waitsFor != slow) {
            return;
        }
        long waited = netLoop.loop().nowNanos() - since;
        boolean farBehind = slow.waited(this, takenThen);
        end();
        if (farBehind && waited >= WORTH_TELLING_NANOS) {
            netLoop.backlogs().stalled(producer, waited, netLoop.loop().nowNanos());
        }
        producer.readOn();
    }

    /** The producer itself, which may never have rested, is at its end. */
    static void cancel(@Nullable Stall stall) {
        if (stall == null) {
            return;
        }
        Outbound slow = stall.waitsFor;
        if (slow != null) {
            slow.forget(stall);
        }
        stall.end();
    }

    private void end() {
        waitsFor = null;
        netLoop.loop().cancel(timer);
        timer = null;
    }
}
