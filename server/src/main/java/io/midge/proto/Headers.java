package io.midge.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for headers in the block in front of a payload: {@code NATS/1.0 …CRLF name: value CRLF … CRLF}. */
public final class Headers {
    /** Who asks a service, which only servers may say; in small letters, as names are compared here. */
    private static final byte[] REQUEST_INFO = "nats-request-info".getBytes(StandardCharsets.US_ASCII);

    private Headers() {}

    /** Whether there is a header that says who asks, whatever the case of its letters. */
    public static boolean hasRequestInfo(byte[] b, int off, int len) {
        int end = off + len;
        for (int line = nextPiece(b, off, end); line < end; line = nextPiece(b, line, end)) {
            if (isNamed(b, line, end, REQUEST_INFO)) {
                return true;
            }
        }
        return false;
    }

    /** The first value of a header, its name spelled as here; empty if there is none. */
    public static String value(byte[] block, String name) {
        byte[] wanted = (name + ':').getBytes(StandardCharsets.US_ASCII);
        for (int line = nextLine(block, 0, block.length);
                line < block.length;
                line = nextLine(block, line, block.length)) {
            int from = line + wanted.length;
            if (from <= block.length && Arrays.equals(block, line, from, wanted, 0, wanted.length)) {
                int end = nextLine(block, line, block.length);
                return new String(block, from, end - from, StandardCharsets.UTF_8).strip();
            }
        }
        return "";
    }

    /**
     * Copies a block without the headers that say who asks.
     *
     * @return how many bytes were written, from 0 on
     */
    public static int copyWithoutRequestInfo(byte[] b, int off, int len, byte[] to) {
        int end = off + len;
        int at = 0;
        int line = off;
        boolean first = true;
        while (line < end) {
            int next = nextPiece(b, line, end);
            if (first || !isNamed(b, line, end, REQUEST_INFO)) {
                System.arraycopy(b, line, to, at, next - line);
                at += next - line;
            }
            first = false;
            line = next;
        }
        return at;
    }

    /** How long a block is up to the blank line that ends it, which is not always where its sender says. */
    public static int lengthOfLines(byte[] b, int off, int len) {
        int end = off + len;
        int line = nextPiece(b, off, end);
        while (line < end && b[line] != '\n' && b[line] != '\r') {
            line = nextPiece(b, line, end);
        }
        return line - off;
    }

    /** Gives a message a copy of its body without those headers; without any, if nothing is left of them. */
    public static void removeRequestInfo(PubFrame frame) {
        byte[] body = new byte[frame.size + 2];
        int headers = copyWithoutRequestInfo(frame.buf, frame.bodyOff, frame.headerLen, body);
        int payload = frame.size - frame.headerLen;
        int version = nextLine(body, 0, headers);
        if (headers == version + 2 && body[version] == '\r' && body[version + 1] == '\n') {
            headers = 0; // nothing but the version and the blank line
        }
        System.arraycopy(frame.buf, frame.bodyOff + frame.headerLen, body, headers, payload + 2);
        frame.body(body, 0, headers == 0 ? -1 : headers, headers + payload);
    }

    // As nextLine, for those who take a CR alone for the end of a line, and so for the beginning of a name.
    private static int nextPiece(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '\n' && b[at] != '\r') {
            at++;
        }
        boolean both = at + 1 < end && b[at] == '\r' && b[at + 1] == '\n';
        return Math.min(end, at + (both ? 2 : 1));
    }

    private static int nextLine(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '\n') {
            at++;
        }
        return Math.min(end, at + 1);
    }

    // Blanks before the colon are no part of a name to those who are lenient, so that they do not hide one.
    private static boolean isNamed(byte[] b, int line, int end, byte[] name) {
        int at = line;
        while (at < end && (b[at] == ' ' || b[at] == '\t')) {
            at++;
        }
        if (end - at <= name.length) {
            return false;
        }
        for (byte letter : name) {
            byte c = b[at++];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != letter) {
                return false;
            }
        }
        while (at < end && (b[at] == ' ' || b[at] == '\t')) {
            at++;
        }
        return at < end && b[at] == ':';
    }
}
