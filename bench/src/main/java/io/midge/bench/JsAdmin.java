package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** Asks the API of JetStream, one request after the other. */
final class JsAdmin implements AutoCloseable {
    private static final String INBOX = "_INBOX.admin7LwZkV9mTfR2.";

    private final Loop loop = new Loop();
    private final JsConn conn;
    private long asked;
    private String answer = "";
    private boolean answered;

    JsAdmin(int port) throws IOException {
        conn = new JsConn(port, "SUB " + INBOX + "* 1\r\n", (on, message) -> {
            if (message.index() == asked) {
                answer = new String(message.in, message.headers, message.end - message.headers, ISO_8859_1);
                answered = true;
            }
        });
        loop.add(conn);
    }

    /** What is answered, whatever it is; empty: nothing in time. */
    String ask(String subject, String body, long patienceMs) throws IOException {
        answered = false;
        asked++;
        conn.publish(bytes(subject), bytes(INBOX + asked), bytes(body));
        conn.flush();
        long end = System.nanoTime() + patienceMs * 1_000_000;
        while (!answered && System.nanoTime() - end < 0) {
            loop.poll(10);
        }
        return answered ? answer : "";
    }

    /** The same of what may not fail. */
    String must(String subject, String body) throws IOException {
        String said = ask(subject, body, 60_000);
        if (said.isEmpty() || said.startsWith("NATS/1.0 503") || said.contains("\"error\":")) {
            throw new IOException(subject + ": " + (said.isEmpty() ? "no answer" : said));
        }
        return said;
    }

    void stream(String name, String more) throws IOException {
        must(
                "$JS.API.STREAM.CREATE." + name,
                "{\"name\":\"" + name + "\",\"num_replicas\":1,\"retention\":\"limits\",\"max_consumers\":-1," + more
                        + "}");
    }

    /** How many messages a stream has; -1: it does not answer. */
    long messages(String stream) throws IOException {
        String info = ask("$JS.API.STREAM.INFO." + stream, "", 1000);
        return number(info, "\"messages\":");
    }

    /** The number behind this text, -1 if it is not there. */
    static long number(String in, String behind) {
        int at = in.indexOf(behind);
        if (at < 0) {
            return -1;
        }
        long number = 0;
        for (int i = at + behind.length(); i < in.length() && Character.isDigit(in.charAt(i)); i++) {
            number = 10 * number + in.charAt(i) - '0';
        }
        return number;
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        conn.close();
        loop.close();
    }
}
