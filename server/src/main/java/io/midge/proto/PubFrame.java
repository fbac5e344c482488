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
    /** The read buffer. */
    public byte[] buf = new byte[0];

    public int subjectOff;
    public int subjectLen;
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

    public boolean hasHeaders() {
        return headerLen > 0;
    }

    /** Bytes of the body with its closing CRLF. */
    public int bodyLen() {
        return size + 2;
    }

    /** The reply subject as text, for logs and errors; null when there is none. */
    public @Nullable String replyText() {
        return replyLen == 0 ? null : text(buf, replyOff, replyLen);
    }

    /** The subject as text, for logs and errors. */
    public String subjectText() {
        return text(buf, subjectOff, subjectLen);
    }

    private static String text(byte[] b, int off, int len) {
        return new String(b, off, len, StandardCharsets.UTF_8);
    }
}
