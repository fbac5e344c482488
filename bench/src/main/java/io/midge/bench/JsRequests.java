package io.midge.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients that keep a number of requests in flight each, with subjects in turn: publishing is that, and getting what a key has. Each
 * answer is checked, and makes room for the next.
 */
final class JsRequests implements Workload {
    /** What is asked, and how a right answer begins. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
    record Kind(byte[][] subjects, byte[] payload, byte[] answer, boolean isInHeaders) {
        static Kind publishing(byte[][] subjects, int payload) {
            return new Kind(subjects, JsAdmin.bytes("x".repeat(payload)), JsAdmin.bytes("{\"stream\":"), false);
        }

        static Kind getting(byte[][] subjects) {
            return new Kind(subjects, new byte[0], JsAdmin.bytes("NATS/1.0\r\nNats-Stream"), true);
        }
    }

    private final Loop loop = new Loop();
    private final Latencies latencies = new Latencies();
    private final List<Client> clients = new ArrayList<>();
    private final Kind kind;
    private final JsAdmin admin;
    private final String stream;
    private long sent;
    private long answered;
    private long most = Long.MAX_VALUE;
    private boolean open;

    /** @param stream that holds all that was published, by which it is verified; empty: it is not */
    JsRequests(int port, int count, int inFlightEach, Kind kind, String stream) throws IOException {
        this.kind = kind;
        this.stream = stream;
        this.admin = new JsAdmin(port);
        for (int i = 0; i < count; i++) {
            clients.add(new Client(port, i, inFlightEach));
            loop.add(clients.getLast().conn);
        }
    }

    /** One of them; what is in flight has a slot each. */
    private final class Client {
        private final JsConn conn;
        private final byte[][] inboxes;
        private final long[] sentAt;

        Client(int port, int index, int inFlight) throws IOException {
            String inbox = Requester.inbox(index);
            conn = new JsConn(port, "SUB " + inbox + "* 1\r\n", this::heard);
            inboxes = new byte[inFlight][];
            sentAt = new long[inFlight];
            for (int slot = 0; slot < inFlight; slot++) {
                inboxes[slot] = JsAdmin.bytes(inbox + slot);
            }
        }

        void begin() throws IOException {
            long now = System.nanoTime();
            for (int slot = 0; slot < inboxes.length; slot++) {
                ask(slot, now);
            }
            conn.flush();
        }

        private void ask(int slot, long now) {
            if (open && sent < most) {
                sentAt[slot] = now;
                conn.publish(kind.subjects()[(int) (sent % kind.subjects().length)], inboxes[slot], kind.payload());
                sent++;
            }
        }

        private void heard(JsConn on, JsMessage message) {
            boolean right = kind.isInHeaders() ? message.says(kind.answer()) : message.begins(kind.answer());
            if (!right) {
                throw new BadStreamException("answer: " + message);
            }
            long now = System.nanoTime();
            int slot = message.index();
            latencies.record(now - sentAt[slot]);
            answered++;
            ask(slot, now);
        }
    }

    @Override
    public Phase run(long nanos) throws IOException {
        return drive(nanos);
    }

    /** As many as these, however long it takes. */
    void count(long messages) throws IOException {
        most = sent + messages;
        drive(Long.MAX_VALUE);
        most = Long.MAX_VALUE;
    }

    /** For about so long, and does not wait for answers: the server is about to be killed. How many were answered in all. */
    long leave(long nanos) throws IOException {
        open = true;
        for (Client each : clients) {
            each.begin();
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            loop.poll(10);
        }
        return answered;
    }

    private Phase drive(long nanos) throws IOException {
        latencies.clear();
        long before = answered;
        long start = System.nanoTime();
        open = true;
        for (Client each : clients) {
            each.begin();
        }
        long seen = answered;
        long progress = start;
        while (answered < sent || open) {
            loop.poll(50);
            long now = System.nanoTime();
            if (open && (now - start >= nanos || sent >= most)) {
                open = false;
            }
            if (answered != seen) {
                seen = answered;
                progress = now;
            } else if (now - progress > Loop.STALL_NANOS) {
                throw new BadStreamException("no progress: " + sent + " sent, " + answered + " answered");
            }
        }
        long took = System.nanoTime() - start;
        return new Phase(
                answered - before,
                took,
                Map.of(Metric.P50, latencies.quantile(0.5) / 1e3, Metric.P99, latencies.quantile(0.99) / 1e3));
    }

    @Override
    public void verify() throws IOException {
        if (!stream.isEmpty() && admin.messages(stream) != answered) {
            throw new BadStreamException(answered + " were acknowledged, and there are " + admin.messages(stream));
        }
    }

    @Override
    public void close() throws IOException {
        for (Client each : clients) {
            each.conn.close();
        }
        admin.close();
        loop.close();
    }
}
