package io.midge.jetstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Internal;
import io.midge.account.Subscription;
import io.midge.conf.ByteText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server of an origin, played by a test: it hears what is asked, answers, and delivers. */
final class Origin {
    private static final byte[] NONE = {};

    /** What it was asked, as {@code subject headers body}, carriage returns left out. */
    final List<Internal.Message> requests = new CopyOnWriteArrayList<>();
    /** What it was told on subjects of flow control, as {@code subject headers}. */
    final List<String> flow = new CopyOnWriteArrayList<>();

    private final Copying in;
    private final List<Subscription> listening = new ArrayList<>();
    private final String stream = "O";
    private String consumer = "";
    private String deliver = "";
    private long delivered;

    Origin(Copying in) {
        this.in = in;
        listen("*.API.CONSUMER.>");
        listening.add(in.internal.subscribe(in.account, "$JS.FC.>", message -> {
            flow.add(message.subject() + text(message.headers()));
            return true;
        }));
    }

    /** Hears requests on a subject. */
    void listen(String subject) {
        listening.add(in.internal.subscribe(in.account, subject, message -> {
            requests.add(message);
            return true;
        }));
    }

    /** The request that was made last. */
    Internal.Message request() {
        assertThat(requests).isNotEmpty();
        return requests.getLast();
    }

    /** Its subject, headers and body, as they stand on the wire. */
    static String wire(Internal.Message request) {
        return request.subject() + "\n" + text(request.headers()) + text(request.payload());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\r", "");
    }

    /** A field of the consumer that was asked for last. */
    String asked(String field) {
        String body = text(request().payload());
        int at = body.indexOf("\"" + field + "\":");
        assertThat(at).as("%s in %s", field, body).isPositive();
        String rest = body.substring(at + field.length() + 3);
        return rest.split("[,}]", 2)[0].replace("\"", "");
    }

    /** Gives the consumer that was asked for, with nothing before this sequence. */
    void gives(long from, String identity) {
        consumer = asked("name") + "-x1";
        deliver = asked("deliver_subject");
        delivered = 0;
        String headers = identity.isEmpty() ? "" : "NATS/1.0\r\nNats-Stream-Identity: " + identity + "\r\n\r\n";
        answers(
                headers,
                "{\"type\":\"io.nats.jetstream.api.v1.consumer_create_response\",\"stream_name\":\"O\",\"name\":\""
                        + consumer + "\",\"config\":{\"deliver_subject\":\"" + deliver
                        + "\",\"ack_policy\":\"none\"},\"delivered\":{\"consumer_seq\":0,\"stream_seq\":" + (from - 1)
                        + "}}");
    }

    void gives(long from) {
        gives(from, "");
    }

    /** Refuses. */
    void refuses(int code, int errCode, String text) {
        answers(
                "",
                "{\"type\":\"io.nats.jetstream.api.v1.consumer_create_response\",\"error\":{\"code\":" + code
                        + ",\"err_code\":" + errCode + ",\"description\":\"" + text + "\"}}");
    }

    void answers(String headers, String json) {
        in.onLane(() -> in.target
                .postbox()
                .put(in.account, request().reply(), NONE, ByteText.bytes(headers), ByteText.bytes(json)));
    }

    /** The consumer delivers the next message, of this sequence. */
    void delivers(long seq, String subject, String payload) {
        delivers(++delivered, seq, 1, 0, subject, "", payload);
    }

    void delivers(long seq, String subject, String headers, String payload) {
        delivers(++delivered, seq, 1, 0, subject, headers, payload);
    }

    void delivers(long consumerSeq, long seq, int count, long pending, String subject, String headers, String payload) {
        delivered = consumerSeq;
        String reply = "$JS.ACK." + stream + "." + consumer + "." + count + "." + seq + "." + consumerSeq + "."
                + (1000 + seq) + "." + pending;
        put(subject, reply, headers, payload);
    }

    /** It is idle. */
    void beats(long lastConsumer, String stalled) {
        put(
                deliver,
                "",
                "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: " + lastConsumer + "\r\nNats-Last-Stream: 1\r\n"
                        + (stalled.isEmpty() ? "" : "Nats-Consumer-Stalled: " + stalled + "\r\n") + "\r\n",
                "");
    }

    /** It wants to be told to go on. */
    void wantsFlow(String reply) {
        put(deliver, reply, "NATS/1.0 100 FlowControl Request\r\n\r\n", "");
    }

    /** What it delivers is of a consumer of this name. */
    void consumerIs(String name) {
        consumer = name;
    }

    /** It has a consumer that somebody else made. */
    void follows(String name, String subject) {
        consumer = name;
        deliver = subject;
    }

    void put(String subject, String reply, String headers, String payload) {
        byte[] shown = ByteText.bytes(subject);
        byte[] head = ByteText.bytes(headers);
        byte[] body = ByteText.bytes(payload);
        in.onLane(() -> in.target
                .postbox()
                .put(
                        in.account,
                        ByteText.bytes(deliver),
                        shown,
                        0,
                        shown.length,
                        ByteText.bytes(reply),
                        head,
                        0,
                        head.length,
                        body,
                        0,
                        body.length));
    }
}
