package io.midge.store.consumer;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rules of a {@link ConsumerState}, and what is done about one that breaks them: what the stream has not got was not
 * delivered, so that it will be when it comes. Numbers of its own that the consumer gave stay given where that is possible.
 */
final class Soundness {
    private Soundness() {}

    static Optional<String> fault(ConsumerState state, long streamLast) {
        if (state.floorConsumer() > state.deliveredConsumer() || state.floorStream() > state.deliveredStream()) {
            return Optional.of("its ack floor is ahead of what it delivered: " + state);
        }
        if (state.deliveredStream() > streamLast) {
            return Optional.of("it delivered more than the stream has, which ends at " + streamLast + ": " + state);
        }
        if (state.pending() == 0) {
            return Optional.empty();
        }
        PendingAcks all = state.pendings();
        boolean within = all.seq(all.first()) > state.floorStream()
                && all.seq(all.last()) <= state.deliveredStream()
                && all.consumerSeq(all.last()) <= state.deliveredConsumer()
                && state.policy() != AckPolicy.NONE;
        return within ? Optional.empty() : Optional.of("pending messages lie where none can be: " + state);
    }

    static boolean repair(ConsumerState state, long streamLast, Consumer<String> reports) {
        Optional<String> fault = fault(state, streamLast);
        if (fault.isEmpty()) {
            return false;
        }
        long floorConsumer = state.floorConsumer();
        long floorStream = state.floorStream();
        if (floorStream > streamLast) { // all that it knows is of messages that are gone, or done
            floorStream = streamLast;
            floorConsumer = Math.max(floorConsumer, state.deliveredConsumer());
            state.removePending(1, Long.MAX_VALUE);
            state.counts().removeAll(Rows.of(2, 1, Long.MAX_VALUE));
        }
        state.removePending(streamLast + 1, Long.MAX_VALUE);
        state.removePending(1, state.policy() == AckPolicy.NONE ? Long.MAX_VALUE : floorStream);
        state.counts().removeAll(Rows.of(2, streamLast + 1, Long.MAX_VALUE));
        PendingAcks all = state.pendings();
        int last = all.last();
        long deliveredStream = last < 0 ? floorStream : all.seq(last);
        long deliveredConsumer = last < 0 ? floorConsumer : all.consumerSeq(last);
        state.set(
                deliveredConsumer,
                deliveredStream,
                state.deliveredNs(),
                Math.min(floorConsumer, deliveredConsumer),
                floorStream,
                state.ackedNs());
        state.trim();
        reports.accept(fault.get() + "; now " + state);
        return true;
    }
}
