package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.loop.IoLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/** The far end of a connection without a socket: what it sends, and how much it takes, is up to the test. Any thread. */
public final class Peer implements Transport {
    private final NetLoop loop;
    private final Connection connection;
    private final ArrayDeque<byte[]> coming = new ArrayDeque<>();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long room = Long.MAX_VALUE;
    private int atOnce = Integer.MAX_VALUE;
    private boolean keeps = true;
    private boolean broken;
    private boolean ended;
    private boolean closed;
    private boolean halfCloses;
    private boolean outputEnded;
    private boolean wantsRead = true;
    private boolean wantsWrite;

    private Peer(NetLoop loop) {
        this.loop = loop;
        this.connection = new Connection(loop);
    }

    /** Connects; on the loop. */
    public static Peer open(NetLoop loop, Protocols protocols) {
        Peer peer = new Peer(loop);
        peer.connection.open(peer, protocols);
        return peer;
    }

    public Connection connection() {
        return connection;
    }

    // ---- what a test makes it do

    /** Takes no more than so many bytes, until told otherwise. */
    public synchronized Peer room(long bytes) {
        room = bytes;
        return this;
    }

    /** Takes at most so many bytes in one write. */
    synchronized Peer atOnce(int bytes) {
        atOnce = bytes;
        return this;
    }

    /** Forgets what it takes. */
    public synchronized Peer forgetting() {
        keeps = false;
        return this;
    }

    /** Its connection can end one direction alone. */
    public synchronized Peer halfCloses() {
        halfCloses = true;
        return this;
    }

    /** Every write fails from now on. */
    synchronized void breakOff() {
        broken = true;
    }

    /** Sends this, in one read each; on the loop. */
    public void send(byte[] bytes) {
        synchronized (this) {
            coming.add(bytes);
        }
        serve();
    }

    void send(String text) {
        send(text.getBytes(ISO_8859_1));
    }

    /** Ends its output; on the loop. */
    public void end() {
        synchronized (this) {
            ended = true;
        }
        serve();
    }

    /** Lets the connection do what it waits for and can do, as a selector would; on the loop. */
    public void serve() {
        if (!loop.loop().inLoop()) {
            throw new IllegalStateException("on the loop only");
        }
        while (step()) {
            loop.flush();
        }
        loop.flush();
    }

    private boolean step() {
        boolean read;
        boolean write;
        synchronized (this) {
            read = wantsRead && !closed && (ended || !coming.isEmpty());
            write = wantsWrite && !closed && (room > 0 || broken);
        }
        if (read || write) {
            connection.ready(read, write);
        }
        return read || write;
    }

    // ---- what it saw

    public synchronized String taken() {
        return taken.toString(ISO_8859_1);
    }

    synchronized byte[] takenBytes() {
        return taken.toByteArray();
    }

    /** Whether nothing is left of the connection. */
    public synchronized boolean closed() {
        return closed;
    }

    synchronized boolean outputEnded() {
        return outputEnded;
    }

    /** Whether the connection wants to read. */
    public synchronized boolean reads() {
        return wantsRead;
    }

    synchronized int unread() {
        return coming.size();
    }

    // ---- Transport

    @Override
    public synchronized int read(ByteBuffer into) {
        byte[] next = coming.peek();
        if (next == null) {
            return ended ? -1 : 0;
        }
        int n = Math.min(into.remaining(), next.length);
        into.put(next, 0, n);
        coming.remove();
        if (n < next.length) {
            byte[] rest = Arrays.copyOfRange(next, n, next.length);
            coming.addFirst(rest);
        }
        return n;
    }

    @Override
    public synchronized int write(ByteBuffer from) throws IOException {
        if (broken) {
            throw new IOException("broken pipe");
        }
        if (closed) {
            throw new IllegalStateException("written to after close");
        }
        int n = (int) Math.min(Math.min(room, atOnce), from.remaining());
        if (room != Long.MAX_VALUE) {
            room -= n;
        }
        if (keeps) {
            byte[] some = new byte[n];
            from.get(some);
            taken.writeBytes(some);
        } else {
            from.position(from.position() + n);
        }
        return n;
    }

    @Override
    public synchronized void interest(boolean read, boolean write) {
        wantsRead = read;
        wantsWrite = write;
    }

    @Override
    public synchronized boolean endOutput() {
        outputEnded = halfCloses;
        return halfCloses;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public String remoteHost() {
        return "192.0.2.1";
    }

    @Override
    public int remotePort() {
        return 1;
    }

    IoLoop loop() {
        return loop.loop();
    }

    @Override
    public String path() {
        return "here->there";
    }
}
