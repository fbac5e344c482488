package io.midge.net;

import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * A connection without a socket: the client's end is a pair of streams, the server's end a {@link Transport} on a loop.
 * Both directions go through a bounded buffer, so that either side waits for the other as it would on TCP.
 *
 * <p>Threads: the streams may be used by one thread each, and closed from any; the server's end is called by its
 * connection. The lock is this object's monitor; nothing is called out under it.
 */
public final class InProcess implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final Connection connection;
    private final Ring toServer = new Ring(BUFFER);
    private final Ring toClient = new Ring(BUFFER);
    private final ServerEnd serverEnd = new ServerEnd();
    private final In in = new In();
    private final Out out = new Out();

    // Guarded by this.
    private boolean wantsRead = true;
    private boolean wantsWrite;
    private boolean called;
    private boolean clientClosed;
    private boolean serverClosed;

    private InProcess(Connection connection) {
        this.connection = connection;
    }

    /** Connects on the given loop; returns at once, and the first bytes come when the loop has served it. */
    public static InProcess connect(NetLoop loop, Protocols protocols) {
        Connection connection = new Connection(loop);
        InProcess pipe = new InProcess(connection);
        loop.loop().execute(() -> connection.open(pipe.serverEnd, protocols));
        return pipe;
    }

    /** What the server says. Reading waits until there is something; -1 once the server has closed. */
    public InputStream inputStream() {
        return in;
    }

    /** What is said to the server. Writing waits while the server does not read. */
    public OutputStream outputStream() {
        return out;
    }

    /** Ends the connection from the client's side. */
    @Override
    public void close() {
        synchronized (this) {
            clientClosed = true;
            notifyAll();
        }
        call();
    }

    // Calls the server's end for what it wants and can have; at most one call is on its way.
    private void call() {
        synchronized (this) {
            if (called || serverClosed || !(readable() || writable())) {
                return;
            }
            called = true;
        }
        connection.netLoop().loop().execute(this::served);
    }

    private void served() {
        boolean read;
        boolean write;
        synchronized (this) {
            called = false;
            read = readable();
            write = writable();
        }
        try {
            connection.ready(read, write);
        } catch (RuntimeException | Error e) {
            connection.closeNow(ClosedReason.INTERNAL_ERROR);
            throw e;
        }
        call();
    }

    private boolean readable() {
        return wantsRead && (clientClosed || toServer.size() > 0);
    }

    private boolean writable() {
        return wantsWrite && (clientClosed || toClient.free() > 0);
    }

    private final class ServerEnd implements Transport {
        @Override
        public int read(ByteBuffer into) {
            synchronized (InProcess.this) {
                int n = Math.min(into.remaining(), toServer.size());
                if (n == 0) {
                    return clientClosed ? -1 : 0;
                }
                toServer.take(into, n);
                InProcess.this.notifyAll();
                return n;
            }
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            synchronized (InProcess.this) {
                if (clientClosed) {
                    throw new IOException("closed by the client");
                }
                int n = Math.min(from.remaining(), toClient.free());
                toClient.add(from, n);
                InProcess.this.notifyAll();
                return n;
            }
        }

        @Override
        public void interest(boolean read, boolean write) {
            synchronized (InProcess.this) {
                wantsRead = read;
                wantsWrite = write;
            }
            call();
        }

        @Override
        public boolean endOutput() {
            return false; // what was written can be read to its end, whatever was not read
        }

        @Override
        public String path() {
            return "";
        }

        @Override
        public void close() {
            synchronized (InProcess.this) {
                serverClosed = true;
                InProcess.this.notifyAll();
            }
        }

        @Override
        public String remoteHost() {
            return ""; // it has none
        }

        @Override
        public int remotePort() {
            return 0;
        }
    }

    // Waits for the other side, in the caller's loop; an interrupt is an end of the wait that the caller sees as an I/O
    // error.
    @SuppressWarnings("WaitNotInLoop")
    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            if (len == 0) {
                return 0;
            }
            int n;
            synchronized (InProcess.this) {
                while (toClient.size() == 0) {
                    if (serverClosed || clientClosed) {
                        return -1;
                    }
                    await();
                }
                n = Math.min(len, toClient.size());
                toClient.take(ByteBuffer.wrap(b, off, len), n);
            }
            call();
            return n;
        }

        @Override
        public int available() {
            synchronized (InProcess.this) {
                return toClient.size();
            }
        }

        @Override
        public void close() {
            InProcess.this.close();
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            ByteBuffer from = ByteBuffer.wrap(b, off, len);
            while (from.hasRemaining()) {
                synchronized (InProcess.this) {
                    while (toServer.free() == 0 && !serverClosed && !clientClosed) {
                        await();
                    }
                    if (serverClosed || clientClosed) {
                        throw new IOException("connection closed");
                    }
                    toServer.add(from, Math.min(from.remaining(), toServer.free()));
                }
                call();
            }
        }

        @Override
        public void close() {
            InProcess.this.close();
        }
    }

    /** A ring of bytes. */
    private static final class Ring {
        private final byte[] bytes;
        private int start;
        private int size;

        Ring(int capacity) {
            bytes = new byte[capacity];
        }

        int size() {
            return size;
        }

        int free() {
            return bytes.length - size;
        }

        void add(ByteBuffer from, int n) {
            int at = (start + size) % bytes.length;
            int first = Math.min(n, bytes.length - at);
            from.get(bytes, at, first);
            from.get(bytes, 0, n - first);
            size += n;
        }

        void take(ByteBuffer into, int n) {
            int first = Math.min(n, bytes.length - start);
            into.put(bytes, start, first);
            into.put(bytes, 0, n - first);
            start = (start + n) % bytes.length;
            size -= n;
        }
    }
}
