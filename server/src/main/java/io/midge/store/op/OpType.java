package io.midge.store.op;

import java.util.List;

/** What an operation does. The codes are on disk and never change. */
public enum OpType {
    /** A message with all its bytes. */
    MESSAGE(1),
    /** A message whose payload lies in a file of its own kind; the body ends in a {@link LargeRef}. */
    LARGE(2),
    /** Sequences that are gone: the body holds their ranges. The frame's sequence is the first of them. */
    DELETE(3),
    /** All sequences below the frame's are gone. */
    EVICT(4),
    /** No message has a sequence from the last one up to the frame's, which becomes the last. */
    SKIP(5),
    /** What a consumer did: the body says it; the frame's sequence is the consumer's number. */
    CONSUMER(6),
    /** The stream's configuration, opaque here. */
    CONFIG(7),
    /** A group of frames, compressed or encrypted together. Only in segments. */
    BLOCK(8),
    /** A stream begins to be; the body names it. */
    CREATE(9),
    /** A stream is no more. */
    DROP(10),
    /** The state of all that a stream's consumers did up to a position. Only in consumer files. */
    CONSUMERS(11);

    private static final List<OpType> ALL = List.of(values());

    private final byte code;

    OpType(int code) {
        this.code = (byte) code;
    }

    /** What stands in a frame. */
    public byte code() {
        return code;
    }

    /** Of this code. */
    public static OpType of(byte code) throws BadFrameException {
        if (code < 1 || code > ALL.size()) {
            throw new BadFrameException("operation of unknown type " + code);
        }
        return ALL.get(code - 1);
    }
}
