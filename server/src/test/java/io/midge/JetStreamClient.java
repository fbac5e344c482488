package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that asks the JetStream API, one thing at a time, and reads what is answered as text. */
final class JetStreamClient implements AutoCloseable {
    private final RawClient client;
    private int asked;

    private JetStreamClient(RawClient client) {
        this.client = client.send("SUB inbox.* 1\r\n").barrier();
    }

    static JetStreamClient connect(NatsServer server) {
        return new JetStreamClient(
                RawClient.connect(server, "{\"verbose\":false,\"headers\":true,\"no_responders\":true}"));
    }

    static JetStreamClient connect(NatsServer server, String user) {
        String json = "{\"verbose\":false,\"headers\":true,\"no_responders\":true,\"user\":\"" + user + "\",\"pass\":\""
                + user + "\"}";
        return new JetStreamClient(RawClient.connect(server, json));
    }

    /** The payload of what is answered to a request. */
    String ask(String subject, String body) {
        String line = request(subject, body);
        assertThat(line).startsWith("MSG inbox." + asked + " 1 ");
        return payload(line);
    }

    /** The first line of what is answered to a request. */
    String request(String subject, String body) {
        asked++;
        client.send("PUB " + subject + " inbox." + asked + ' ' + body.length() + "\r\n" + body + "\r\n");
        return client.line();
    }

    /** What comes behind such a line. */
    String payload(String line) {
        int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
        String payload = client.read(length);
        client.expect("\r\n");
        return payload;
    }

    /** Asks, and hears at once that nobody listens. */
    void askNobody(String subject) {
        String line = request(subject, "");
        assertThat(line).startsWith("HMSG inbox." + asked + " 1 ");
        assertThat(payload(line)).startsWith("NATS/1.0 503");
    }

    /** Asks with headers. */
    String askWith(String subject, String header, String body) {
        asked++;
        String headers = "NATS/1.0\r\n" + header + "\r\n\r\n";
        client.send("HPUB " + subject + " inbox." + asked + ' ' + headers.length() + ' '
                + (headers.length() + body.length()) + "\r\n" + headers + body + "\r\n");
        return payload(client.line());
    }

    RawClient raw() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }
}
