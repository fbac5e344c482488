package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that knows nothing of the protocol: a test says what it sends and what must come, byte for byte. */
final class RawClient implements AutoCloseable {
    /** How long something that must come may take: only ever reached by a test that fails. */
    private static final int PATIENCE_MS = 30_000;

    private static final String QUIET = "{\"verbose\":false,\"pedantic\":false,\"headers\":true}";

    private final Socket socket;
    private final InputStream in;
    private final String info;

    /** Whether PINGs of the server's own are answered instead of shown. */
    private boolean answers;

    private byte[] line = {};
    private int at;
    private int payloadLeft;

    private RawClient(Socket socket, String info) {
        this.socket = socket;
        this.info = info;
        try {
            socket.setSoTimeout(PATIENCE_MS);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawClient(String host, int port, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        info = line();
    }

    /** Speaks over a socket that is connected, on which the server has greeted already. */
    static RawClient over(Socket socket, String info) {
        return new RawClient(socket, info).answering();
    }

    /** Connects and takes the greeting; no CONNECT is sent. */
    static RawClient greeted(int port) {
        return new RawClient("127.0.0.1", port, 0);
    }

    static RawClient greeted(String host, int port) {
        return new RawClient(host, port, 0);
    }

    /** Connects as a client that is neither verbose nor pedantic and knows headers. */
    static RawClient connect(NatsServer server) {
        return connect(server, QUIET);
    }

    static RawClient connect(NatsServer server, String json) {
        return greeted(server.port()).answering().send("CONNECT " + json + "\r\n");
    }

    /** One whose kernel keeps little for it, so that the server soon notices that it does not read. */
    static RawClient narrow(NatsServer server) {
        return new RawClient("127.0.0.1", server.port(), 4096).send("CONNECT " + QUIET + "\r\n");
    }

    /** From now on PINGs are answered and not to be expected. */
    private RawClient answering() {
        answers = true;
        return this;
    }

    /** The line that the server greeted with. */
    String info() {
        return info;
    }

    RawClient send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    RawClient pub(String subject, String payload) {
        return send("PUB " + subject + " " + payload.length() + "\r\n" + payload + "\r\n");
    }

    /** The next line without its end. */
    String line() {
        StringBuilder text = new StringBuilder();
        byte[] one = new byte[1];
        try {
            while (next(one, 0, 1) > 0) {
                if (one[0] == '\n') {
                    return text.substring(0, Math.max(0, text.length() - 1));
                }
                text.append((char) (one[0] & 0xff));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + text, e);
        }
        throw new AssertionError("the end, after: " + text);
    }

    /** So many bytes. */
    String read(int length) {
        byte[] bytes = new byte[length];
        int got = 0;
        try {
            while (got < length) {
                int n = next(bytes, got, length - got);
                if (n < 0) {
                    throw new AssertionError("the end, after: " + new String(bytes, 0, got, ISO_8859_1));
                }
                got += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + new String(bytes, 0, got, ISO_8859_1), e);
        }
        return new String(bytes, ISO_8859_1);
    }

    // Some bytes of the line in hand, of the payload behind it, or of the next line; -1 at the end.
    private int next(byte[] into, int off, int length) throws IOException {
        if (at == line.length && payloadLeft == 0 && !nextLine()) {
            return -1;
        }
        if (at < line.length) {
            int n = Math.min(length, line.length - at);
            System.arraycopy(line, at, into, off, n);
            at += n;
            return n;
        }
        int n = in.read(into, off, Math.min(length, payloadLeft));
        payloadLeft -= Math.max(0, n);
        return n;
    }

    private boolean nextLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int c;
        do {
            c = in.read();
            if (c >= 0) {
                bytes.write(c);
            }
        } while (c >= 0 && c != '\n');
        String text = bytes.toString(ISO_8859_1);
        if (answers && text.equals("PING\r\n")) {
            send("PONG\r\n");
            return nextLine();
        }
        if (text.startsWith("MSG ") || text.startsWith("HMSG ")) {
            payloadLeft =
                    Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1).trim()) + 2;
        }
        line = bytes.toByteArray();
        at = 0;
        return line.length > 0;
    }

    /** Exactly this comes next. */
    RawClient expect(String text) {
        assertThat(read(text.length())).isEqualTo(text);
        return this;
    }

    /** All that was sent before has been done, and nothing is left to be read. */
    RawClient barrier() {
        return send("PING\r\n").expect("PONG\r\n");
    }

    /** The server has ended the connection, without another byte. */
    void expectEnd() {
        assertThat(rest()).isEmpty();
    }

    /** Reads to the end, whatever comes. */
    String rest() {
        StringBuilder rest = new StringBuilder();
        byte[] some = new byte[8192];
        try {
            for (int n = next(some, 0, some.length); n >= 0; n = next(some, 0, some.length)) {
                rest.append(new String(some, 0, n, ISO_8859_1));
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset"); // how a connection ends whose last input nobody read
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + rest, e);
        }
        return rest.toString();
    }

    RawClient endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
