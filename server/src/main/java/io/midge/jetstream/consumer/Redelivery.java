package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerState;
import java.util.Arrays;
import java.util.LinkedHashSet;

/**
 * Which messages are to be delivered again, and when: those whose acknowledgement was waited for long enough, in their order, and
 * those that were refused, as they came. Time is the time of day in nanoseconds, since it survives with the consumer's state.
 */
@Confined("stream lane")
final class Redelivery {
    /** Nothing is due ever. */
    static final long NEVER = Long.MAX_VALUE;

    /** Hears of messages that were delivered as often as they may be. */
    interface GivenUp {
        void givenUp(long seq, int deliveries);
    }

    private final LinkedHashSet<Long> queue = new LinkedHashSet<>();
    private Backoff backoff;
    private long maxDeliver;
    private long[] expired = new long[16];
    private int count;

    /** @param maxDeliver how often a message is delivered at most; 0 or less: any number of times */
    Redelivery(Backoff backoff, long maxDeliver) {
        this.backoff = backoff;
        this.maxDeliver = maxDeliver;
    }

    /** Another configuration. */
    void configure(Backoff to, long max) {
        backoff = to;
        maxDeliver = max;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    /** Puts a message behind those that wait already; one that does stays where it is. */
    void add(long seq) {
        queue.add(seq);
    }

    void remove(long seq) {
        if (!queue.isEmpty()) {
            queue.remove(seq);
        }
    }

    /** Forgets all up to a sequence. */
    void removeUpTo(long seq) {
        if (!queue.isEmpty()) {
            queue.removeIf(each -> each <= seq);
        }
    }

    /** The next one; 0: there is none. */
    long first() {
        return queue.isEmpty() ? 0 : queue.iterator().next();
    }

    /** Whether a message that was delivered again so often already may not be delivered any more. */
    boolean isSpent(int redeliveries) {
        return maxDeliver > 0 && redeliveries + 2L > maxDeliver;
    }

    /** When a message's acknowledgement that is waited for from now on is missed. */
    long due(long nowNs, int redeliveries) {
        return backoff.isSet() ? nowNs + backoff.waitNs(redeliveries) : NEVER;
    }

    /**
     * Queues what has waited long enough, or gives it up.
     *
     * @param all whether all has
     * @return when the next message has waited long enough; {@link #NEVER}: there is none
     */
    long check(ConsumerLog log, long nowNs, boolean all, GivenUp hears) {
        if (!backoff.isSet() && !all) {
            return NEVER;
        }
        count = 0;
        long[] next = {NEVER};
        ConsumerState state = log.state();
        boolean marks = state.redelivered() > 0;
        boolean queued = !queue.isEmpty();
        state.forEachPending((seq, consumerSeq, ns) -> {
            int again = marks ? state.redelivered(seq) : 0;
            long due = ns + backoff.waitNs(again);
            if (due > nowNs && !all) {
                next[0] = Math.min(next[0], due);
            } else if (!queued || !queue.contains(seq)) {
                expire(seq);
            } else {
                next[0] = Math.min(next[0], nowNs + backoff.waitNs(again));
            }
        });
        long later = take(log, nowNs, hears);
        return backoff.isSet() ? Math.min(next[0], later) : NEVER;
    }

    private void expire(long seq) {
        if (count == expired.length) {
            expired = Arrays.copyOf(expired, 2 * count);
        }
        expired[count++] = seq;
    }

    /** Messages keep their order: what they have waited is moved, not begun anew. */
    private long take(ConsumerLog log, long nowNs, GivenUp hears) {
        long next = NEVER;
        long shift = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long seq = expired[i];
            int again = log.state().redelivered(seq);
            if (maxDeliver > 0 && Math.max(1, again) >= maxDeliver) {
                hears.givenUp(seq, again + 1);
                log.givenUp(seq, Math.max(1, again));
                continue;
            }
            long since = log.state().pendingNs(seq);
            shift = shift == Long.MIN_VALUE ? nowNs - since : shift;
            log.delayed(seq, since + shift);
            queue.add(seq);
            next = Math.min(next, since + shift + backoff.waitNs(again));
        }
        if (expired.length > 1024) {
            expired = new long[16];
        }
        return next;
    }
}
