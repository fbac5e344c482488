package io.midge.jetstream.consumer;

import io.midge.proto.PubFrame;
import java.util.Arrays;

/**
 * What somebody told a consumer, as it was copied out of a message: an acknowledgement, a pull request, or an answer to flow control.
 * Immutable.
 *
 * @param consumer whom it is for
 * @param streamSeq of an acknowledgement
 * @param consumerSeq of an acknowledgement
 * @param deliveries of an acknowledgement: how often the message had been delivered
 * @param subject of an answer to flow control
 * @param payload what follows the word that says what it is
 * @param reply where an answer is waited for; empty: nowhere
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
record Note(
        Consumer consumer,
        Kind kind,
        long streamSeq,
        long consumerSeq,
        long deliveries,
        byte[] subject,
        byte[] payload,
        byte[] reply) {
    /** What it is. */
    enum Kind {
        ACK,
        NAK,
        PROGRESS,
        NEXT,
        TERM,
        /** An acknowledgement that says nothing that is understood. */
        NOISE,
        PULL,
        /** A pull request that needs a newer server. */
        TOO_NEW,
        FLOW
    }

    private static final byte[] NONE = {};
    private static final int VERSION_1 = 9;
    private static final int VERSION_2 = 11;
    /** No more of an acknowledgement's payload is kept: reasons and pull requests. */
    private static final int MOST_PAYLOAD = 64 << 10;

    /** How many bytes it counts. */
    int weight() {
        return 64 + subject.length + payload.length + reply.length;
    }

    /** An acknowledgement. Its numbers are 0 if the subject holds none. */
    static Note ack(Consumer consumer, PubFrame f) {
        int body = f.bodyOff + Math.max(0, f.headerLen);
        int end = f.bodyOff + f.size;
        Kind kind = kind(f.buf, body, end);
        int rest = body + (kind == Kind.TERM ? 5 : 4);
        byte[] payload = kind == Kind.NAK || kind == Kind.NEXT || kind == Kind.TERM
                ? Arrays.copyOfRange(f.buf, rest, Math.min(end, rest + MOST_PAYLOAD))
                : NONE;
        byte[] reply = f.replyLen == 0 ? NONE : copy(f.reply, f.replyOff, f.replyLen);
        long[] numbers = {0, 0, 0};
        numbers(f.subject, f.subjectOff, f.subjectOff + f.subjectLen, numbers);
        return new Note(consumer, kind, numbers[1], numbers[2], numbers[0], NONE, payload, reply);
    }

    /** A pull request. */
    static Note pull(Consumer consumer, PubFrame f, boolean tooNew) {
        int body = f.bodyOff + Math.max(0, f.headerLen);
        int end = Math.min(f.bodyOff + f.size, body + MOST_PAYLOAD);
        byte[] payload = tooNew ? NONE : Arrays.copyOfRange(f.buf, body, end);
        byte[] reply = copy(f.reply, f.replyOff, f.replyLen);
        return new Note(consumer, tooNew ? Kind.TOO_NEW : Kind.PULL, 0, 0, 0, NONE, payload, reply);
    }

    /** An answer to flow control. */
    static Note flow(Consumer consumer, PubFrame f) {
        byte[] subject = copy(f.subject, f.subjectOff, f.subjectLen);
        return new Note(consumer, Kind.FLOW, 0, 0, 0, subject, NONE, NONE);
    }

    private static byte[] copy(byte[] from, int off, int length) {
        return Arrays.copyOfRange(from, off, off + length);
    }

    /** What the payload of an acknowledgement says. */
    static Kind kind(byte[] b, int from, int end) {
        int length = end - from;
        if (length == 0) {
            return Kind.ACK;
        }
        if (length < 3) {
            return Kind.NOISE;
        }
        int word = (b[from] & 0xff) << 24
                | (b[from + 1] & 0xff) << 16
                | (b[from + 2] & 0xff) << 8
                | (length > 3 ? b[from + 3] & 0xff : 0);
        return switch (word) {
            case '+' << 24 | 'A' << 16 | 'C' << 8 | 'K' -> length == 4 ? Kind.ACK : Kind.NOISE;
            case '+' << 24 | 'O' << 16 | 'K' << 8 -> length == 3 ? Kind.ACK : Kind.NOISE;
            case '+' << 24 | 'W' << 16 | 'P' << 8 | 'I' -> length == 4 ? Kind.PROGRESS : Kind.NOISE;
            case '+' << 24 | 'N' << 16 | 'X' << 8 | 'T' -> Kind.NEXT;
            case '-' << 24 | 'N' << 16 | 'A' << 8 | 'K' -> Kind.NAK;
            case '+' << 24 | 'T' << 16 | 'E' << 8 | 'R' -> length > 4 && b[from + 4] == 'M' ? Kind.TERM : Kind.NOISE;
            default -> Kind.NOISE;
        };
    }

    /** Reads how often it was delivered, the stream's sequence and the consumer's; 0 for what is no number. */
    static void numbers(byte[] b, int from, int end, long[] into) {
        int dots = 0;
        for (int i = from; i < end; i++) {
            dots += b[i] == '.' ? 1 : 0;
        }
        if (dots + 1 != VERSION_1 && dots + 1 < VERSION_2) {
            return;
        }
        int skip = dots + 1 == VERSION_1 ? 4 : 6;
        int at = from;
        for (int i = 0; i < skip; i++) {
            at = token(b, at, end) + 1;
        }
        for (int i = 0; i < into.length; i++) {
            int stop = token(b, at, end);
            into[i] = Digits.read(b, at, stop);
            at = stop + 1;
        }
    }

    private static int token(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '.') {
            at++;
        }
        return at;
    }
}
