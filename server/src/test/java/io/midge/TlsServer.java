package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.flags.CommandLine;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A server from a configuration file, that can be reloaded, and clients that come to it by TLS. */
final class TlsServer implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Path file;
    private final Reload reload;
    private final NatsServer server;

    private TlsServer(Path file, String text) {
        this.file = file;
        write(text);
        Clock clock = Clock.system();
        Log log = new Log(new Sink(), true, false);
        Configuration configuration =
                new Configuration(file.toString(), ((CommandLine.Run) CommandLine.parse(new String[0])).flags());
        try {
            Options options = configuration.load().options();
            server = new NatsServer(
                    Wiring.start(new Settings(options, file.toString(), "", clock.instant()), log, clock));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        Running running = new Running();
        running.started(server);
        reload = new Reload(configuration, running, log, clock);
    }

    /** Starts one that is told this, on a port of its own. */
    static TlsServer start(Path dir, String text) {
        return new TlsServer(dir.resolve("server.conf"), text);
    }

    private void write(String text) {
        try {
            Files.writeString(file, "host: 127.0.0.1\nport: -1\n" + text + '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reloads with another text; what it has logged meanwhile. */
    List<String> reload(String text) {
        int before = lines.size();
        write(text);
        reload.run();
        return List.copyOf(lines.subList(before, lines.size()));
    }

    NatsServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void awaitLine(String regex) {
        Awaitility.await()
                .atMost(Duration.ofMillis(PATIENCE_MS))
                .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.matches(regex)));
    }

    /** A socket and nothing on it yet. */
    Socket socket() {
        return socket(0);
    }

    Socket socket(int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes up to the end of a line, and nothing behind it. */
    static String line(Socket socket) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                bytes.write(c);
                if (c == '\n') {
                    return bytes.toString(ISO_8859_1).stripTrailing();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + bytes.toString(ISO_8859_1), e);
        }
        throw new AssertionError("the end, after: " + bytes.toString(ISO_8859_1));
    }

    /** TLS on a socket, up to the end of the handshake. */
    static SSLSocket shake(Socket socket, SSLContext context, Consumer<SSLParameters> asked) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        asked.accept(parameters);
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    static Consumer<SSLParameters> named(String name) {
        return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
    }

    static Consumer<SSLParameters> version(String version) {
        return parameters -> parameters.setProtocols(new String[] {version});
    }

    /** A client that was greeted and then encrypted. */
    RawClient connect(SSLContext context) throws IOException {
        return connect(context, parameters -> {});
    }

    RawClient connect(SSLContext context, Consumer<SSLParameters> asked) throws IOException {
        Socket socket = socket();
        String info = line(socket);
        return connected(shake(socket, context, asked), info);
    }

    /** A client that encrypts before it is greeted. */
    RawClient connectFirst(SSLContext context) throws IOException {
        SSLSocket secured = shake(socket(), context, parameters -> {});
        return connected(secured, line(secured));
    }

    static RawClient connected(Socket socket, String info) {
        return RawClient.over(socket, info).send("CONNECT {\"verbose\":false,\"headers\":true}\r\n");
    }

    private final class Sink implements LogSink {
        @Override
        public boolean write(Level level, String text, @Nullable Throwable cause) {
            lines.add(level + " " + text);
            return true;
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        server.close();
    }
}
