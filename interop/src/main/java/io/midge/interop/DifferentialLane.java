package io.midge.interop;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;

/** One server with an observer of all its messages; answers what a script brings about. One thread at a time. */
final class DifferentialLane implements AutoCloseable {
    private static final String CONNECT = "CONNECT {\"verbose\":false,\"headers\":true,\"protocol\":0}\r\n";
    private static final String MARKER = "interop.marker";

    private final PeerServer server;
    private final Wire observer;
    private final Wire marker;
    private int marks;

    DifferentialLane(PeerServer server) throws IOException {
        this.server = server;
        observer = new Wire(server.port());
        observer.readLine();
        observer.send(CONNECT + "SUB > 1\r\nPING\r\n");
        awaitLine(observer, "PONG\r\n");
        marker = new Wire(server.port());
        marker.readLine();
        marker.send(CONNECT);
    }

    /**
     * What a script brought about.
     *
     * @param replies what the connection got, after its first INFO
     * @param end whether the server closed on its own, and if not whether it still answered a PING after the script
     * @param observed what another connection saw
     */
    record Outcome(List<String> replies, String end, List<String> observed) {}

    /** Sends the script and one PING on a fresh connection, ends its input, and reads until the server closes. */
    Outcome play(String script, boolean bytewise, int silenceMs) throws IOException {
        String sent = script + "PING\r\n";
        try (Wire wire = new Wire(server.port())) {
            wire.readLine();
            if (bytewise) {
                wire.sendBytewise(sent);
            } else {
                wire.send(sent);
            }
            boolean silent = !awaitAnswer(wire, pings(sent), silenceMs);
            boolean closed = wire.ended();
            wire.shutdownOutput();
            List<String> replies = Frames.normalised(wire.readToEnd());
            String end = closed ? "closed" : silent ? "silent" : "open";
            return new Outcome(replies, end, Frames.normalised(observedUntilMark()));
        }
    }

    @Override
    public void close() {
        observer.close();
        marker.close();
        server.close();
    }

    private static boolean awaitAnswer(Wire wire, int pings, int silenceMs) throws IOException {
        try {
            while (wire.fill(silenceMs)) {
                if (pongs(wire.peek()) >= pings) {
                    return true;
                }
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private String observedUntilMark() throws IOException {
        String mark = MARKER + "." + marks++;
        marker.send("PUB " + mark + " 0\r\n\r\n");
        String end = "MSG " + mark + " 1 0\r\n";
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            String line = observer.readLine();
            if (line.isEmpty()) {
                throw new IOException("the observer was closed; saw " + Text.show(seen.toString()));
            }
            if (line.equals("PING\r\n")) {
                observer.send("PONG\r\n");
            }
            seen.append(line);
        }
        observer.read(2);
        answerPings();
        return seen.substring(0, seen.length() - end.length());
    }

    /** The publisher of the marks is a client like others: it must answer the server's PING. */
    private void answerPings() throws IOException {
        marker.send("PING\r\n");
        String line = marker.readLine();
        while (!line.equals("PONG\r\n")) {
            if (line.isEmpty()) {
                throw new IOException("the publisher of the marks was closed");
            }
            marker.send("PONG\r\n");
            line = marker.readLine();
        }
    }

    private static void awaitLine(Wire wire, String wanted) throws IOException {
        for (String line = wire.readLine(); !line.equals(wanted); line = wire.readLine()) {
            if (line.isEmpty()) {
                throw new IOException("closed instead of " + wanted.strip());
            }
        }
    }

    private static int pings(String script) {
        return count(script.toUpperCase(java.util.Locale.ROOT), "PING");
    }

    private static int pongs(CharSequence answer) {
        return count(answer.toString(), "PONG\r\n");
    }

    private static int count(String text, String part) {
        int n = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            n++;
        }
        return n;
    }
}
