package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** A message where it stands in what was read: valid until the call that passes it returns. */
final class JsMessage {
    byte[] in = new byte[0];
    int subject;
    int subjectEnd;
    int reply;
    int replyEnd;
    int headers;
    int payload;
    int end;

    /** Whether its payload begins so. */
    boolean begins(byte[] with) {
        return Arrays.equals(in, payload, Math.min(end, payload + with.length), with, 0, with.length);
    }

    /** Whether its headers begin so. */
    boolean says(byte[] status) {
        return payload > headers
                && Arrays.equals(in, headers, Math.min(payload, headers + status.length), status, 0, status.length);
    }

    /** The number that its subject ends with, behind the last dot. */
    int index() {
        return (int) number(token(subject, subjectEnd), subjectEnd);
    }

    /** Of its reply: the token so many from the end, from 0. */
    long replyNumber(int fromEnd) {
        int end = replyEnd;
        for (int i = 0; i < fromEnd; i++) {
            end = token(reply, end) - 1;
        }
        return number(token(reply, end), end);
    }

    private int token(int from, int to) {
        int at = to;
        while (at > from && in[at - 1] != '.') {
            at--;
        }
        return at;
    }

    private long number(int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + in[i] - '0';
        }
        return number;
    }

    byte[] replyBytes() {
        return Arrays.copyOfRange(in, reply, replyEnd);
    }

    /** All of it, for errors. */
    @Override
    public String toString() {
        return new String(in, subject, subjectEnd - subject, ISO_8859_1)
                + ' '
                + new String(in, headers, Math.min(300, end - headers), ISO_8859_1);
    }
}
