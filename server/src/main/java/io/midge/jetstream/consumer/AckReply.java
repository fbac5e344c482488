package io.midge.jetstream.consumer;

import io.midge.conf.ByteText;
import io.midge.loop.Confined;
import java.util.Arrays;

/** The reply subject of deliveries, under which they are acknowledged; written anew for each, into the same bytes. */
@Confined("stream lane")
final class AckReply {
    private static final int NUMBERS = 5;

    private final byte[] bytes;
    private final int prefix;
    private int length;

    AckReply(String stream, String consumer) {
        byte[] begin = ByteText.bytes("$JS.ACK." + stream + "." + consumer + ".");
        bytes = Arrays.copyOf(begin, begin.length + NUMBERS * (Digits.MOST + 1));
        prefix = begin.length;
    }

    /** Writes one; how long it is. */
    int write(long deliveries, long streamSeq, long consumerSeq, long timeNs, long pending) {
        int at = number(deliveries, prefix);
        at = number(streamSeq, at);
        at = number(consumerSeq, at);
        at = number(timeNs, at);
        length = Digits.put(pending, bytes, at);
        return length;
    }

    private int number(long value, int at) {
        int end = Digits.put(value, bytes, at);
        bytes[end] = '.';
        return end + 1;
    }

    /** What was written, from 0 on. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
