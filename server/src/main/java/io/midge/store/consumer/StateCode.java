package io.midge.store.consumer;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;

/** A {@link ConsumerState} as bytes. What is read is sound, but for what the stream says. */
final class StateCode {
    /** A pending message takes so many bytes at least, and so does one that was delivered again. */
    private static final int LEAST = 3;

    private static final int LEAST_COUNT = 2;

    private StateCode() {}

    static void put(ConsumerState state, PackedOut out) {
        out.u8(state.policy().code())
                .number(state.floorConsumer())
                .number(state.floorStream())
                .number(state.deliveredConsumer() - state.floorConsumer())
                .number(state.deliveredStream() - state.floorStream())
                .signed(state.deliveredNs())
                .signed(state.ackedNs() - state.deliveredNs())
                .number(state.pending());
        long[] before = {state.floorStream(), 0, state.deliveredNs()};
        state.forEachPending((streamSeq, consumerSeq, timeNs) -> {
            out.number(streamSeq - before[0] - 1)
                    .number(consumerSeq - before[1] - 1)
                    .signed(timeNs - before[2]);
            before[0] = streamSeq;
            before[1] = consumerSeq;
            before[2] = timeNs;
        });
        out.number(state.redelivered());
        before[0] = 0;
        state.forEachRedelivered((streamSeq, count) -> {
            out.number(streamSeq - before[0] - 1).number(count);
            before[0] = streamSeq;
        });
    }

    static ConsumerState get(PackedIn in) throws BadFrameException {
        ConsumerState state = new ConsumerState(AckPolicy.read(in), 0);
        long floorConsumer = in.positive();
        long floorStream = in.positive();
        long deliveredConsumer = in.after(floorConsumer);
        long deliveredStream = in.after(floorStream);
        long deliveredNs = in.signed();
        long ackedNs = deliveredNs + in.signed();
        state.set(deliveredConsumer, deliveredStream, deliveredNs, floorConsumer, floorStream, ackedNs);
        long stream = floorStream;
        long consumer = 0;
        long time = deliveredNs;
        int pending = in.count(LEAST);
        for (int i = 0; i < pending; i++) {
            stream = OpCode.next(in, stream);
            consumer = OpCode.next(in, consumer);
            time += in.signed();
            if (stream > deliveredStream || consumer > deliveredConsumer || state.policy() == AckPolicy.NONE) {
                throw new BadFrameException("a pending message where none can be");
            }
            state.pendings().add(stream, consumer, time);
        }
        int redelivered = in.count(LEAST_COUNT);
        long seq = 0;
        for (int i = 0; i < redelivered; i++) {
            seq = OpCode.next(in, seq);
            int count = in.upTo(Integer.MAX_VALUE);
            if (count == 0) {
                throw new BadFrameException("delivered again, but never");
            }
            state.counts().put(seq, count);
        }
        return state;
    }
}
