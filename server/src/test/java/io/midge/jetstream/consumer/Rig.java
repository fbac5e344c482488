package io.midge.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.config.StreamConfig;
import io.midge.loop.Lane;
import io.midge.net.Loops;
import io.midge.proto.PubFrame;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreListener;
import io.midge.store.StreamStore;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MessageParts;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A stream S whose consumers are real, in a store that is; its lane and its clock are led by a test. */
final class Rig implements StreamDoor, StoreListener, AutoCloseable {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    /** What somebody was sent. */
    record Got(String to, String subject, String reply, String headers, String payload) {
        /** A number of the reply subject of a delivery: 4 deliveries, 5 stream, 6 consumer, 7 time, 8 pending. */
        long number(int token) {
            return Long.parseLong(reply.split("\\.", -1)[token]);
        }

        long seq() {
            return number(5);
        }

        /** The first line of a status without its protocol. */
        String status() {
            return headers.startsWith("NATS/1.0 ")
                    ? headers.lines().findFirst().orElse("").substring(9)
                    : "";
        }
    }

    /** The headers of a status that tells what a request did not get. */
    static String status(String what, int messages, int bytes) {
        return "NATS/1.0 %s\r\nNats-Pending-Messages: %d\r\nNats-Pending-Bytes: %d\r\n\r\n"
                .formatted(what, messages, bytes);
    }

    final HandLane lane = new HandLane();
    final Loops loops = new Loops(1, 64 << 20, 64 << 20, 4096);
    final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    final Account account = new Account("A", new Sublist<>());
    final Internal internal = new Internal(fanout, false);
    final List<Got> got = new CopyOnWriteArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final Random random = new Random(7);
    Postbox postbox = new Postbox(lane, List.of(fanout));
    StreamConfig config =
            StreamConfig.builder().name("S").subjects(List.of(">")).build();
    Store store;
    StreamStore stream;
    StreamConsumers consumers;
    long last;
    int interestChanges;
    boolean refuses;
    int proposals;

    /** What is done with goes when the test says so. */
    boolean goesLater;

    final List<Runnable> waiting = new ArrayList<>();
    private final Path directory;
    private final boolean inMemory;

    /** Of a stream in memory. */
    Rig() {
        this(null);
    }

    /** Of a stream on the disk. */
    Rig(@Nullable Path of) {
        inMemory = of == null;
        try {
            directory = of == null ? Files.createTempDirectory("rig") : of;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = TestStores.open(directory, lane, random, this);
        stream = TestStores.make(store, lane, inMemory);
        consumers = new StreamConsumers(this);
        lane.on(consumers::start);
    }

    /** The server ends and another one begins. */
    void restart() {
        lane.on(() -> consumers.stop(Ending.SHUTDOWN));
        settle();
        shut();
        postbox = new Postbox(lane, List.of(fanout));
        store = TestStores.open(directory, lane, random, this);
        lane.run();
        stream = store.streams().getFirst();
        last = stream.lastSeq();
        consumers = new StreamConsumers(this);
        lane.on(consumers::start);
        settle();
    }

    private void shut() {
        boolean[] closed = {false};
        store.close(() -> closed[0] = true);
        while (!closed[0]) {
            lane.run();
            lane.pass(SECOND);
        }
    }

    // ── time

    /** All that is under way is done. */
    void settle() {
        do {
            lane.run();
            loops.on(0, () -> true);
        } while (!lane.isIdle());
    }

    /** Time goes on, and what is due happens in its order. */
    void pass(long nanos) {
        settle();
        long left = nanos;
        while (left > 0 || lane.next() <= 0) {
            left -= lane.pass(left);
            settle();
        }
    }

    // ── the stream

    void publish(String subject) {
        publish(subject, "", "x");
    }

    void publish(String subject, String headers, String payload) {
        lane.on(() -> {
            Decision decision = new Decision();
            byte[] name = bytes(subject);
            long seq = ++last;
            try {
                MessageParts parts = MessageParts.of(name, bytes(headers), bytes(payload));
                stream.message(decision, seq, Times.now(lane), 0, 0, parts);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            take(decision, () -> consumers.stored(seq, name, 0, name.length));
        });
    }

    void publish(int count, String subject) {
        for (int i = 0; i < count; i++) {
            publish(subject);
        }
        settle();
    }

    void delete(long from, long to) {
        lane.on(() -> take(new Decision().delete(from, to, Times.now(lane)), () -> consumers.removed(from, to)));
        settle();
    }

    /** All below are gone, as a purge does it. */
    void purge(long first) {
        long from = stream.firstSeq();
        lane.on(() -> take(new Decision().evict(first, Times.now(lane)), () -> {
            consumers.removed(from, first - 1);
            consumers.purged("");
        }));
        settle();
    }

    private void take(Decision decision, Runnable then) {
        boolean taken = stream.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                then.run();
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        assertThat(taken).isTrue();
    }

    boolean has(long seq) {
        try {
            return stream.read(seq, new StoredMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ── consumers

    static ConsumerConfig.Builder durable(String name) {
        return ConsumerConfig.builder()
                .durable(name)
                .name(name)
                .ackPolicy(io.midge.jetstream.config.AckPolicy.EXPLICIT)
                .ackWaitNs(30 * SECOND)
                .maxWaiting(512)
                .maxAckPending(1000);
    }

    static ConsumerConfig.Builder push(String name, String to) {
        return durable(name).maxWaiting(0).deliverSubject(to);
    }

    /** What became of a request; one of the two is null. */
    record Made(
            @Nullable ConsumerInfo info,
            boolean created,
            @Nullable ApiError error) {
        ConsumerInfo get() {
            assertThat(error).isNull();
            return Objects.requireNonNull(info);
        }

        int code() {
            return error == null ? 0 : error.errCode();
        }
    }

    Made create(ConsumerConfig.Builder config) {
        return create(config, StreamConsumers.Action.CREATE_OR_UPDATE);
    }

    Made create(ConsumerConfig.Builder asked, StreamConsumers.Action action) {
        ConsumerConfig config = asked.build();
        List<Made> made = new ArrayList<>();
        lane.on(() -> consumers.create(config.name(), config, action, false, outcome(made)));
        settle();
        return made.getFirst();
    }

    static ConsumerOutcome outcome(List<Made> made) {
        return new ConsumerOutcome() {
            @Override
            public void is(ConsumerInfo info, boolean created) {
                made.add(new Made(info, created, null));
            }

            @Override
            public void refused(ApiError why) {
                made.add(new Made(null, false, why));
            }
        };
    }

    ConsumerInfo info(String name) {
        settle();
        List<ConsumerInfo> infos = new ArrayList<>();
        lane.on(() ->
                infos.add(Objects.requireNonNull(consumers.find(name), name).info()));
        return infos.getFirst();
    }

    // ── those who listen

    /** Somebody listens; what he gets is in {@link #got}. */
    Subscription listen(String subject) {
        return listen(subject, null);
    }

    Subscription listen(String subject, @Nullable String queue) {
        Subscriber hears = (listed, f, from, publisher) -> {
            got.add(new Got(
                    text(f.subject, f.subjectOff, f.subjectLen),
                    f.shownLen > 0
                            ? text(f.shown, f.shownOff, f.shownLen)
                            : text(f.subject, f.subjectOff, f.subjectLen),
                    text(f.reply, f.replyOff, f.replyLen),
                    text(f.buf, f.bodyOff, Math.max(0, f.headerLen)),
                    payload(f)));
            return true;
        };
        byte[] group = queue == null ? null : bytes(queue);
        Subscription listed = new Subscription(hears, bytes(subject), group, bytes("1"), false, true);
        assertThat(account.sublist().insert(listed)).isTrue();
        return listed;
    }

    private static String payload(PubFrame f) {
        int body = f.bodyOff + Math.max(0, f.headerLen);
        return text(f.buf, body, f.bodyOff + f.size - body);
    }

    private static String text(byte[] b, int off, int length) {
        return new String(b, off, length, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    void ends(Subscription listed) {
        listed.close();
        account.sublist().remove(listed);
    }

    /** Somebody publishes. */
    void send(String subject, String reply, String payload) {
        internal.publish(account, bytes(subject), bytes(reply), new byte[0], bytes(payload));
    }

    /** A pull request of a client that listens to {@code inbox}. */
    void pull(String consumer, String inbox, String request) {
        send("$JS.API.CONSUMER.MSG.NEXT.S." + consumer, inbox, request);
        settle();
    }

    void ack(Got message) {
        ack(message, "", "");
    }

    void ack(Got message, String payload, String reply) {
        send(message.reply(), reply, payload);
        settle();
    }

    /** What came since the last time. */
    List<Got> take() {
        settle();
        List<Got> all = new ArrayList<>(got);
        got.clear();
        return all;
    }

    /** The sequences of what came since the last time, without what is a status. */
    List<Long> seqs() {
        return take().stream()
                .filter(each -> each.status().isEmpty())
                .map(Got::seq)
                .toList();
    }

    /** The status lines that came since the last time. */
    List<String> statuses() {
        return take().stream().map(Got::status).filter(each -> !each.isEmpty()).toList();
    }

    // ── a stream as its consumers see it

    @Override
    public String name() {
        return "S";
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public String domain() {
        return "";
    }

    @Override
    public StreamConfig config() {
        return config;
    }

    @Override
    public StreamStore store() {
        return stream;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public Postbox postbox() {
        return postbox;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public boolean propose(Decision decision, Replicator.Proposal end) {
        proposals++;
        return !refuses && stream.propose(decision, end);
    }

    @Override
    public void done(long from, long to) {
        if (config.retention() == RetentionPolicy.LIMITS) {
            return;
        }
        StoredMessage message = new StoredMessage();
        for (long seq = from; seq <= to; seq++) {
            long each = seq;
            try {
                boolean needed = stream.read(each, message)
                        && consumers.isNeeded(each, message.subject, message.subjectOffset, message.subjectLength);
                if (!needed && has(each)) {
                    take(new Decision().delete(each, each, Times.now(lane)), () -> consumers.removed(each, each));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void whenGone(Runnable then) {
        if (goesLater) {
            waiting.add(then);
        } else {
            then.run();
        }
    }

    @Override
    public void interestChanged() {
        interestChanges++;
    }

    @Override
    public ConsumerBounds bounds() {
        return new ConsumerBounds(0, 0);
    }

    @Override
    public void warning(String line) {
        warnings.add(line);
    }

    @Override
    public void damage(Damage damage) {
        throw new IllegalStateException(damage.what());
    }

    @Override
    public void failed(String line) {
        throw new IllegalStateException(line);
    }

    /** Nothing could have been delivered that was not. */
    @Override
    public void close() {
        pass(2100 * MS); // the watchdog looks twice
        assertThat(consumers.watchdogFinds()).isZero();
        assertThat(warnings).isEmpty();
        shut();
        loops.close();
        if (inMemory) {
            TestStores.remove(directory);
        }
    }

    static List<Long> range(int from, int to) {
        Long[] all = new Long[to - from + 1];
        Arrays.setAll(all, i -> (long) from + i);
        return List.of(all);
    }
}
