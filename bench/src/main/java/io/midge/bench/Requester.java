package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Keeps a number of requests in flight over one connection, as a client library does: one wildcard subscription to its
 * inbox, and a fresh token for every request.
 *
 * <p>There is one responder, so replies come back in the order of the requests; each one's token is checked.
 */
final class Requester extends Conn {
    static final String SERVICE = "bench.svc";
    static final int TOKEN = 8;
    private static final int TOKENS = 100_000_000;
    private static final int COMPARE_EVERY = 64;

    private final Latencies latencies;
    private final int inFlight;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final ByteBuffer out;
    private final ByteBuffer request;
    private final ByteBuffer reply;
    private final int requestToken;
    private final int replyToken;
    private final long[] sentAt;
    private long sent;
    private long received;
    private boolean open;

    Requester(int port, int index, int inFlight, int payload, Latencies latencies) throws IOException {
        super(port, "SUB " + inbox(index) + "* 1\r\n");
        this.latencies = latencies;
        this.inFlight = inFlight;
        String none = "0".repeat(TOKEN);
        String body = body(payload);
        request = direct("PUB " + SERVICE + " " + inbox(index) + none + " " + payload + "\r\n" + body);
        reply = direct("MSG " + inbox(index) + none + " 1 " + payload + "\r\n" + body);
        replyToken = 4 + inbox(index).length();
        requestToken = replyToken + SERVICE.length() + 1;
        out = ByteBuffer.allocateDirect((inFlight + 1) * request.capacity());
        sentAt = new long[Integer.highestOneBit(inFlight) * 2];
    }

    /** As long as that of the usual libraries: 22 characters that differ in each connection. */
    static String inbox(int index) {
        return "_INBOX.Qx7LwZkV9mTfR2sYbN" + Frames.digits(index, 2) + ".";
    }

    static String body(int payload) {
        return "request-".repeat(payload / 8 + 1).substring(0, payload) + "\r\n";
    }

    static ByteBuffer direct(String text) {
        return ByteBuffer.allocateDirect(text.length())
                .put(text.getBytes(ISO_8859_1))
                .flip();
    }

    /** Fills up what is in flight; from now on every reply is followed by the next request. */
    void begin(long now) throws IOException {
        open = true;
        while (sent - received < inFlight) {
            request(now);
        }
        flush();
    }

    /** Sends no more. */
    void end() {
        open = false;
    }

    long sent() {
        return sent;
    }

    long received() {
        return received;
    }

    @Override
    void readable(ByteBuffer shared) throws IOException {
        read(in);
        long now = System.nanoTime();
        in.flip();
        int at = 0;
        int end = in.limit();
        while (at < end) {
            if (control.open() || in.get(at) != 'M') {
                at = control.take(in, at, end);
                continue;
            }
            if (end - at < reply.capacity()) {
                break;
            }
            take(at, now);
            at += reply.capacity();
        }
        in.position(at).compact();
        flush();
    }

    private void take(int at, long now) {
        int token = 0;
        for (int i = at + replyToken; i < at + replyToken + TOKEN; i++) {
            token = token * 10 + in.get(i) - '0';
        }
        if (token != received % TOKENS || in.get(at + reply.capacity() - 1) != '\n') {
            throw new BadStreamException("reply " + token + " where " + received + " was expected");
        }
        if (received % COMPARE_EVERY == 0) {
            compare(at);
        }
        latencies.record(now - sentAt[(int) received & (sentAt.length - 1)]);
        received++;
        if (open) {
            request(now);
        }
    }

    private void compare(int at) {
        putToken(reply, replyToken, received);
        int limit = in.limit();
        in.limit(at + reply.capacity()).position(at);
        int wrong = in.mismatch(reply);
        in.limit(limit).position(0);
        if (wrong >= 0) {
            throw new BadStreamException("reply " + received + " is wrong at byte " + wrong);
        }
    }

    private void request(long now) {
        int at = out.position();
        out.put(at, request, 0, request.capacity());
        putToken(out, at + requestToken, sent);
        out.position(at + request.capacity());
        sentAt[(int) sent & (sentAt.length - 1)] = now;
        sent++;
    }

    private static void putToken(ByteBuffer buffer, int at, long number) {
        int rest = (int) (number % TOKENS);
        for (int i = at + TOKEN - 1; i >= at; i--) {
            buffer.put(i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    @Override
    void writable() throws IOException {
        flush();
    }

    void flush() throws IOException {
        out.flip();
        boolean all = !out.hasRemaining() || write(out);
        out.compact();
        if (all) {
            flushControl();
        }
    }
}
