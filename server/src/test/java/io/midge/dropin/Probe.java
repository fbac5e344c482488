package io.midge.dropin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/** A client of few words, and one of monitoring. */
final class Probe implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final String info;

    Probe(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream());
        info = line();
    }

    /** A client that is let in. */
    static Probe connected(int port) throws IOException {
        Probe probe = new Probe(port);
        probe.say("CONNECT {\"verbose\":false}\r\nPING\r\n");
        probe.to("PONG");
        return probe;
    }

    String info() {
        return info;
    }

    Probe say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    /** One line, which is empty at the end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    /** The next line that has this in it. */
    String to(String text) throws IOException {
        while (true) {
            String line = line();
            assertThat(line).as("the end before %s", text).isNotEmpty();
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** The body of a page. */
    static String page(int port, String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        try (InputStream page = uri.toURL().openStream()) {
            return new String(page.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
