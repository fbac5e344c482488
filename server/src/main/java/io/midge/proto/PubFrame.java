package io.midge.proto;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One published message as it stands in the read buffer: offsets, no copies. It is reused for the next message, so it
 * is valid only during the call that hands it out; who keeps it copies it.
 *
 * <p>What a subscriber gets is {@code MSG subject sid } and then the rest of the publisher's own line and payload, byte
 * for byte. The {@code head} is that rest of the line ({@code [reply ]size CRLF}), the {@code body} is headers, payload
 * and the closing CRLF. As a rule one follows the other in the buffer and both are copied at once:
 *
 * <pre>
 *   PUB foo.bar  _INBOX.x  5 CRLF  hello CRLF
 *       └subject └────── head ───┘ └─ body ─┘
 * </pre>
 *
 * Where the publisher used other blanks or line ends than the protocol's own, the parser puts a clean head into a
 * scratch array instead, and the two are copied one after the other.
 */
public final class PubFrame {
    private static final int MAX_DIGITS = 10;

    /** The read buffer. */
    public byte[] buf = new byte[0];

    /** What holds the subject: the read buffer, unless the message has been given another one on its way. */
    public byte[] subject = buf;

    public int subjectOff;
    public int subjectLen;

    /** What holds the subject that is shown to who gets it, where that is another one; see {@link #shown(byte[], int, int)}. */
    public byte[] shown = buf;

    public int shownOff;
    /** Length of the subject that is shown, 0: it is the subject. */
    public int shownLen;

    /** What holds the reply subject, as {@link #subject}. */
    public byte[] reply = buf;

    public int replyOff;
    /** Length of the reply subject, 0 when there is none. */
    public int replyLen;

    /** Bytes of headers at the start of the body, -1 for a PUB. */
    public int headerLen;
    /** Headers and payload together, without the closing CRLF. */
    public int size;

    public byte[] head = buf;
    public int headOff;
    public int headLen;
    public int bodyOff;

    /** Whether head and body stand next to each other in {@link #buf}. */
    public boolean contiguous;

    /** The arguments as sent, for tracing. */
    public int lineOff;

    public int lineLen;

    /** Start and end of each argument. */
    final int[] tokens = new int[8];

    private byte[] scratch = new byte[64];
    private byte[] spare = new byte[64];

    // Writes the arguments tokens[from..to) with one blank between them and CRLF behind.
    void cleanHead(int from, int to) {
        int length = 2;
        for (int t = from; t < to; t += 2) {
            length += tokens[t + 1] - tokens[t] + 1;
        }
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        int at = 0;
        for (int t = from; t < to; t += 2) {
            int n = tokens[t + 1] - tokens[t];
            System.arraycopy(buf, tokens[t], scratch, at, n);
            at += n;
            scratch[at++] = ' ';
        }
        scratch[at - 1] = '\r';
        scratch[at] = '\n';
        head = scratch;
        headOff = 0;
        headLen = at + 1;
        contiguous = false;
    }

    /** Becomes a copy of another frame, to be changed on the way; what that one lies in is shared, not copied. */
    public void derive(PubFrame from) {
        buf = from.buf;
        subject = from.subject;
        subjectOff = from.subjectOff;
        subjectLen = from.subjectLen;
        shown = from.shown;
        shownOff = from.shownOff;
        shownLen = from.shownLen;
        reply = from.reply;
        replyOff = from.replyOff;
        replyLen = from.replyLen;
        headerLen = from.headerLen;
        size = from.size;
        head = from.head;
        headOff = from.headOff;
        headLen = from.headLen;
        bodyOff = from.bodyOff;
        contiguous = from.contiguous;
        lineOff = from.lineOff;
        lineLen = from.lineLen;
    }

    /** Gives it another subject, which has to stay as it is as long as the frame does. */
    public void subject(byte[] bytes, int off, int len) {
        subject = bytes;
        subjectOff = off;
        subjectLen = len;
    }

    /** Those who get it see this subject and not the one it is sent to; {@code len} 0: they see that one. */
    public void shown(byte[] bytes, int off, int len) {
        shown = bytes;
        shownOff = off;
        shownLen = len;
    }

    /** Gives it another reply subject; none, if {@code len} is 0. */
    public void reply(byte[] bytes, int off, int len) {
        int before = replyLen == 0 ? 0 : replyLen + 1;
        int rest = headLen - before;
        byte[] line = room(len + 1 + rest);
        int at = 0;
        if (len > 0) {
            System.arraycopy(bytes, off, line, 0, len);
            line[len] = ' ';
            at = len + 1;
        }
        System.arraycopy(head, headOff + before, line, at, rest);
        head = line;
        headOff = 0;
        headLen = at + rest;
        contiguous = false;
        reply = line;
        replyOff = 0;
        replyLen = len;
    }

    /**
     * Gives it another body.
     *
     * @param bytes headers, payload and CRLF from {@code off} on
     * @param headers bytes of headers, -1 for none
     * @param whole bytes of headers and payload
     */
    public void body(byte[] bytes, int off, int headers, int whole) {
        int kept = replyLen == 0 ? 0 : replyLen + 1;
        byte[] line = room(kept + 2 * MAX_DIGITS + 3);
        System.arraycopy(reply, replyOff, line, 0, replyLen);
        int at = kept;
        if (kept > 0) {
            line[replyLen] = ' ';
        }
        if (headers > 0) {
            at = number(headers, line, at);
            line[at++] = ' ';
        }
        at = number(whole, line, at);
        line[at++] = '\r';
        line[at++] = '\n';
        reply = line;
        replyOff = 0;
        buf = bytes;
        bodyOff = off;
        headerLen = headers;
        size = whole;
        head = line;
        headOff = 0;
        headLen = at;
        contiguous = false;
    }

    // Where it ends.
    private static int number(int value, byte[] into, int at) {
        int end = at + 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            end++;
        }
        int rest = value;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    // The scratch is the old head's own place if this frame was changed before: what is kept of it is copied first.
    private byte[] room(int length) {
        if (head == scratch || reply == scratch || scratch.length < length) {
            byte[] other = spare.length < length ? new byte[Math.max(length, 2 * spare.length)] : spare;
            spare = scratch;
            scratch = other;
        }
        return scratch;
    }

    public boolean hasHeaders() {
        return headerLen > 0;
    }

    /** Bytes of the body with its closing CRLF. */
    public int bodyLen() {
        return size + 2;
    }

    /** The reply subject as text, for logs and errors; null when there is none. */
    public @Nullable String replyText() {
        return replyLen == 0 ? null : text(reply, replyOff, replyLen);
    }

    /** The subject as text, for logs and errors. */
    public String subjectText() {
        return text(subject, subjectOff, subjectLen);
    }

    private static String text(byte[] b, int off, int len) {
        return new String(b, off, len, StandardCharsets.UTF_8);
    }
}
