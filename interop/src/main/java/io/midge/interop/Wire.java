package io.midge.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One raw client connection. Bytes are carried as strings of ISO 8859-1, one character per byte. One thread.
 *
 * <p>A reset counts as the end of the input: a server that closes while bytes are still unread answers so, and what it
 * wrote before has arrived by then (loopback). A write that fails is no error either: the reads tell what happened.
 */
public final class Wire implements AutoCloseable {
    static final int WAIT_MS = 10_000;

    private static final Pattern NONCE = Pattern.compile("INFO \\{.*?\"nonce\":\"([^\"]*)\"");

    /** Bytes beyond this go out in one write even when the rest goes byte by byte. */
    private static final int BYTEWISE_LIMIT = 12_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final StringBuilder pending = new StringBuilder();
    private final byte[] chunk = new byte[65_536];
    private boolean ended;
    private String nonce = "";

    public Wire(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAIT_MS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    public void send(String bytes) {
        try {
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            ended |= socket.isClosed();
        }
    }

    void sendBytewise(String bytes) {
        int single = Math.min(bytes.length(), BYTEWISE_LIMIT);
        for (int i = 0; i < single; i++) {
            send(bytes.substring(i, i + 1));
        }
        if (single < bytes.length()) {
            send(bytes.substring(single));
        }
    }

    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The peer was faster.
            ended |= socket.isClosed();
        }
    }

    /** The next line with its line end; what there is of it when the input ends. */
    public String readLine() throws IOException {
        int from = 0;
        while (true) {
            int lf = pending.indexOf("\n", from);
            if (lf >= 0) {
                return noted(take(lf + 1));
            }
            from = pending.length();
            if (!fill(WAIT_MS)) {
                return take(pending.length());
            }
        }
    }

    /** What the last greeting asked to be signed; empty: nothing. */
    String nonce() {
        return nonce;
    }

    private String noted(String line) {
        Matcher found = NONCE.matcher(line);
        if (found.lookingAt()) {
            nonce = found.group(1);
        }
        return line;
    }

    /** Exactly n bytes, fewer when the input ends. */
    public String read(int n) throws IOException {
        while (pending.length() < n && fill(WAIT_MS)) {
            // Until there is enough.
        }
        return take(Math.min(n, pending.length()));
    }

    /** Everything until the peer closes. */
    public String readToEnd() throws IOException {
        while (fill(WAIT_MS)) {
            // Until the end.
        }
        return take(pending.length());
    }

    /** What has arrived and was not taken, for looking only. */
    CharSequence peek() {
        return pending;
    }

    public boolean ended() {
        return ended;
    }

    /**
     * Waits for more bytes.
     *
     * @return false when the peer has closed
     * @throws SocketTimeoutException when nothing came in time
     */
    boolean fill(int waitMs) throws IOException {
        if (ended) {
            return false;
        }
        int n;
        try {
            socket.setSoTimeout(waitMs);
            n = in.read(chunk);
        } catch (SocketException e) {
            n = -1;
        }
        if (n < 0) {
            ended = true;
            return false;
        }
        pending.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            ended = true;
        }
    }

    private String take(int n) {
        String taken = pending.substring(0, n);
        pending.delete(0, n);
        return taken;
    }
}
