package io.midge.jetstream.stream;

import java.nio.charset.StandardCharsets;

/** Headers that a stream adds to what it gives out. */
final class AddedHeaders {
    static final byte[] STREAM = bytes("Nats-Stream");
    static final byte[] SUBJECT = bytes("Nats-Subject");
    static final byte[] SEQUENCE = bytes("Nats-Sequence");
    static final byte[] TIME_STAMP = bytes("Nats-Time-Stamp");
    static final byte[] LAST_SEQUENCE = bytes("Nats-Last-Sequence");
    static final byte[] NUM_PENDING = bytes("Nats-Num-Pending");
    static final byte[] UP_TO_SEQUENCE = bytes("Nats-UpTo-Sequence");
    static final byte[] MSG_SIZE = bytes("Nats-Msg-Size");
    static final byte[] MARKER_REASON = bytes("Nats-Marker-Reason");
    static final byte[] TTL = bytes("Nats-TTL");
    static final byte[] ROLLUP = bytes("Nats-Rollup");

    private AddedHeaders() {}

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
