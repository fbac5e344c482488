package io.midge.bench;

import java.io.IOException;
import java.util.Map;

/** Many consumers of one stream, each with a subject of its own and a pull request open, beside a steady stream of messages. */
final class JsCrowd implements Workload {
    private static final String INBOX = "_INBOX.crowd7LwZkV9mTfR2.";
    private static final byte[] ACK = JsAdmin.bytes("+ACK");
    private static final byte[] NONE = {};
    private static final byte[] PUB_ACK = JsAdmin.bytes("{\"stream\":");
    private static final byte[] BODY = JsAdmin.bytes("x".repeat(128));

    private final Loop loop = new Loop();
    private final JsConn publisher;
    private final JsConn consumer;
    private final JsAdmin admin;
    private final int consumers;
    private final int perSecond;
    private long sent;
    private long acknowledged;
    private long delivered;

    JsCrowd(int port, int consumers, int perSecond) throws IOException {
        this.consumers = consumers;
        this.perSecond = perSecond;
        admin = new JsAdmin(port);
        publisher = new JsConn(port, "SUB " + INBOX + "p.* 1\r\n", (on, message) -> {
            if (!message.begins(PUB_ACK)) {
                throw new BadStreamException("answer: " + message);
            }
            acknowledged++;
        });
        consumer = new JsConn(port, "SUB " + INBOX + "c.* 1\r\n", (on, message) -> {
            if (message.replyEnd == message.reply) {
                throw new BadStreamException("not a message of the stream: " + message);
            }
            delivered++;
            on.publish(message.replyBytes(), NONE, ACK);
        });
        loop.add(publisher);
        loop.add(consumer);
    }

    /** Makes the consumers. */
    void fill() throws IOException {
        for (int i = 0; i < consumers; i++) {
            admin.must(
                    "$JS.API.CONSUMER.CREATE.S.c" + i + ".js." + i,
                    "{\"stream_name\":\"S\",\"config\":{\"name\":\"c" + i + "\",\"durable_name\":\"c" + i
                            + "\",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"filter_subject\":\"js." + i
                            + "\",\"replay_policy\":\"instant\"},\"action\":\"\"}");
            consumer.publish(
                    JsAdmin.bytes("$JS.API.CONSUMER.MSG.NEXT.S.c" + i),
                    JsAdmin.bytes(INBOX + "c." + i),
                    JsAdmin.bytes("{\"batch\":1000000,\"expires\":3600000000000}"));
            consumer.flush();
        }
    }

    @Override
    public Phase run(long nanos) throws IOException {
        long before = sent;
        long start = System.nanoTime();
        long now = start;
        while (now - start < nanos) {
            long due = before + (now - start) * perSecond / 1_000_000_000;
            for (; sent < due; sent++) {
                publisher.publish(
                        JsAdmin.bytes("js." + (sent * 7919) % consumers), JsAdmin.bytes(INBOX + "p." + sent), BODY);
            }
            publisher.flush();
            loop.poll(1);
            now = System.nanoTime();
        }
        long end = now + Loop.STALL_NANOS;
        while (acknowledged < sent || delivered < sent) {
            loop.poll(5);
            if (System.nanoTime() - end > 0) {
                throw new BadStreamException(
                        sent + " sent, " + acknowledged + " acknowledged, " + delivered + " delivered");
            }
        }
        return new Phase(sent - before, System.nanoTime() - start, Map.of());
    }

    @Override
    public void verify() throws IOException {
        if (admin.messages("S") != sent) {
            throw new BadStreamException("the stream has lost messages");
        }
    }

    @Override
    public void close() throws IOException {
        publisher.close();
        consumer.close();
        admin.close();
        loop.close();
    }
}
