package io.midge.log;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A syslog service behind a datagram socket of this machine, as {@code /dev/log} is nearly everywhere. The JDK has no
 * such sockets: the five calls go to the C library. Nothing of it is loaded unless there is a log to be sent this way.
 */
final class DatagramLink implements SyslogLink {
    /** A service that takes nothing for so long is as good as gone: a line waits no longer. */
    private static final int SEND_TIMEOUT_SECONDS = 2;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MAX_PATH = 103;

    private final CLibrary library;
    private final int descriptor;
    private boolean busy;
    private boolean closed;

    private DatagramLink(CLibrary library, int descriptor) {
        this.library = library;
        this.descriptor = descriptor;
    }

    /** A connection to the socket of this path. */
    static SyslogLink open(String path) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH) {
            throw new IOException("dial unixgram " + path + ": connect: invalid argument");
        }
        if (!new File(path).exists()) {
            throw new IOException("dial unixgram " + path + ": connect: no such file or directory");
        }
        CLibrary library = CLibrary.load();
        int descriptor = library.call(library.socket(), AF_UNIX, SOCK_DGRAM, 0);
        if (descriptor < 0) {
            throw new IOException("dial unixgram " + path + ": no socket");
        }
        boolean bsd = isBsd();
        ByteBuffer address = ByteBuffer.allocate(name.length + 3).order(ByteOrder.nativeOrder());
        if (bsd) {
            address.put((byte) (name.length + 3)).put((byte) AF_UNIX);
        } else {
            address.putShort((short) AF_UNIX);
        }
        address.put(name);
        ByteBuffer timeout = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        timeout.putLong(SEND_TIMEOUT_SECONDS);
        int level = bsd ? 0xffff : 1; // SOL_SOCKET
        int option = bsd ? 0x1005 : 21; // SO_SNDTIMEO
        int set = library.call(library.setsockopt(), descriptor, level, option, timeout.array(), 16);
        int connected = set < 0 ? set : library.call(library.connect(), descriptor, address.array(), name.length + 3);
        if (connected < 0) {
            library.call(library.close(), descriptor);
            throw new IOException("dial unixgram " + path + ": cannot connect");
        }
        return new DatagramLink(library, descriptor);
    }

    private static boolean isBsd() {
        String os = System.getProperty("os.name", "");
        return os.startsWith("Mac") || os.endsWith("BSD");
    }

    @Override
    public void send(byte[] line) throws IOException {
        if (!enter()) {
            throw new IOException("closed");
        }
        try {
            if (library.call(library.send(), descriptor, line, line.length, 0) < 0) {
                throw new IOException("cannot send");
            }
        } finally {
            leave();
        }
    }

    @Override
    public String localAddress() {
        return "";
    }

    // A descriptor that is in use is not closed, as its number may be another file's at once: the sender does it.
    @Override
    public synchronized void close() {
        if (!closed && !busy) {
            release();
        }
        closed = true;
    }

    private synchronized boolean enter() {
        busy = !closed;
        return busy;
    }

    private synchronized void leave() {
        busy = false;
        if (closed) {
            release();
        }
    }

    private void release() {
        try {
            library.call(library.close(), descriptor);
        } catch (IOException e) {
            return; // nothing depends on it any more
        }
    }
}
