package io.midge.net;

import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.loop.Timer;
import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One peer: reads for its {@link Protocol}, writes from its {@link Outbound}, and ends once.
 *
 * <pre>
 *   OPEN ──close──▸ FLUSHING ──all written──▸ LINGERING ──peer gone, or too long, or too much──▸ CLOSED
 *                      └─ not worth it, or not written in {@link #LAST_FLUSH_NANOS} ────────────────▸ CLOSED
 * </pre>
 *
 * <p>Lingering: a socket that is closed while input is unread resets the connection, and the peer's kernel then throws away
 * what it has not given to the peer, the {@code -ERR} that tells why among it. So, after a last word, only the output is
 * ended, and input is read and forgotten until the peer has seen the end and goes too.
 *
 * <p>A peer that goes because the server does has done nothing wrong: it flushes as long as it takes something, and lingers
 * in any case. {@link NetLoop#hurry} bounds that.
 *
 * <p>Threads: its loop; {@link #close} and {@link #fellBehind} from any.
 */
public final class Connection implements IoLoop.Ready {
    /** How long a closed connection may take for its last bytes: nats-server's 100 ms. */
    private static final long LAST_FLUSH_NANOS = 100_000_000;

    /** How long the peer of a connection that ended with a last word may take to hear it and go. */
    private static final long LINGER_NANOS = 1_000_000_000;

    private enum State {
        OPEN,
        FLUSHING,
        LINGERING,
        CLOSED
    }

    private final NetLoop netLoop;
    private final Outbound outbound;
    private final AtomicReference<@Nullable ClosedReason> requested = new AtomicReference<>();
    private final Tail tail;
    private volatile Transport transport = NoTransport.INSTANCE;
    private @Nullable TlsHandshake handshake;
    private Protocol protocol = NoTransport.INSTANCE;

    private State state = State.OPEN;
    private String remoteHost = "";
    private int remotePort;
    private boolean heard;
    private boolean onHold;
    private boolean rereads;
    private boolean wantsWrite;
    private @Nullable Stall stall;
    private @Nullable WriteDeadline deadline;
    private @Nullable Timer endTimer;
    private @Nullable LastWords lastWords;

    /** Makes a connection of the given loop; {@link #open} brings it to life there. */
    public Connection(NetLoop netLoop) {
        this.netLoop = netLoop;
        this.outbound = new Outbound(this, netLoop.backlogs());
        this.tail = new Tail(netLoop);
    }

    /** Begins to serve: from now on it can be written to, and what is read goes to the protocol made for it. */
    @Confined("I/O loop")
    void open(Transport way, Protocols protocols) {
        transport = way;
        peerIs(way.remoteHost(), way.remotePort());
        netLoop.connectionOpened();
        protocol = protocols.connected(this);
        protocol.onOpen();
    }

    public Outbound outbound() {
        return outbound;
    }

    public NetLoop netLoop() {
        return netLoop;
    }

    /** The IP address of who speaks, as text: behind a proxy not the proxy's; empty while it is not known. */
    public String remoteHost() {
        return remoteHost;
    }

    /** The port of who speaks. */
    public int remotePort() {
        return remotePort;
    }

    /** The IP address at the socket's other end, which may be a proxy's: what logs name a connection by. */
    public String socketHost() {
        return transport.remoteHost();
    }

    /** The port at the socket's other end. */
    public int socketPort() {
        return transport.remotePort();
    }

    /** Both addresses of the socket, {@code here->there}. */
    public String path() {
        return transport.path();
    }

    /** Says who speaks, when that is not who is at the socket's other end. */
    @Confined("I/O loop")
    void peerIs(String host, int port) {
        remoteHost = host;
        remotePort = port;
    }

    /** From the next bytes on it is for another protocol; called by the present one, which has nothing left to do. */
    @Confined("I/O loop")
    public void become(Protocol next) {
        protocol = next;
    }

    /** What comes next, and the bytes given, is a handshake: the protocol hears nothing before that has succeeded. */
    @Confined("I/O loop")
    public void secure(Security security, byte[] b, int off, int len) {
        outbound.stage(netLoop).push();
        if (outbound.pending() > 0) { // a greeting that a new socket has no room for
            closeNow(ClosedReason.WRITE_ERROR);
            return;
        }
        TlsTransport secured = new TlsTransport(transport, netLoop);
        TlsHandshake begun = new TlsHandshake(security, secured, this, b, off, len);
        transport = secured;
        handshake = begun;
        begun.start();
    }

    /** The handshake is over, and has succeeded. */
    @Confined("I/O loop")
    void secured() {
        handshake = null;
        updateInterest();
        reread();
    }

    /** Whether its peer has sent anything so far. */
    @Confined("I/O loop")
    public boolean heard() {
        return heard;
    }

    @Confined("I/O loop")
    public boolean open() {
        return state == State.OPEN;
    }

    Transport transport() {
        return transport;
    }

    String label() {
        return protocol.label();
    }

    /** Does something that its loop does not know to be of this connection: what it throws is the connection's end. */
    @Confined("I/O loop")
    public void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            closeNow(ClosedReason.INTERNAL_ERROR);
            throw e;
        }
    }

    @Override
    public void ready(SelectionKey key) {
        ready(key.isReadable(), key.isWritable());
    }

    @Confined("I/O loop")
    void ready(boolean readable, boolean writable) {
        if (handshake != null && state == State.OPEN) {
            handshake.ready();
            return;
        }
        if (writable && state != State.CLOSED) {
            writable();
        }
        if (readable && mayRead()) {
            readable();
        } else if (readable && lastWords != null && lastWords.ended()) {
            finish();
        }
    }

    /** Ends the connection soon, once, for the first reason given. Any thread. */
    public void close(ClosedReason reason) {
        if (requested.compareAndSet(null, reason)) {
            netLoop.loop().execute(this::closeRequested);
        }
    }

    /** Ends the connection before this returns: for a protocol that has just sent its last words. */
    @Confined("I/O loop")
    public void closeNow(ClosedReason reason) {
        requested.compareAndSet(null, reason);
        closeRequested();
    }

    /** The outbound has a backlog: sees to it that it is drained. Any thread. */
    void fellBehind() {
        if (!outbound.arm()) {
            return;
        }
        if (netLoop.loop().inLoop()) {
            armWriting();
        } else {
            netLoop.loop().execute(this::armWriting);
        }
    }

    /** Takes at most so many bytes with one read, from the next one on. */
    @Confined("I/O loop")
    public void readAtMost(int bytes) {
        tail.readAtMost(bytes);
    }

    /** Bytes of memory in which it keeps what it has read and not handled. */
    @Confined("I/O loop")
    public int held() {
        return tail.capacity();
    }

    /** Nothing more is read until {@link #release}; for a protocol, which leaves unconsumed what it cannot handle yet. */
    @Confined("I/O loop")
    public void hold() {
        onHold = true;
        updateInterest();
    }

    /** Ends a {@link #hold}: what was left unconsumed comes again, before anything else; not from within a read. */
    @Confined("I/O loop")
    public void release() {
        onHold = false;
        if (state == State.OPEN && tail.length() > 0) {
            consume(tail.again(), tail.length());
        }
        if (state == State.OPEN) {
            updateInterest();
            reread();
        }
    }

    private void readable() {
        read();
        reread();
    }

    /** Reads again if there is more than the selector knows of, after all others had their turn. */
    private void reread() {
        if (transport.buffered() && mayRead() && !rereads) {
            rereads = true;
            netLoop.loop().execute(() -> {
                rereads = false;
                guarded(() -> ready(true, false));
            });
        }
    }

    private boolean mayRead() {
        return state == State.OPEN && !onHold && !stalled();
    }

    private void read() {
        ByteBuffer view = tail.view();
        int n;
        try {
            n = transport.read(view);
        } catch (IOException e) {
            closeNow(ClosedReason.READ_ERROR);
            return;
        }
        if (n < 0) {
            closeNow(ClosedReason.CLIENT_CLOSED);
            return;
        }
        if (n == 0) {
            return;
        }
        heard = true;
        int end = tail.length() + n;
        if (end < tail.need()) {
            tail.keep(0, end, tail.need());
            return;
        }
        consume(tail.buffer(), end);
    }

    private void consume(byte[] b, int end) {
        netLoop.reading(this);
        int used;
        Outbound slow;
        try {
            used = protocol.onBytes(b, 0, end);
        } finally {
            netLoop.reading(null);
            slow = netLoop.takeStall();
        }
        if (used < 0 || state != State.OPEN) {
            return;
        }
        tail.keep(used, end - used, protocol.need());
        if (slow != null || netLoop.rest() > 0) {
            restFor(slow, netLoop.rest());
        }
    }

    /** Gives back memory that a quiet connection does not need. */
    @Confined("I/O loop")
    public void trim() {
        tail.trim();
    }

    private void writable() {
        try {
            boolean empty = outbound.drain(netLoop);
            WriteDeadline watch = deadline;
            if (watch != null && state == State.OPEN) {
                watch.progressed(empty);
            }
            if (!empty) {
                return;
            }
            wantsWrite = false;
            if (state == State.FLUSHING) {
                netLoop.loop().cancel(endTimer);
                linger(leaves() ? netLoop.quietNanos() : LINGER_NANOS);
            } else {
                updateInterest();
            }
        } catch (IOException e) {
            if (state == State.FLUSHING) {
                finish();
            } else {
                closeNow(ClosedReason.WRITE_ERROR);
            }
        }
    }

    private void armWriting() {
        if (state == State.CLOSED || wantsWrite) {
            return;
        }
        wantsWrite = true;
        updateInterest();
        if (state == State.OPEN) {
            deadline = WriteDeadline.of(deadline, this, netLoop);
            deadline.begin();
        }
    }

    /** Some of what waited was taken in time, but not all, and it stays connected. */
    @Confined("I/O loop")
    void late() {
        protocol.onLate();
    }

    private boolean stalled() {
        return stall != null && stall.on();
    }

    private void restFor(@Nullable Outbound slow, long nanos) {
        stall = Stall.of(stall, this, netLoop);
        if (slow == null ? stall.rest(nanos) : stall.begin(slow)) {
            updateInterest();
        }
    }

    /** Its rest is over. */
    @Confined("I/O loop")
    void readOn() {
        if (state == State.OPEN) {
            updateInterest();
            reread();
        }
    }

    private void updateInterest() {
        if (handshake != null && state == State.OPEN) {
            return; // it sees to that itself
        }
        transport.interest(mayRead() || state == State.LINGERING, wantsWrite);
    }

    private void closeRequested() {
        if (state != State.OPEN) {
            return;
        }
        ClosedReason reason = requested.get();
        if (reason == null) {
            reason = ClosedReason.INTERNAL_ERROR;
        }
        state = State.FLUSHING;
        if (handshake != null) {
            handshake.abandon();
        }
        Stall.cancel(stall);
        WriteDeadline.end(deadline);
        boolean told = false;
        try {
            protocol.onClosed(reason);
            outbound.stage(netLoop).push();
            told = true;
        } finally {
            if (!told) {
                finish();
            }
        }
        boolean mute = handshake != null && outbound.pending() > 0; // nobody could read it
        if (!reason.flushes() || mute) {
            finish();
            return;
        }
        if (leaves()) {
            netLoop.leaving(this);
        }
        if (outbound.pending() == 0) {
            linger(leaves() ? LAST_FLUSH_NANOS : LINGER_NANOS);
            return;
        }
        wantsWrite = true;
        updateInterest();
        if (leaves()) {
            watchLastFlush(outbound.written());
        } else {
            endTimer = netLoop.loop().schedule(LAST_FLUSH_NANOS, this::finish);
        }
    }

    /** Whether it ends only because the server does. */
    private boolean leaves() {
        return requested.get() == ClosedReason.SERVER_SHUTDOWN;
    }

    private void watchLastFlush(long writtenBefore) {
        endTimer = netLoop.loop().schedule(netLoop.quietNanos(), () -> {
            if (outbound.written() == writtenBefore) {
                finish();
            } else {
                watchLastFlush(outbound.written());
            }
        });
    }

    // All is written. Whether to wait for the peer depends on whether there was something to be told.
    private void linger(long nanos) {
        ClosedReason reason = requested.get();
        boolean waits = leaves() || (reason != null && reason.hasLastWord() && netLoop.linger(this));
        if (state != State.FLUSHING || !waits || !transport.endOutput()) {
            finish();
            return;
        }
        state = State.LINGERING;
        lastWords = new LastWords(transport, netLoop);
        wantsWrite = false;
        outbound.shut(netLoop);
        tail.drop();
        updateInterest();
        endTimer = netLoop.loop().schedule(nanos, this::finish);
    }

    /** Nothing more is sent or waited for. */
    @Confined("I/O loop")
    void finish() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        netLoop.loop().cancel(endTimer);
        endTimer = null;
        outbound.shut(netLoop);
        transport.close();
        tail.drop();
        netLoop.connectionGone(this);
    }

    /** Whether nothing of it is left. */
    @Confined("I/O loop")
    public boolean closed() {
        return state == State.CLOSED;
    }
}
