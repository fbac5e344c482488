package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import io.midge.store.consumer.ConsumerState;

/**
 * The ack floor as it is shown. nats-server shows that of what it has stored, which stays where it is when a message is given up
 * and moves again with a later acknowledgement, while the one that it works with moves at once.
 */
@Confined("stream lane")
final class ShownFloor {
    private boolean lags;
    private long consumerSeq;
    private long streamSeq;

    /** A message is about to be given up. */
    void givesUp(ConsumerState state) {
        if (!lags) {
            lags = true;
            consumerSeq = state.floorConsumer();
            streamSeq = state.floorStream();
        }
    }

    /** A message was acknowledged that was delivered first under this sequence. */
    void acked(ConsumerState state, long ofConsumer, long ofStream) {
        if (!lags) {
            return;
        }
        if (state.pending() == 0) {
            lags = false;
        } else if (ofConsumer == consumerSeq + 1) {
            long next = state.nextPending(ofStream + 1);
            consumerSeq = next == 0 ? ofConsumer : state.pendingConsumerSeq(next) - 1;
            streamSeq = next == 0 ? ofStream : next - 1;
            lags = consumerSeq != state.floorConsumer() || streamSeq != state.floorStream();
        }
    }

    /** It is what the state says. */
    void settled() {
        lags = false;
    }

    long consumerSeq(ConsumerState state) {
        return lags ? consumerSeq : state.floorConsumer();
    }

    long streamSeq(ConsumerState state) {
        return lags ? streamSeq : state.floorStream();
    }
}
