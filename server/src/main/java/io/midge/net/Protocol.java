package io.midge.net;

import io.midge.proto.ClosedReason;

/** What a connection speaks: gets the bytes, and the end. All calls on the connection's loop. */
public interface Protocol {
    /** The connection is there and can be written to; called once, before anything else. */
    void onOpen();

    /**
     * Handles what was read.
     *
     * @return the offset of the first byte to be presented again with more behind it, or negative when the connection
     *     has been closed
     */
    int onBytes(byte[] b, int off, int end);

    /** Bytes wanted from the first unconsumed one before it is worth asking again; 0 when not known. */
    int need();

    /** The connection is at its end; called once. */
    void onClosed(ClosedReason reason);

    /** Not all of what waited for the peer was taken within the write deadline, but some was, and it may go on. */
    default void onLate() {}

    /** How logs name it: {@code 127.0.0.1:53712 - cid:5}. */
    String label();
}
