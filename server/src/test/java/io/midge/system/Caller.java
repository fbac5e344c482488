package io.midge.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/** A client that asks, over a socket. */
final class Caller implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    /** A message that came. */
    record Msg(String subject, String headers, String payload) {}

    private final Socket socket;
    private final InputStream in;
    private final String info;
    private final Deque<Msg> heard = new ArrayDeque<>();
    private int asked;

    Caller(int port, String user) {
        this(port, user, "pw");
    }

    Caller(int port, String user, String password) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            info = line();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        send("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1,\"lang\":\"none\","
                + "\"version\":\"1\",\"name\":\"n<" + user + ">\",\"user\":\"" + user + "\",\"pass\":\"" + password
                + "\"}\r\nPING\r\n");
    }

    /** Waits until it is in. */
    Caller in() {
        while (!line().equals("PONG")) {
            // INFO
        }
        return this;
    }

    String serverId() {
        return field("server_id");
    }

    String cid() {
        return field("client_id");
    }

    private String field(String name) {
        String rest = info.substring(info.indexOf('"' + name + "\":") + name.length() + 3);
        return rest.replaceAll("^\"?(\\w+).*", "$1");
    }

    Caller send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Publishes, with a reply unless that is empty. */
    Caller publish(String subject, String reply, String payload) {
        return send("PUB " + subject + ' ' + reply + ' ' + payload.length() + "\r\n" + payload + "\r\n");
    }

    /** Listens, and waits until it does. */
    Caller listen(String subject) {
        return send("SUB " + subject + " l" + ++asked + "\r\n").flush();
    }

    /** What was sent before has been done. */
    Caller flush() {
        send("PING\r\n");
        for (String line = line(); !line.equals("PONG"); line = line()) {
            keep(line);
        }
        return this;
    }

    /** The next message. */
    Msg next() {
        while (heard.isEmpty()) {
            keep(line());
        }
        return heard.remove();
    }

    private void keep(String line) {
        if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
            String[] words = line.split(" ", -1);
            int size = Integer.parseInt(words[words.length - 1]);
            int headers = line.startsWith("H") ? Integer.parseInt(words[words.length - 2]) : 0;
            byte[] body = read(size + 2);
            heard.add(new Msg(
                    words[1], new String(body, 0, headers, UTF_8), new String(body, headers, size - headers, UTF_8)));
        } else if (line.equals("PING")) {
            send("PONG\r\n");
        } else if (line.startsWith("-ERR")) {
            heard.add(new Msg("-ERR", "", line));
        }
    }

    /**
     * Asks, and then for {@code last}, which is answered for sure, and later: what the first answer was, if there was one.
     * Without it there must be one.
     */
    Msg ask(String subject, String headers, String payload, String last) {
        String inbox = "_INBOX." + ++asked;
        send("SUB " + inbox + ".* " + (1000 + asked) + "\r\n");
        String head = headers.isEmpty() ? "" : "NATS/1.0\r\n" + headers + "\r\n\r\n";
        int size = payload.getBytes(UTF_8).length;
        String sizes = head.isEmpty() ? "" + size : head.length() + " " + (head.length() + size);
        String verb = head.isEmpty() ? "PUB " : "HPUB ";
        send(verb + subject + " " + inbox + ".1 " + sizes + "\r\n" + head);
        send(new String(payload.getBytes(UTF_8), ISO_8859_1) + "\r\n");
        if (!last.isEmpty()) {
            send("PUB " + last + " " + inbox + ".2 0\r\n\r\n");
        }
        Msg answer = new Msg(subject, "", "nothing");
        while (true) {
            Msg msg = next();
            if (msg.subject().equals(inbox + ".1")) {
                boolean nobody = msg.headers().startsWith("NATS/1.0 503");
                answer = nobody ? new Msg(subject, "", "nobody") : msg;
            }
            if (msg.subject().equals(inbox + (last.isEmpty() ? ".1" : ".2"))) {
                send("UNSUB " + (1000 + asked) + "\r\n").flush(); // so that nobody finds it when they count
                return answer;
            }
        }
    }

    private String line() {
        StringBuilder text = new StringBuilder();
        try {
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new AssertionError("the end, after: " + text);
                }
                text.append((char) c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + text, e);
        }
        return text.toString().strip();
    }

    private byte[] read(int size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            bytes.write(in.readNBytes(size));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Waits until the server has closed the connection. */
    void end() {
        try {
            while (in.read() >= 0) {
                // until the end
            }
        } catch (IOException e) {
            return; // reset
        }
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
