package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Opens a connection as a client does: INFO, CONNECT, PING, the subscriptions, PING, and waits for both PONGs. */
final class Handshake {
    private static final int TIMEOUT_MS = 20_000;
    private static final String CONNECT =
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"tls_required\":false,\"name\":\"bench\",\"lang\":\"java\","
                    + "\"user\":\"bench\",\"pass\":\"bench\",\"version\":\"0.1.0\",\"protocol\":1,\"echo\":true,\"headers\":true,\"no_responders\":true}\r\n";

    private Handshake() {}

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A connection that has sent nothing, and of which nothing was read. */
    static SocketChannel begin(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // Closing resets: ten thousand connections leave nothing in TIME_WAIT.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.connect(address(port));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The same over TLS: the server's INFO is read, then both sides shake hands, then the client goes on as always.
     *
     * @param context whom to trust, and sessions to resume
     */
    static SSLSocket openTls(int port, SSLContext context, String subscriptions) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoLinger(true, 0);
            plain.connect(address(port), TIMEOUT_MS);
            plain.setSoTimeout(TIMEOUT_MS);
            readLine(plain.getInputStream());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
            socket.startHandshake();
            socket.getOutputStream().write(hello(subscriptions));
            awaitPongs(socket.getInputStream());
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    // Byte by byte: what follows belongs to TLS.
    private static void readLine(InputStream in) throws IOException {
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new BadStreamException("closed before INFO was complete");
            }
        }
    }

    private static byte[] hello(String subscriptions) {
        return (CONNECT + "PING\r\n" + subscriptions + "PING\r\n").getBytes(ISO_8859_1);
    }

    /** A connected channel in blocking mode, {@code subscriptions} (SUB lines, or empty) in force. */
    static SocketChannel open(int port, String subscriptions) throws IOException {
        SocketChannel channel = begin(port);
        try {
            channel.socket().setSoTimeout(TIMEOUT_MS);
            channel.write(ByteBuffer.wrap(hello(subscriptions)));
            awaitPongs(channel.socket().getInputStream());
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void awaitPongs(InputStream in) throws IOException {
        byte[] buffer = new byte[4096];
        StringBuilder text = new StringBuilder();
        while (true) {
            int n = in.read(buffer);
            if (n < 0) {
                throw new BadStreamException("closed during the handshake after: " + text);
            }
            text.append(new String(buffer, 0, n, ISO_8859_1));
            if (text.indexOf("-ERR") >= 0) {
                throw new BadStreamException("refused: " + text);
            }
            int first = text.indexOf("PONG\r\n");
            int second = first < 0 ? -1 : text.indexOf("PONG\r\n", first + 6);
            if (second >= 0) {
                if (second + 6 != text.length()) {
                    throw new BadStreamException("more than the handshake: " + text);
                }
                return;
            }
        }
    }
}
