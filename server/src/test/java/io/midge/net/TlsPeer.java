package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.tls.TlsContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** The far end of an encrypted connection without a socket, in the pieces that a test wants. The lane is the loop itself. */
final class TlsPeer implements Security.Outcome {
    private static final int ROOM = 40_000;

    final Peer peer;
    final List<String> failures = new ArrayList<>();
    int secured;
    private final Loops loops;
    private final SSLEngine engine;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private int seen;
    private int piece = Integer.MAX_VALUE;
    boolean ended;

    /** Connects, and lets the server begin a handshake. */
    TlsPeer(Loops loops, TlsContext server, SSLContext client, String version, Lines protocol) throws SSLException {
        this.loops = loops;
        this.engine = client.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        engine.beginHandshake();
        peer = loops.on(0, () -> Peer.open(loops.get(0), connection -> protocol));
        Security security = new Security(server, Runnable::run, 2_000_000_000L, this);
        loops.run(0, () -> peer.connection().secure(security, new byte[0], 0, 0));
    }

    /** From now on it sends pieces of so many bytes. */
    TlsPeer pieces(int bytes) {
        piece = bytes;
        return this;
    }

    @Override
    public void secured(SSLSession session) {
        secured++;
    }

    @Override
    public void failed(String text, boolean probe) {
        failures.add(text);
        peer.connection().closeNow(io.midge.proto.ClosedReason.TLS_HANDSHAKE_FAILURE);
    }

    SSLEngine engine() {
        return engine;
    }

    /** What the server has said. */
    String got() {
        return got.toString(ISO_8859_1);
    }

    /** Lets both sides go on until neither has anything to do. */
    TlsPeer pump() throws SSLException {
        boolean moved = true;
        while (moved) {
            loops.run(0, peer::serve);
            loops.settle();
            moved = hear();
            moved |= task();
            moved |= speak();
        }
        return this;
    }

    TlsPeer send(String text) throws SSLException {
        ByteBuffer from = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (from.hasRemaining()) {
            all.writeBytes(wrap(from));
        }
        raw(all.toByteArray());
        return this;
    }

    /** Sends bytes as they are. */
    void raw(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += Math.min(piece, bytes.length - at)) {
            byte[] some = Arrays.copyOfRange(bytes, at, at + Math.min(piece, bytes.length - at));
            loops.run(0, () -> peer.send(some));
        }
    }

    byte[] wrap(ByteBuffer from) throws SSLException {
        ByteBuffer to = ByteBuffer.allocate(ROOM);
        engine.wrap(from, to);
        return TlsBuffers.rest(to.flip());
    }

    private boolean hear() throws SSLException {
        byte[] all = peer.takenBytes();
        ByteBuffer in = ByteBuffer.wrap(all, seen, all.length - seen);
        ByteBuffer plain = ByteBuffer.allocate(ROOM);
        while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
            SSLEngineResult result = engine.unwrap(in, plain.clear());
            got.writeBytes(TlsBuffers.rest(plain.flip()));
            ended |= result.getStatus() == Status.CLOSED;
            if (result.bytesConsumed() == 0) {
                break;
            }
        }
        boolean moved = in.position() > seen;
        seen = in.position();
        return moved;
    }

    private boolean task() {
        boolean some = false;
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
            some = true;
        }
        return some;
    }

    private boolean speak() throws SSLException {
        boolean some = false;
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            raw(wrap(ByteBuffer.allocate(0)));
            some = true;
        }
        return some;
    }
}
