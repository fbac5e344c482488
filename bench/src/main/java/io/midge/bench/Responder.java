package io.midge.bench;

import static io.midge.bench.Requester.SERVICE;
import static io.midge.bench.Requester.TOKEN;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Answers every request with a message of the same size, all that came in one read with one write. */
final class Responder extends Conn {
    private static final int BUFFER = 256 * 1024;
    private static final int COMPARE_EVERY = 64;
    private static final String HEAD = "MSG " + SERVICE + " 1 ";

    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer request;
    private final ByteBuffer reply;
    private final int subjectLength = Requester.inbox(0).length() + TOKEN;
    private long answered;

    Responder(int port, int payload) throws IOException {
        super(port, "SUB " + SERVICE + " 1\r\n");
        String none = " ".repeat(subjectLength);
        request = Requester.direct(HEAD + none + " " + payload + "\r\n" + Requester.body(payload));
        reply = Requester.direct("PUB " + none + " " + payload + "\r\n" + Requester.body(payload));
    }

    long answered() {
        return answered;
    }

    @Override
    void readable(ByteBuffer shared) throws IOException {
        read(in);
        in.flip();
        int at = 0;
        int end = in.limit();
        while (at < end) {
            if (control.open() || in.get(at) != 'M') {
                at = control.take(in, at, end);
                continue;
            }
            if (end - at < request.capacity()) {
                break;
            }
            answer(at);
            at += request.capacity();
        }
        in.position(at).compact();
        flush();
    }

    private void answer(int at) {
        int subject = at + HEAD.length();
        if (in.get(subject) != '_' || in.get(at + request.capacity() - 1) != '\n') {
            throw new BadStreamException("request " + answered + " is malformed");
        }
        if (answered % COMPARE_EVERY == 0) {
            compare(at, subject);
        }
        int to = out.position();
        out.put(to, reply, 0, reply.capacity());
        out.put(to + 4, in, subject, subjectLength);
        out.position(to + reply.capacity());
        answered++;
    }

    private void compare(int at, int subject) {
        request.put(HEAD.length(), in, subject, subjectLength);
        int limit = in.limit();
        in.limit(at + request.capacity()).position(at);
        int wrong = in.mismatch(request);
        in.limit(limit).position(0);
        if (wrong >= 0) {
            throw new BadStreamException("request " + answered + " is wrong at byte " + wrong);
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
