package io.midge.net;

import io.midge.loop.Confined;
import io.midge.loop.Timer;
import io.midge.tls.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * The first part of an encrypted connection: driven by what the socket can do, with the costly steps (signatures,
 * certificates) on a lane of their own, so that a flood of handshakes takes no loop from those who are connected.
 *
 * <pre>
 *   WAITING ──bytes──▸ STEPPING ◂──────────▸ WORKING (on the lane)
 *      │                  ├──▸ DONE
 *      └──────────────────┴──▸ OVER: an error, the end, too late
 * </pre>
 *
 * <p>Before the first bytes there is no engine: who connects and says nothing costs no more than a socket. After that there
 * is an engine, at most one record that is not complete, and what the socket did not take.
 *
 * <p>Threads: the connection's loop. While the lane works the loop keeps away from the engine.
 */
@Confined("I/O loop")
final class TlsHandshake {
    private static final int HEADER = 5;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int MAX_RECORD = 16 * 1024 + 2048;
    private static final byte[] NOTHING = new byte[0];

    private enum State {
        WAITING,
        STEPPING,
        WORKING,
        DONE,
        OVER
    }

    private final Security security;
    private final TlsTransport transport;
    private final Transport socket;
    private final Connection connection;
    private final NetLoop netLoop;

    private State state = State.WAITING;
    private @Nullable SSLEngine engine;
    private byte[] held;
    private byte[] owed = NOTHING;
    private @Nullable Timer timer;
    private volatile boolean over;

    TlsHandshake(Security security, TlsTransport transport, Connection connection, byte[] b, int off, int len) {
        this.security = security;
        this.transport = transport;
        this.socket = transport.socket();
        this.connection = connection;
        this.netLoop = connection.netLoop();
        this.held = Arrays.copyOfRange(b, off, off + len);
    }

    void start() {
        timer = netLoop.loop().schedule(security.timeoutNanos(), this::tooLate);
        if (held.length > 0) {
            ready();
        } else {
            socket.interest(true, false);
        }
    }

    /** The socket can do what it was asked for. */
    void ready() {
        try {
            if (state == State.WAITING && begins()) {
                SSLEngine made = security.context().engine();
                made.beginHandshake();
                engine = made;
                state = State.STEPPING;
            }
            if (state == State.STEPPING) {
                step();
            }
        } catch (IOException | RuntimeException e) {
            fail(Failures.text(e), false);
        }
    }

    /** The connection ends. */
    void abandon() {
        netLoop.loop().cancel(timer);
        over = true;
        if (state != State.DONE) {
            state = State.OVER;
        }
    }

    // Go's words for who is no client of TLS. JSSE would say something else, and take the first byte for a length.
    private boolean begins() throws IOException {
        if (held.length < HEADER && !fill()) {
            return false;
        }
        int type = held[0] & 0xff;
        int version = (held[1] & 0xff) << 8 | (held[2] & 0xff);
        int length = (held[3] & 0xff) << 8 | (held[4] & 0xff);
        if ((type != HANDSHAKE && type != ALERT) || version >= 0x1000) {
            fail("tls: first record does not look like a TLS handshake", true);
            return false;
        }
        if (length > MAX_RECORD) {
            socket.write(ByteBuffer.wrap(new byte[] {ALERT, 3, 1, 0, 2, 2, 22}));
            fail("tls: oversized record received with length " + length, false);
            return false;
        }
        return true;
    }

    /** Reads up to a whole header; false if it is not there yet, or nothing comes any more. */
    private boolean fill() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).put(held);
        int n = socket.read(header);
        if (n < 0) {
            fail(held.length == 0 ? "EOF" : "unexpected EOF", false);
            return false;
        }
        held = TlsBuffers.rest(header.flip());
        if (held.length < HEADER) {
            socket.interest(true, false);
        }
        return held.length == HEADER;
    }

    private void step() throws IOException {
        SSLEngine now = engine;
        while (now != null && state == State.STEPPING) {
            if (!payOff()) {
                socket.interest(false, true);
                return;
            }
            switch (now.getHandshakeStatus()) {
                case NEED_TASK -> work(now);
                case NEED_WRAP -> wrap(now);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(now)) {
                        socket.interest(true, false);
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> done(now);
            }
        }
    }

    private boolean payOff() throws IOException {
        if (owed.length > 0) {
            ByteBuffer rest = ByteBuffer.wrap(owed);
            socket.write(rest);
            owed = Arrays.copyOfRange(owed, rest.position(), owed.length);
        }
        return owed.length == 0;
    }

    private void wrap(SSLEngine now) throws IOException {
        ByteBuffer out = netLoop.tlsBuffers().out.clear();
        SSLEngineResult result = now.wrap(netLoop.tlsBuffers().nothing, out);
        out.flip();
        socket.write(out);
        if (out.hasRemaining()) {
            owed = TlsBuffers.rest(out);
        }
        if (result.getStatus() == Status.CLOSED) {
            throw new IOException("EOF");
        }
    }

    /** Gives the engine a record; false when there is none yet. */
    private boolean unwrap(SSLEngine now) throws IOException {
        ByteBuffer in = netLoop.tlsBuffers().in.clear().put(held);
        in.limit(Math.max(in.position(), TlsBuffers.LARGEST)); // one record, and the rest stays in the socket
        boolean asked = false;
        while (true) {
            in.flip();
            SSLEngineResult result = now.unwrap(in, netLoop.tlsBuffers().plain.clear());
            if (result.getStatus() != Status.BUFFER_UNDERFLOW) {
                held = TlsBuffers.rest(in);
                if (result.getStatus() == Status.CLOSED) {
                    throw new IOException("EOF");
                }
                return true;
            }
            in.compact();
            in.limit(Math.max(in.position(), TlsBuffers.LARGEST));
            int n = asked ? 0 : socket.read(in);
            asked = true;
            if (n <= 0) {
                held = TlsBuffers.rest(in.flip());
                if (n < 0) {
                    throw new IOException(held.length == 0 ? "EOF" : "unexpected EOF");
                }
                return false;
            }
        }
    }

    private void work(SSLEngine now) {
        state = State.WORKING;
        socket.interest(false, false);
        try {
            security.lane().execute(() -> onLane(now));
        } catch (RejectedExecutionException e) {
            state = State.STEPPING;
            fail("too many TLS handshakes at once", false);
        }
    }

    // On the lane. Whom nobody waits for any more is not worked for.
    private void onLane(SSLEngine now) {
        Throwable trouble = null;
        try {
            Runnable task = over ? null : now.getDelegatedTask();
            while (task != null && !over) {
                task.run();
                task = now.getDelegatedTask();
            }
        } catch (RuntimeException | Error e) {
            trouble = e;
        }
        Throwable cause = trouble;
        netLoop.loop().execute(() -> connection.guarded(() -> worked(cause)));
    }

    private void worked(@Nullable Throwable trouble) {
        if (state != State.WORKING) {
            return;
        }
        state = State.STEPPING;
        if (trouble != null) {
            fail("internal error: " + trouble, false);
        } else {
            ready();
        }
    }

    private void done(SSLEngine now) {
        state = State.DONE;
        netLoop.loop().cancel(timer);
        transport.opened(now, held);
        security.outcome().secured(now.getSession());
        if (connection.open()) {
            connection.secured();
        }
    }

    private void tooLate() {
        fail("read tcp " + connection.path() + ": i/o timeout", true);
    }

    private void fail(String text, boolean probe) {
        if (state == State.OVER || state == State.DONE) {
            return;
        }
        if (state == State.STEPPING) {
            alert();
        }
        abandon();
        security.outcome().failed(text, probe);
    }

    /** What the engine has to say about it, if the socket takes it at once. */
    private void alert() {
        SSLEngine now = engine;
        try {
            while (now != null && owed.length == 0 && now.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                ByteBuffer out = netLoop.tlsBuffers().out.clear();
                SSLEngineResult result = now.wrap(netLoop.tlsBuffers().nothing, out);
                socket.write(out.flip());
                if (result.bytesProduced() == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            owed = NOTHING; // whoever it is for is gone
        }
    }
}
