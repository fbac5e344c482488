package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import io.midge.store.op.MessageParts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A message on its way into a stream. It comes as one array, the only copy that is made of it, and is looked at
 * through one view that is used again.
 *
 * <pre>
 *    0  u32  length of the subject
 *    4  u32  length of the reply
 *    8  u32  length of the headers
 *   12       subject, reply, headers, payload
 * </pre>
 */
@Confined("stream lane")
final class Incoming {
    /** What is larger is not kept for a few bytes of it. */
    static final int LARGE = 4096;

    private static final int HEAD = 12;
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** As it is going to be stored. */
    final MessageParts parts = new MessageParts();

    /** What it came as; of a message that was made here, nothing. */
    byte[] raw = new byte[0];

    int replyLength;

    /** Copies a message that is being delivered. On an I/O loop. */
    static byte[] copy(PubFrame f) {
        boolean isShown = f.shownLen > 0;
        byte[] subject = isShown ? f.shown : f.subject;
        int subjectOff = isShown ? f.shownOff : f.subjectOff;
        int subjectLen = isShown ? f.shownLen : f.subjectLen;
        byte[] raw = new byte[HEAD + subjectLen + f.replyLen + f.size];
        U32.set(raw, 0, subjectLen);
        U32.set(raw, 4, f.replyLen);
        U32.set(raw, 8, Math.max(0, f.headerLen));
        System.arraycopy(subject, subjectOff, raw, HEAD, subjectLen);
        System.arraycopy(f.reply, f.replyOff, raw, HEAD + subjectLen, f.replyLen);
        System.arraycopy(f.buf, f.bodyOff, raw, HEAD + subjectLen + f.replyLen, f.size);
        return raw;
    }

    /** The reply subject of such a copy, empty if there is none. */
    static byte[] replyOf(byte[] raw) {
        int at = HEAD + (int) U32.get(raw, 0);
        byte[] reply = new byte[(int) U32.get(raw, 4)];
        System.arraycopy(raw, at, reply, 0, reply.length);
        return reply;
    }

    /** Enough of such a copy to answer it: of a large one, no more than that is kept as long as its answer waits. */
    static byte[] toAnswer(byte[] raw) {
        if (raw.length <= LARGE) {
            return raw;
        }
        byte[] reply = replyOf(raw);
        byte[] small = new byte[HEAD + reply.length];
        U32.set(small, 4, reply.length);
        System.arraycopy(reply, 0, small, HEAD, reply.length);
        return small;
    }

    /** Looks at such a copy. */
    void read(byte[] from) {
        raw = from;
        int subject = (int) U32.get(from, 0);
        replyLength = (int) U32.get(from, 4);
        int headers = (int) U32.get(from, 8);
        parts.subject = from;
        parts.subjectOffset = HEAD;
        parts.subjectLength = subject;
        parts.headers = from;
        parts.headersOffset = HEAD + subject + replyLength;
        parts.headersLength = headers;
        parts.payload = from;
        parts.payloadOffset = parts.headersOffset + headers;
        parts.payloadLength = from.length - parts.payloadOffset;
    }

    /** Looks at a message that nobody waits for an answer to. */
    void read(byte[] subject, byte[] headers, byte[] payload) {
        raw = new byte[0];
        replyLength = 0;
        subject(subject, subject.length);
        headers(headers);
        parts.payload = payload;
        parts.payloadOffset = 0;
        parts.payloadLength = payload.length;
    }

    /** Whether the reply subject of what came ends like this. */
    boolean replyEndsWith(byte[] end) {
        if (replyLength <= end.length) {
            return false;
        }
        int to = HEAD + (int) U32.get(raw, 0) + replyLength;
        return Arrays.equals(raw, to - end.length, to, end, 0, end.length);
    }

    /** Gives it another subject. */
    void subject(byte[] subject, int length) {
        parts.subject = subject;
        parts.subjectOffset = 0;
        parts.subjectLength = length;
    }

    /** Gives it other headers. */
    void headers(byte[] headers) {
        parts.headers = headers;
        parts.headersOffset = 0;
        parts.headersLength = headers.length;
    }
}
