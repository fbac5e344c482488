package io.midge.jetstream.source;

import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message as it came from a consumer, copied.
 *
 * @param subject under which its stream has it
 * @param reply where it would be acknowledged, which says what it is; of a message about the consumer: where it is answered
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
record Arrival(byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
    /** What one costs beside its bytes, about. */
    private static final int OVERHEAD = 160;

    private static final byte[] CONTROL = "NATS/1.0 100 ".getBytes(StandardCharsets.US_ASCII);

    static Arrival of(PubFrame f) {
        int payload = f.bodyOff + Math.max(0, f.headerLen);
        byte[] subject = f.shownLen > 0
                ? Arrays.copyOfRange(f.shown, f.shownOff, f.shownOff + f.shownLen)
                : Arrays.copyOfRange(f.subject, f.subjectOff, f.subjectOff + f.subjectLen);
        return new Arrival(
                subject,
                Arrays.copyOfRange(f.reply, f.replyOff, f.replyOff + f.replyLen),
                Arrays.copyOfRange(f.buf, f.bodyOff, payload),
                Arrays.copyOfRange(f.buf, payload, f.bodyOff + f.size));
    }

    /** What a frame is going to cost when it is copied. */
    static int cost(PubFrame f) {
        return OVERHEAD + (f.shownLen > 0 ? f.shownLen : f.subjectLen) + f.replyLen + f.size;
    }

    /** What it costs as long as it waits. */
    int cost() {
        return OVERHEAD + subject.length + reply.length + headers.length + payload.length;
    }

    /** Whether it is about the consumer, and no message of the stream. */
    boolean isControl() {
        return payload.length == 0
                && headers.length > CONTROL.length
                && Arrays.equals(headers, 0, CONTROL.length, CONTROL, 0, CONTROL.length);
    }
}
