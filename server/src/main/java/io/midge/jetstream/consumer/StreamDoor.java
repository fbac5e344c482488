package io.midge.jetstream.consumer;

import io.midge.account.Account;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StreamConfig;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import java.util.random.RandomGenerator;

/** A stream as its consumers see it. */
@Confined("stream lane")
public interface StreamDoor {
    String name();

    /** In which its subjects, its API and those who listen are. */
    Account account();

    /** The domain of this server, empty if it has none. */
    String domain();

    StreamConfig config();

    /** What is applied. */
    StreamStore store();

    Lane lane();

    /** Where messages are published from this lane. */
    Postbox postbox();

    RandomGenerator random();

    /**
     * Proposes what consumers did, as {@link StreamStore#propose}: who is told {@code true} hears of the end. What was decided is copied.
     */
    boolean propose(Decision decision, Replicator.Proposal end);

    /**
     * A consumer is done with these messages, both included, and that is applied: a stream that keeps what is needed only may drop those
     * that no other consumer needs.
     */
    void done(long from, long to);

    /** Runs {@code then} once those that were said to be done with are gone, as far as nobody else needs them. */
    void whenGone(Runnable then);

    /** A consumer came, went, or has another filter: what is needed may have changed. */
    void interestChanged();

    /** The size of the JetStream-wide budget that one consumer may have unacknowledged, and other limits of the server. */
    ConsumerBounds bounds();

    /** The watchdog has found a consumer that could deliver for a second and did not. */
    default void woken() {}

    /** Something that operators should know. */
    default void warning(String line) {}
}
