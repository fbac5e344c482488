package io.midge.jetstream.source;

import io.midge.conf.ByteText;
import java.util.Arrays;

/**
 * What the reply subject of a delivered message says, in either form. It is read into again and again. Of one thread.
 *
 * <pre>
 *   $JS.ACK.stream.consumer.count.stream-seq.consumer-seq.time.pending
 *   $JS.ACK.domain.hash.stream.consumer.count.stream-seq.consumer-seq.time.pending[.more]
 * </pre>
 */
final class Delivery {
    private static final int FIRST_FORM = 9;
    private static final int SECOND_FORM = 11;

    /** How often it was delivered. */
    long count;
    /** Which message it is in its stream. */
    long streamSeq;
    /** The how manieth that its consumer delivers. */
    long consumerSeq;
    /** When its stream got it, nanoseconds since 1970. */
    long timeNs;
    /** How many follow. */
    long pending;

    private final int[] starts = new int[SECOND_FORM + 1];
    private byte[] in = new byte[0];
    private int consumer;

    /** Reads a reply subject; false: it is none of a delivered message. */
    boolean read(byte[] reply) {
        in = reply;
        int tokens = split(reply);
        if ((tokens != FIRST_FORM && tokens < SECOND_FORM) || !is(0, "$JS") || !is(1, "ACK")) {
            return false;
        }
        consumer = tokens >= SECOND_FORM ? 5 : 3;
        count = number(consumer + 1);
        streamSeq = number(consumer + 2);
        consumerSeq = number(consumer + 3);
        timeNs = number(consumer + 4);
        pending = number(consumer + 5);
        return count >= 0 && streamSeq >= 0 && consumerSeq >= 0 && timeNs >= 0 && pending >= 0;
    }

    /** Whether this consumer delivered it. */
    boolean isOf(byte[] name) {
        return name.length > 0 && Arrays.equals(in, starts[consumer], end(consumer), name, 0, name.length);
    }

    /** The stream's name. */
    String stream() {
        return ByteText.of(Arrays.copyOfRange(in, starts[consumer - 1], end(consumer - 1)));
    }

    // How many tokens there are; where the first of them begin, and where behind the last of these another would.
    private int split(byte[] reply) {
        int tokens = 1;
        starts[0] = 0;
        for (int i = 0; i < reply.length; i++) {
            if (reply[i] == '.') {
                if (tokens < starts.length) {
                    starts[tokens] = i + 1;
                }
                tokens++;
            }
        }
        if (tokens < starts.length) {
            starts[tokens] = reply.length + 1;
        }
        return tokens;
    }

    private int end(int token) {
        return starts[token + 1] - 1;
    }

    private boolean is(int token, String text) {
        int from = starts[token];
        if (end(token) - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (in[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long number(int token) {
        return Digits.read(in, starts[token], end(token));
    }
}
