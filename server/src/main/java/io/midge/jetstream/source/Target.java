package io.midge.jetstream.source;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StreamConfig;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import io.midge.store.StreamStore;
import java.util.random.RandomGenerator;

/** A stream that copies others, as this package sees it. */
@Confined("stream lane")
public interface Target {
    String name();

    Account account();

    /** The domain of this server, empty if it has none. */
    String domain();

    StreamConfig config();

    /** What is applied. */
    StreamStore store();

    Lane lane();

    /** Where messages are published from this lane. */
    Postbox postbox();

    /** With which it listens. */
    Internal internal();

    RandomGenerator random();

    Log log();

    /** The last sequence that was decided, ahead of what is applied. */
    long decidedLast();

    /**
     * Stores a copied message; limits are kept, nothing else is asked. One that is refused ends with the text that a publisher would be
     * told, and all that were given after it and are not decided yet are refused with it: they are going to come again, in order. One that
     * was stored before (by its id) ends well.
     *
     * @param seq of a mirror: the sequence it has to have, above {@link #decidedLast}; what lies between has no message. 0: the next
     * @param timeNs nanoseconds since 1970; 0: now
     * @param end hears when it is durable, as which sequence (0: it was not stored, being there or not wanted), or why it is not
     * @return false: there is no room now; it may be tried again
     */
    boolean store(byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs, Replicator.Proposal end);

    /** No message has a sequence up to this one that is not there yet; of mirrors. */
    boolean skip(long seq, Replicator.Proposal end);

    /** What {@link Sourcing#note} said when it was last written down; empty: it never was. */
    default byte[] noted() {
        return new byte[0];
    }

    /** A mirror has as good as all that its origin has, for the first time since the start: it may answer in its place. */
    default void caughtUp() {}
}
