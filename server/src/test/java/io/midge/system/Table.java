package io.midge.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Requests and what comes of them: {@code > user subject [header: value|]{payload}}, or {@code > http /page}; then
 * {@code < } and the {@link Shape} of the answer. {@code $ID} is the server's, {@code $APP} the number of the client of app.
 */
final class Table implements AutoCloseable {
    /** A request and the answer that nats-server gave. */
    record Row(String request, String answer) {
        @Override
        public String toString() {
            return request;
        }
    }

    private final int monitorPort;
    private final Map<String, Caller> callers = new LinkedHashMap<>();
    private final String serverId;

    /** Connects everybody. */
    Table(int port, int monitorPort) {
        this.monitorPort = monitorPort;
        for (String user : List.of("sys", "app", "lim", "web")) {
            callers.put(user, new Caller(port, user).in());
        }
        serverId = caller("sys").serverId();
        caller("app").send("SUB foo.* 1\r\nSUB q.> g 2\r\nUNSUB 2 5\r\n").flush();
        caller("web").send("SUB x.news.> 3\r\nSUB mine 4\r\n").flush();
    }

    private Caller caller(String user) {
        return Objects.requireNonNull(callers.get(user), user);
    }

    static List<Row> rows(String resource) {
        List<Row> rows = new ArrayList<>();
        String request = "";
        for (String line : text(resource).lines().toList()) {
            if (line.startsWith("> ")) {
                request = line.substring(2);
            } else if (line.startsWith("< ")) {
                rows.add(new Row(request, line.substring(2)));
            }
        }
        return rows;
    }

    static String text(String resource) {
        try (InputStream in = Table.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this server answers. */
    String play(String request) {
        String[] words = request.split(" ", 2);
        if (words[0].equals("http")) {
            return http(words[1]);
        }
        int blank = words[1].indexOf(' ');
        String subject = blank < 0 ? words[1] : words[1].substring(0, blank);
        String rest = blank < 0 ? "" : words[1].substring(blank + 1);
        String headers = "";
        if (rest.contains("| ")) {
            headers = rest.substring(0, rest.indexOf("| "));
            rest = rest.substring(rest.indexOf("| ") + 2);
        }
        // A notice goes by the loop of who gets it, and may be answered after what was asked later.
        boolean notice = subject.endsWith(".LDM") && rest.contains("$APP");
        String last = notice ? "" : last(words[0], subject);
        Caller.Msg answer = caller(words[0]).ask(named(subject), headers, named(rest), last);
        String head = answer.headers().replace("NATS/1.0\r\n", "").strip();
        return (head + ' ' + Shape.of(answer.payload(), serverId)).strip();
    }

    private static String last(String user, String subject) {
        if (!user.equals("sys")) {
            return "$SYS.REQ.ACCOUNT.PING.STATZ";
        }
        boolean figures = subject.endsWith("STATSZ") || subject.endsWith(".PING");
        return figures ? "$SYS.REQ.SERVER.PING.STATSZ" : "$SYS.REQ.SERVER.PING.IDZ";
    }

    private String named(String text) {
        return text.replace("$ID", serverId).replace("$APP", caller("app").cid());
    }

    private String http(String page) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), monitorPort)) {
            socket.getOutputStream().write(("GET " + page + " HTTP/1.0\r\n\r\n").getBytes(UTF_8));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            String text = answer.toString(UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return text.substring(9, 12) + ' ' + Shape.of(text.substring(end + 4), serverId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        callers.values().forEach(Caller::close);
    }
}
