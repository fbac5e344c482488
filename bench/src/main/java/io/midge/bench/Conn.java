package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One client connection of the driver, past its handshake; each kind reads and writes its own way. */
abstract class Conn implements AutoCloseable {
    private static final byte[] PING = "PING\r\n".getBytes(ISO_8859_1);
    private static final byte[] PONG = "PONG\r\n".getBytes(ISO_8859_1);

    final ControlLines control = new ControlLines();
    private final SocketChannel channel;
    private final ByteBuffer controlOut = ByteBuffer.allocateDirect(512).limit(0);
    private @Nullable SelectionKey key;
    private int pingsToSend;
    private long pingsSent;

    Conn(int port, String subscriptions) throws IOException {
        channel = Handshake.open(port, subscriptions);
        channel.configureBlocking(false);
    }

    final void register(Selector selector) throws ClosedChannelException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Bytes have arrived; {@code shared} is empty and anybody's. */
    abstract void readable(ByteBuffer shared) throws IOException;

    /** The socket takes bytes again. */
    void writable() throws IOException {}

    final int read(ByteBuffer buffer) throws IOException {
        int n = channel.read(buffer);
        if (n < 0) {
            throw new EOFException(
                    "the server closed a connection of " + getClass().getSimpleName());
        }
        return n;
    }

    /** Writes what the socket takes; true when that is all. */
    final boolean write(ByteBuffer buffer) throws IOException {
        channel.write(buffer);
        boolean all = !buffer.hasRemaining();
        wantWrite(!all);
        return all;
    }

    final void wantWrite(boolean want) {
        if (key == null) {
            throw new IllegalStateException("not registered");
        }
        int ops = want ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    /** From now on nothing is read: what the server sends stays where it is. */
    final void stopReading() {
        if (key == null) {
            throw new IllegalStateException("not registered");
        }
        key.interestOps(0);
    }

    /** Has a PING sent as soon as it may be; {@link #barrierReached} tells when its PONG has come. */
    final void barrier() {
        pingsToSend++;
    }

    final boolean barrierReached() {
        return pingsToSend == 0 && control.pongs() == pingsSent;
    }

    /** Sends what is owed of PING and PONG; to be called only between two messages. False: the socket is full. */
    final boolean flushControl() throws IOException {
        if (!controlOut.hasRemaining()) {
            int owed = control.takePings();
            if (owed == 0 && pingsToSend == 0) {
                return true;
            }
            controlOut.clear();
            for (int i = 0; i < owed; i++) {
                controlOut.put(PONG);
            }
            for (; pingsToSend > 0; pingsToSend--) {
                controlOut.put(PING);
                pingsSent++;
            }
            controlOut.flip();
        }
        return write(controlOut);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
