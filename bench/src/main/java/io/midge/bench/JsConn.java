package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A connection that publishes what it is told, and hears any message. */
final class JsConn extends Conn {
    /** Hears messages. */
    interface Hears {
        void heard(JsConn on, JsMessage message) throws IOException;
    }

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] PUB = "PUB ".getBytes(ISO_8859_1);
    private static final int READ = 256 << 10;

    private final Hears hears;
    private final JsMessage message = new JsMessage();
    private byte[] in = new byte[READ];
    private int filled;
    private byte[] out = new byte[64 << 10];
    private int written;
    private int queued;

    JsConn(int port, String subscriptions, Hears hears) throws IOException {
        super(port, subscriptions);
        this.hears = hears;
    }

    /** Publishes when {@link #flush} is called. */
    void publish(byte[] subject, byte[] reply, byte[] payload) {
        byte[] size = Integer.toString(payload.length).getBytes(ISO_8859_1);
        put(PUB);
        put(subject);
        put(' ');
        if (reply.length > 0) {
            put(reply);
            put(' ');
        }
        put(size);
        put(CRLF);
        put(payload);
        put(CRLF);
    }

    /** Subscribes when {@link #flush} is called; consumers deliver to who listens to their very subject only. */
    void subscribe(byte[] subject, int sid) {
        put(JsAdmin.bytes("SUB "));
        put(subject);
        put(JsAdmin.bytes(" " + sid + "\r\n"));
    }

    private void put(int c) {
        room(1);
        out[queued++] = (byte) c;
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, queued, bytes.length);
        queued += bytes.length;
    }

    private void room(int more) {
        if (out.length - queued < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, queued + more));
        }
    }

    void flush() throws IOException {
        if (queued > written) {
            ByteBuffer rest = ByteBuffer.wrap(out, written, queued - written);
            boolean all = write(rest);
            written = rest.position();
            if (!all) {
                return;
            }
        }
        written = 0;
        queued = 0;
        flushControl();
    }

    @Override
    void writable() throws IOException {
        flush();
    }

    @Override
    void readable(ByteBuffer shared) throws IOException {
        int n = read(shared);
        if (in.length - filled < n) {
            in = Arrays.copyOf(in, Math.max(2 * in.length, filled + n));
        }
        shared.flip().get(in, filled, n);
        filled += n;
        int at = 0;
        while (at < filled) {
            int next = control.open() || (in[at] != 'M' && in[at] != 'H') ? control(at) : message(at);
            if (next < 0) {
                break;
            }
            at = next;
        }
        System.arraycopy(in, at, in, 0, filled - at);
        filled -= at;
        flush();
    }

    private int control(int at) {
        return control.take(ByteBuffer.wrap(in), at, filled);
    }

    // Behind the message that begins here, -1 if it is not there as a whole.
    private int message(int from) throws IOException {
        int line = from;
        while (line < filled && in[line] != '\n') {
            line++;
        }
        if (line == filled) {
            return -1;
        }
        boolean hasHeaders = in[from] == 'H';
        int lineEnd = line - 1;
        int subject = next(from, lineEnd);
        int subjectEnd = end(subject, lineEnd);
        int sid = next(subject, lineEnd);
        int last = lineEnd;
        while (in[last - 1] != ' ') {
            last--;
        }
        int size = number(last, lineEnd);
        int before = last - 1;
        int headers = 0;
        if (hasHeaders) {
            int start = before;
            while (in[start - 1] != ' ') {
                start--;
            }
            headers = number(start, before);
            before = start - 1;
        }
        int body = line + 1;
        if (filled - body < size + 2) {
            return -1;
        }
        int sidEnd = end(sid, lineEnd);
        message.in = in;
        message.subject = subject;
        message.subjectEnd = subjectEnd;
        message.reply = before > sidEnd ? sidEnd + 1 : 0;
        message.replyEnd = before > sidEnd ? before : 0;
        message.headers = body;
        message.payload = body + headers;
        message.end = body + size;
        hears.heard(this, message);
        return body + size + 2;
    }

    private int next(int at, int lineEnd) {
        return end(at, lineEnd) + 1;
    }

    private int end(int from, int lineEnd) {
        int at = from;
        while (at < lineEnd && in[at] != ' ') {
            at++;
        }
        return at;
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + in[i] - '0';
        }
        return number;
    }
}
