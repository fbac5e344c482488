package io.midge.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One server of whose connections {@code /connz} tells: always the same, in the same order. One thread. */
final class ConnzServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** What came before has been done and counted: the Go server does not count what came in the same read as the end. */
    private static final String BARRIER = "PING\r\n";

    @SuppressWarnings("StringConcatToTextBlock") // payloads follow their lines, and CR counts
    private static final List<String> STAYING = List.of(
            "CONNECT {\"verbose\":false,\"name\":\"a<1>&é\u2028\",\"lang\":\"go\",\"version\":\"1.52.0\",\"user\":\"joe\",\"pass\":\"hush\"}\r\n"
                    + "SUB foo 1\r\nSUB bar.* q 2\r\nUNSUB 2 10\r\nSUB baz.> 3\r\n",
            "CONNECT {\"verbose\":false,\"echo\":false,\"auth_token\":\"hush\"}\r\nSUB x 7\r\nPUB foo 4\r\nhail\r\nPUB foo 3\r\nhey\r\n",
            "CONNECT {\"lang\":\"java\",\"verbose\":false,\"headers\":true}\r\n"
                    + "PUB x 0\r\n\r\nHPUB foo 12 13\r\nNATS/1.0\r\n\r\nx\r\nPUB nobody 1\r\nx\r\nPUB x 1\r\nx\r\nSUB y 1\r\nSUB z 2\r\n");

    /** What ends a connection after CONNECT; the first goes by itself. */
    private static final List<String> ENDING = List.of(
            "SUB left 1\r\nSUB left.> workers 2\r\nPUB left 2\r\nhi\r\n",
            "PUB foo 1\r\n1\r\n" + BARRIER + "FOO\r\n",
            "-ERR 'no'\r\n",
            "CONNECT {\"account\":\"other\"}\r\n",
            "CONNECT {\"protocol\":5}\r\n",
            "CONNECT {\"no_responders\":true}\r\n",
            "SUB big 1\r\nPUB big 2000000\r\n",
            "SUB " + "x".repeat(5000) + " 1\r\n",
            "SUB a b c d\r\n",
            "CONNECT {\r\n");

    private final PeerServer server;
    private final List<Wire> open = new ArrayList<>();

    ConnzServer(PeerServer server) {
        this.server = server;
    }

    /** Makes the connections, and waits until the page tells of all that they did. */
    void fill() throws IOException {
        for (String lines : STAYING) {
            say(connect(), lines + BARRIER);
        }
        connect();
        for (int i = 0; i < ENDING.size(); i++) {
            try (Wire wire = connect()) {
                say(
                        wire,
                        "CONNECT {\"verbose\":false,\"name\":\"end" + i + "\",\"user\":\"ann" + i % 2 + "\"}\r\n"
                                + ENDING.get(i));
                if (i == 0) {
                    wire.shutdownOutput();
                }
                wire.readToEnd();
            }
            await("?state=closed", "(?s).*\"name\": \"end" + i + "\".*");
        }
        await("", "(?s).*\"out_msgs\": 4,.*\"in_msgs\": 2,.*\"in_msgs\": 4,.*");
    }

    private static void say(Wire wire, String lines) throws IOException {
        int from = 0;
        for (int at = lines.indexOf(BARRIER); at >= 0; at = lines.indexOf(BARRIER, from)) {
            wire.send(lines.substring(from, at + BARRIER.length()));
            from = at + BARRIER.length();
            while (!wire.readLine().equals("PONG\r\n")) {
                if (wire.ended()) {
                    throw new IOException("the connection has ended after " + lines);
                }
            }
        }
        wire.send(lines.substring(from));
    }

    private Wire connect() throws IOException {
        Wire wire = new Wire(server.port());
        open.add(wire);
        wire.readLine();
        return wire;
    }

    private void await(String query, String regex) throws IOException {
        Pattern awaited = Pattern.compile(regex);
        long end = System.nanoTime() + PATIENCE_NANOS;
        String page = get(query);
        while (!awaited.matcher(page).matches()) {
            if (System.nanoTime() > end) {
                throw new IOException("no " + regex + " in " + page);
            }
            page = get(query);
        }
    }

    /** The status, the type of the content and who else may read it, in a line; then the body. */
    String get(String query) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.monitorPort())) {
            socket.setSoTimeout(Wire.WAIT_MS);
            socket.getOutputStream()
                    .write(("GET /connz" + query + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            String text = answer.toString(StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            if (end < 12) {
                throw new IOException("no answer to " + query);
            }
            String head = text.substring(0, end).toLowerCase(Locale.ROOT);
            return text.substring(9, 12) + field(head, "content-type") + field(head, "access-control-allow-origin")
                    + "\n" + text.substring(end + 4);
        }
    }

    private static String field(String head, String name) {
        int at = head.indexOf("\r\n" + name + ":");
        return at < 0 ? "" : " " + head.substring(at + 2).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        open.forEach(Wire::close);
        server.close();
    }
}
