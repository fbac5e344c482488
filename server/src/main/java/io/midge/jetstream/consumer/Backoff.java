package io.midge.jetstream.consumer;

import java.util.List;

/**
 * How long an acknowledgement is waited for. Immutable.
 *
 * @param ackWaitNs without steps, each time
 * @param stepsNs the first time, the second, and so on; the last one from then on
 */
record Backoff(long ackWaitNs, List<Long> stepsNs) {
    /** 73 years: times of day stay times of day. */
    static final long LONGEST = Long.MAX_VALUE / 4;

    Backoff {
        stepsNs = List.copyOf(stepsNs);
    }

    /** How long, of a message that was delivered again so often. */
    long waitNs(int redeliveries) {
        return bounded(stepsNs.isEmpty() ? ackWaitNs : stepsNs.get(Math.clamp(redeliveries, 0, stepsNs.size() - 1)));
    }

    /** A time to wait, which may have been asked for to be as long as a number can say. */
    static long bounded(long ns) {
        return Math.min(ns, LONGEST);
    }

    /** Whether it is waited for at all: else nothing is delivered again by itself. */
    boolean isSet() {
        return ackWaitNs != 0;
    }
}
