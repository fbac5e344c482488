package io.midge.net;

import io.midge.loop.Confined;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * A transport that encrypts, around one that does not. It moves nothing before its {@link TlsHandshake} has {@linkplain
 * #opened succeeded}.
 *
 * <pre>
 *   read    socket ─▸ loop's buffer ─▸ engine ─▸ who reads       part of a record ─▸ held, before the next read
 *   write   chunk ─▸ engine ─▸ buffer of the loop that writes ─▸ socket       what it does not take ─▸ owed, before all else
 * </pre>
 *
 * <p><b>What is owed.</b> An encrypted record cannot be taken back: once there is one, all of it has to be sent before
 * anything else. Who writes must know that something waits, even if all its bytes are in that record. So the last byte is
 * left in the caller's buffer until the record has gone, and is then skipped: the buffer of an {@link Outbound} is empty
 * only when the socket has everything.
 *
 * <p><b>Held memory.</b> Between two calls there is nothing but part of a record, records that the reader was too slow for,
 * and what is owed, in a chunk that counts in the budget of {@link Backlogs}.
 *
 * <p><b>After the handshake</b> the peer may change keys (TLS 1.3), which is answered, but not begin another handshake
 * (TLS 1.2): that is an error.
 *
 * <p>Threads: as {@link Transport}. The lock of {@code this} guards the way out: closing and answers come from the
 * connection's loop while others write. It may be taken inside the lock of an {@link Outbound}. The engine has locks of its
 * own for its two directions.
 */
final class TlsTransport implements Transport {
    private static final byte[] NOTHING = new byte[0];

    /** Records without data in a row, of which each costs us something: as many as Go's TLS takes. */
    private static final int MAX_USELESS = 16;

    /** What an engine may have to say, its last word included. */
    private static final int LAST_RECORDS = 8;

    private final Transport socket;
    private final NetLoop own;

    // The connection's loop.
    private byte[] held = NOTHING;
    private byte[] unread = NOTHING;
    private int unreadOff;
    private boolean more;
    private boolean ended;
    private boolean torn;
    private int useless;

    // Guarded by this.
    private @Nullable SSLEngine engine;
    private @Nullable Chunk owed;
    private boolean byteOwed;
    private boolean outputEnded;

    TlsTransport(Transport socket, NetLoop own) {
        this.socket = socket;
        this.own = own;
    }

    Transport socket() {
        return socket;
    }

    /** The handshake has succeeded; it has read this too. */
    @Confined("I/O loop")
    synchronized void opened(SSLEngine ready, byte[] alsoRead) {
        engine = ready;
        held = alsoRead;
        more = alsoRead.length > 0;
    }

    private synchronized @Nullable SSLEngine engine() {
        return engine;
    }

    // ---- in

    @Override
    public int read(ByteBuffer into) throws IOException {
        SSLEngine ready = engine();
        if (ready == null) {
            return socket.read(into); // to be forgotten: the connection ends without a handshake
        }
        int start = into.position();
        takeUnread(into);
        if (into.hasRemaining() && !ended) {
            ByteBuffer in = own.tlsBuffers().in.clear();
            in.put(held);
            held = NOTHING;
            int wanted = in.position() + Math.max(into.remaining(), TlsBuffers.RECORD);
            in.limit(Math.min(in.capacity(), wanted)); // what nobody has asked for stays in the socket
            int n = in.hasRemaining() && !more ? socket.read(in) : 0;
            in.flip();
            decrypt(ready, in, into);
            if (n < 0 && !more) {
                torn = !ended && held.length > 0;
                ended = true;
            }
        }
        int read = into.position() - start;
        if (read == 0 && torn) {
            throw new IOException("tls: unexpected EOF");
        }
        return read == 0 && ended ? -1 : read;
    }

    @Override
    public boolean buffered() {
        return more || unread.length > 0 || ended;
    }

    private void takeUnread(ByteBuffer into) {
        int n = Math.min(into.remaining(), unread.length - unreadOff);
        into.put(unread, unreadOff, n);
        unreadOff += n;
        if (unreadOff == unread.length) {
            unread = NOTHING;
            unreadOff = 0;
        }
    }

    private void decrypt(SSLEngine ready, ByteBuffer in, ByteBuffer into) throws IOException {
        more = false;
        while (in.hasRemaining() && !ended && !more) {
            SSLEngineResult result = ready.unwrap(in, into);
            if (result.getStatus()
                    == Status.BUFFER_OVERFLOW) { // which JSSE looks at before it looks whether all is there
                if (!into.hasRemaining() || unread.length > 0) {
                    more = true;
                    break;
                }
                result = decryptAside(ready, in, into);
            }
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                break;
            }
            after(ready, result);
        }
        held = in.hasRemaining() ? TlsBuffers.rest(in) : NOTHING;
    }

    /** Decrypts one record that the reader has no room for: what does not fit waits for the next read. */
    private SSLEngineResult decryptAside(SSLEngine ready, ByteBuffer in, ByteBuffer into) throws IOException {
        ByteBuffer plain = own.tlsBuffers().plain.clear();
        SSLEngineResult result = ready.unwrap(in, plain);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            throw new IOException("tls: a record that is too large");
        }
        plain.flip();
        unread = TlsBuffers.rest(plain);
        unreadOff = 0;
        takeUnread(into);
        return result;
    }

    private void after(SSLEngine ready, SSLEngineResult result) throws IOException {
        HandshakeStatus wants = result.getHandshakeStatus();
        useless = result.bytesProduced() > 0 ? 0 : useless + 1;
        if (useless > MAX_USELESS) {
            throw new IOException("tls: too many non-advancing records");
        }
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
            return;
        }
        if (wants == HandshakeStatus.NEED_TASK || wants == HandshakeStatus.NEED_UNWRAP) {
            throw new IOException("tls: renegotiation is not done");
        }
        if (wants == HandshakeStatus.NEED_WRAP) {
            answer(ready);
        } else if (result.bytesConsumed() == 0) {
            throw new IOException("tls: nothing becomes of a record");
        }
    }

    /** Sends what the engine has to say, which is about keys. If it has to wait, it goes before the next data. */
    private synchronized void answer(SSLEngine ready) throws IOException {
        while (ready.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            ByteBuffer out = own.tlsBuffers().out.clear();
            SSLEngineResult result = ready.wrap(own.tlsBuffers().nothing, out);
            if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
                return;
            }
            if (result.getStatus() == Status.BUFFER_OVERFLOW || result.bytesProduced() == 0) {
                throw new IOException("tls: no answer: " + result);
            }
            out.flip();
            if (owed == null) {
                socket.write(out);
            }
            owe(out, own);
        }
    }

    // ---- out

    @Override
    public int write(ByteBuffer from) throws IOException {
        return write(from, own);
    }

    @Override
    public synchronized int write(ByteBuffer from, NetLoop by) throws IOException {
        SSLEngine ready = engine;
        if (ready == null || !payOff(by)) {
            return 0;
        }
        int start = from.position();
        if (byteOwed) {
            from.position(start + 1);
            byteOwed = false;
        }
        while (from.hasRemaining()) {
            ByteBuffer out = by.tlsBuffers().out.clear();
            encrypt(ready, from, out);
            out.flip();
            socket.write(out);
            if (out.hasRemaining()) {
                owe(out, by);
                if (!from.hasRemaining()) {
                    from.position(from.limit() - 1);
                    byteOwed = true;
                }
                break;
            }
        }
        return from.position() - start;
    }

    private static void encrypt(SSLEngine ready, ByteBuffer from, ByteBuffer out) throws IOException {
        while (from.hasRemaining()) {
            SSLEngineResult result = ready.wrap(from, out);
            if (result.getStatus() == Status.BUFFER_OVERFLOW && out.position() > 0) {
                return;
            }
            if (result.getStatus() != Status.OK || result.bytesProduced() == 0) {
                throw new IOException("tls: cannot encrypt: " + result);
            }
        }
    }

    /** Sends what is owed; false if the socket does not take it all. */
    private boolean payOff(NetLoop by) throws IOException {
        Chunk chunk = owed;
        if (chunk == null) {
            return true;
        }
        socket.write(chunk.buf);
        if (chunk.buf.hasRemaining()) {
            return false;
        }
        owed = null;
        by.chunks().give(chunk);
        return true;
    }

    private void owe(ByteBuffer rest, NetLoop by) throws IOException {
        int n = rest.remaining();
        if (n == 0) {
            return;
        }
        Chunk chunk = owed;
        if (chunk == null) {
            chunk = take(n, by);
            owed = chunk;
            chunk.buf.put(rest).flip();
            return;
        }
        ByteBuffer buf = chunk.buf;
        if (buf.capacity() - buf.limit() < n) {
            buf.compact().flip();
        }
        int at = buf.limit();
        if (buf.capacity() - at < n) {
            throw new IOException("tls: the peer makes us speak and does not listen");
        }
        buf.limit(at + n);
        buf.put(at, rest, rest.position(), n);
    }

    // A record of which a part is on its way cannot be left at that: this is the connection's end.
    private static Chunk take(int size, NetLoop by) throws IOException {
        try {
            return by.chunks().take(size <= ChunkPool.SMALL ? ChunkPool.SMALL : ChunkPool.LARGE);
        } catch (OutOfMemoryError e) {
            throw new IOException("tls: no memory for the rest of a record", e);
        }
    }

    @Override
    public synchronized int held() {
        Chunk chunk = owed;
        return chunk == null ? 0 : chunk.buf.capacity();
    }

    // ---- the rest

    @Override
    public void interest(boolean read, boolean write) {
        socket.interest(read, write);
    }

    @Override
    public boolean endOutput() {
        sayGoodbye();
        return socket.endOutput();
    }

    @Override
    public void close() {
        sayGoodbye();
        Chunk chunk;
        synchronized (this) {
            chunk = owed;
            owed = null;
        }
        if (chunk != null) {
            own.chunks().give(chunk);
        }
        socket.close();
    }

    /** Tells the peer that this is the end and nobody has cut it short, unless it does not listen. */
    private synchronized void sayGoodbye() {
        SSLEngine ready = engine;
        if (ready == null || outputEnded) {
            return;
        }
        outputEnded = true;
        ready.closeOutbound();
        try {
            if (payOff(own)) {
                ByteBuffer out = own.tlsBuffers().out.clear();
                for (int i = 0; i < LAST_RECORDS && !ready.isOutboundDone(); i++) {
                    ready.wrap(own.tlsBuffers().nothing, out);
                }
                socket.write(out.flip());
            }
        } catch (IOException e) {
            engine = null; // the peer has gone without one
        }
    }

    @Override
    public String remoteHost() {
        return socket.remoteHost();
    }

    @Override
    public int remotePort() {
        return socket.remotePort();
    }

    @Override
    public String path() {
        return socket.path();
    }
}
