package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Map;

/** One client that reads all that a stream has, by a consumer that is new each time. */
final class JsConsume implements Workload {
    /** How. */
    enum Kind {
        /** Pulls more before it has run out, and acknowledges each, as callbacks of client libraries do. */
        CALLBACK(true, true),
        /** Pulls so many, acknowledges each, and pulls again. */
        FETCH(true, true),
        /** Is sent all, in order, without acknowledging. */
        ORDERED(false, false),
        /** The same by a filter with a wildcard that takes all. */
        FILTERED(false, false),
        /** Is sent all, and acknowledges each. */
        PUSH(false, true);

        private final boolean pulls;
        private final boolean acknowledges;

        Kind(boolean pulls, boolean acknowledges) {
            this.pulls = pulls;
            this.acknowledges = acknowledges;
        }
    }

    private static final int BATCH = 500;
    private static final byte[] ACK = JsAdmin.bytes("+ACK");
    private static final byte[] NONE = {};
    private static final byte[] STATUS = JsAdmin.bytes("NATS/1.0 1");
    private static final String INBOX = "_INBOX.consume7LwZkV9mT.";

    private final Loop loop = new Loop();
    private final JsAdmin admin;
    private final JsConn conn;
    private final String stream;
    private final long messages;
    private Kind kind;
    private int serial;
    private byte[] inbox = NONE;
    private byte[] pull = NONE;
    private long requested;
    private long received;

    JsConsume(int port, String stream, long messages, Kind kind) throws IOException {
        this.stream = stream;
        this.messages = messages;
        this.kind = kind;
        admin = new JsAdmin(port);
        conn = new JsConn(port, "", this::heard);
        loop.add(conn);
    }

    /** From the next run on. */
    void kind(Kind next) {
        kind = next;
    }

    @Override
    public Phase run(long nanos) throws IOException {
        serial++;
        String name = "c" + serial;
        inbox = JsAdmin.bytes(INBOX + serial);
        pull = JsAdmin.bytes("$JS.API.CONSUMER.MSG.NEXT." + stream + '.' + name);
        received = 0;
        requested = 0;
        conn.subscribe(inbox, serial);
        conn.flush();
        long start = System.nanoTime();
        create(name);
        pull();
        long seen = 0;
        long progress = start;
        while (received < messages) {
            loop.poll(50);
            long now = System.nanoTime();
            if (received != seen) {
                seen = received;
                progress = now;
            } else if (now - progress > Loop.STALL_NANOS) {
                throw new BadStreamException("no progress: " + received + " of " + messages);
            }
        }
        long took = System.nanoTime() - start;
        finish(name);
        return new Phase(messages, took, Map.of());
    }

    private void create(String name) throws IOException {
        String common = "\"name\":\"" + name + "\",\"deliver_policy\":\"all\",\"replay_policy\":\"instant\",";
        String rest = kind.pulls
                ? "\"durable_name\":\"" + name + "\",\"ack_policy\":\"explicit\",\"max_ack_pending\":10000"
                : "\"deliver_subject\":\"" + new String(inbox, ISO_8859_1) + "\","
                        + (kind.acknowledges
                                ? "\"durable_name\":\"" + name
                                        + "\",\"ack_policy\":\"explicit\",\"max_ack_pending\":10000"
                                : "\"ack_policy\":\"none\",\"flow_control\":true,\"idle_heartbeat\":5000000000,"
                                        + "\"max_deliver\":1,\"mem_storage\":true,\"num_replicas\":1,"
                                        + "\"inactive_threshold\":60000000000"
                                        + (kind == Kind.FILTERED ? ",\"filter_subject\":\"js.*\"" : ""));
        String token = kind == Kind.FILTERED ? '.' + name + ".js.*" : '.' + name;
        admin.must(
                "$JS.API.CONSUMER.CREATE." + stream + token,
                "{\"stream_name\":\"" + stream + "\",\"config\":{" + common + rest + "},\"action\":\"\"}");
    }

    private void pull() throws IOException {
        boolean is = kind == Kind.CALLBACK ? requested - received <= BATCH / 2 : requested == received;
        if (kind.pulls && is && requested < messages) {
            long batch = Math.min(BATCH, messages - requested);
            requested += batch;
            conn.publish(pull, inbox, JsAdmin.bytes("{\"batch\":" + batch + ",\"expires\":30000000000}"));
            conn.flush();
        }
    }

    private void heard(JsConn on, JsMessage message) throws IOException {
        if (message.payload > message.headers && message.payload == message.end && message.says(STATUS)) {
            if (message.replyEnd > message.reply) {
                on.publish(message.replyBytes(), NONE, NONE); // flow control
            }
            return;
        }
        if (message.replyEnd == message.reply) {
            throw new BadStreamException("not a message of the stream: " + message);
        }
        received++;
        if (message.replyNumber(3) != received) {
            throw new BadStreamException("message " + message.replyNumber(3) + " where " + received + " was expected");
        }
        if (kind.acknowledges) {
            on.publish(message.replyBytes(), NONE, ACK);
        }
        pull();
    }

    // All that was acknowledged has to be known, which takes its time.
    private void finish(String name) throws IOException {
        conn.flush();
        long end = System.nanoTime() + Loop.STALL_NANOS;
        String wanted = "\"num_ack_pending\":0,";
        String info = "";
        while (kind.acknowledges && !info.contains(wanted)) {
            if (System.nanoTime() - end > 0) {
                throw new BadStreamException("acknowledgements are missing: " + info);
            }
            loop.poll(1);
            info = admin.must("$JS.API.CONSUMER.INFO." + stream + '.' + name, "");
        }
        admin.must("$JS.API.CONSUMER.DELETE." + stream + '.' + name, "");
    }

    @Override
    public void verify() throws IOException {
        if (admin.messages(stream) != messages) {
            throw new BadStreamException("the stream has lost messages");
        }
    }

    @Override
    public void close() throws IOException {
        conn.close();
        admin.close();
        loop.close();
    }
}
