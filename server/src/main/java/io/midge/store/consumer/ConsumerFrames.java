package io.midge.store.consumer;

import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.op.PackedOut;

/**
 * Builds CONSUMER and CONSUMERS frames, one behind the other in one buffer: an entry's payload. Used again and again; of one
 * thread.
 */
public final class ConsumerFrames {
    private final OpFrame frame = new OpFrame();
    private final PackedOut out = new PackedOut(512);

    /** Starts over. */
    public ConsumerFrames clear() {
        out.clear();
        return this;
    }

    /** Adds an operation of the consumer of this number. */
    public ConsumerFrames add(long number, long timeNs, ConsumerOp op) {
        int at = begin();
        op.put(out);
        end(at, OpType.CONSUMER, number, timeNs);
        return this;
    }

    /** Where a body is to be written next. */
    PackedOut out() {
        return out;
    }

    /** Leaves room for a header; where. */
    int begin() {
        int at = out.length();
        out.zeros(OpFrame.HEADER);
        return at;
    }

    /** Puts a header before what was written since. */
    void end(int at, OpType type, long seq, long timeNs) {
        int body = out.length() - at - OpFrame.HEADER;
        out.zeros(OpFrame.size(body) - OpFrame.HEADER - body);
        frame.put(out.buf(), at, type, 0, seq, timeNs, body);
    }

    public boolean isEmpty() {
        return out.length() == 0;
    }

    /** Holds the frames from its beginning on; good until the next is added. */
    public byte[] buf() {
        return out.buf();
    }

    /** How many bytes they are. */
    public int length() {
        return out.length();
    }
}
