package io.midge.store.consumer;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedOut;

/**
 * What happened to a consumer, as the body of a CONSUMER frame says it; the frame's sequence is the consumer's number. The
 * operations carry results, not what led to them: applying one twice changes nothing, and no replica computes anything anew.
 */
public sealed interface ConsumerOp {
    /** No name is longer, in bytes. */
    int MAX_NAME = 4096;

    /** No configuration is longer. */
    int MAX_CONFIG = 16 << 20;

    /** No operation tells of more messages. */
    int MAX_ROWS = 1 << 16;

    /**
     * A consumer begins to be.
     *
     * @param startSeq everything up to this stream sequence counts as delivered and acknowledged
     * @param createdNs nanoseconds since 1970
     */
    record Create(String name, AckPolicy policy, long startSeq, long createdNs, Blob config) implements ConsumerOp {}

    /** A consumer is no more. */
    record Delete() implements ConsumerOp {}

    /**
     * All up to here was delivered.
     *
     * @param consumerSeq the last one, as the consumer counts
     * @param streamSeq the last one, as the stream counts
     * @param timeNs when it was
     * @param fresh what of it waits for an acknowledgement: runs of stream sequence and consumer sequence of the first, how
     *     many, and the time of delivery of each; empty if the policy is {@link AckPolicy#NONE}
     */
    record Delivered(long consumerSeq, long streamSeq, long timeNs, Rows fresh) implements OnState {}

    /**
     * What is acknowledged.
     *
     * @param floorConsumer all up to this is done, as the consumer counts
     * @param floorStream all up to this is done, as the stream counts
     * @param timeNs when the last acknowledgement came
     * @param ranges stream sequences that are done as well: the first and the last of each range
     */
    record Acked(long floorConsumer, long floorStream, long timeNs, Rows ranges) implements OnState {}

    /**
     * Messages that were delivered again or put off, and what has become of that.
     *
     * @param messages stream sequence, how often it was delivered again (0: that does not matter any more), and the time from
     *     which its acknowledgement is waited for, if it is pending
     */
    record Redelivered(Rows messages) implements OnState {}

    /** How often messages below this stream sequence were delivered again does not matter any more. */
    record Forgotten(long below) implements OnState {}

    /** Another configuration; the policy stays. */
    record Config(Blob config) implements ConsumerOp {}

    /** Begins anew: nothing was delivered, and everything up to this stream sequence is done. */
    record Reset(long streamSeq) implements OnState {}

    /** What changes a {@link ConsumerState}. */
    sealed interface OnState extends ConsumerOp {}

    /** Writes the body of a frame. */
    default void put(PackedOut out) {
        OpCode.put(this, out);
    }

    /** Reads the body of a frame. */
    static ConsumerOp decode(byte[] buf, int off, int length) throws BadFrameException {
        return OpCode.decode(buf, off, length);
    }
}
