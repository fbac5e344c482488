package io.midge.jetstream.source;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Which answers an origin is owed: each is given when all that was stored before it is durable, since it may say that what was
 * delivered up to there is acknowledged.
 */
final class FlowReplies {
    /** Origins have one open at a time. */
    private static final int MOST = 16;

    private final ArrayDeque<Owed> owed = new ArrayDeque<>();
    private final Consumer<Owed> gives;
    private long proposed;
    private long done;

    /**
     * An answer.
     *
     * @param behind so many messages have to be durable
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
    record Owed(long behind, byte[] subject, byte[] headers) {}

    /** Which are given to this one when it is time. */
    FlowReplies(Consumer<Owed> gives) {
        this.gives = gives;
    }

    /** A message is on its way into the store. */
    void proposed() {
        proposed++;
    }

    /** It was not taken after all. */
    void refused() {
        proposed--;
    }

    /** One more is durable: they become so in order. */
    void done() {
        done++;
        settle();
    }

    /** How many are on their way. */
    long inFlight() {
        return proposed - done;
    }

    /** Whether an answer is owed. */
    boolean isOwing() {
        return !owed.isEmpty();
    }

    /** This is to be answered. */
    void owe(byte[] subject, byte[] headers) {
        if (owed.size() == MOST) {
            owed.remove();
        }
        owed.add(new Owed(proposed, subject, headers));
        settle();
    }

    private void settle() {
        while (!owed.isEmpty() && owed.element().behind() <= done) {
            gives.accept(owed.remove());
        }
    }
}
