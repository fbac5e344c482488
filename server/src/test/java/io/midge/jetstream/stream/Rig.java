package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamConfigJson;
import io.midge.jetstream.config.StreamInfo;
import io.midge.jetstream.consumer.ConsumerBounds;
import io.midge.jetstream.consumer.Ending;
import io.midge.log.Log;
import io.midge.loop.DrivenLanes;
import io.midge.net.Loops;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.raft.Replicator;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreListener;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.MemoryDisk;
import io.midge.store.file.StreamMeta;
import io.midge.store.log.StoredMessage;
import io.midge.store.seal.Keys;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A stream on a real store, on lanes that the test drives, with who publishes to it and who listens. */
final class Rig implements AutoCloseable, StreamHome {
    static final String REPLY = "_INBOX.r.";

    /** A message that somebody got: of an error not which limit it comes from. */
    record Got(String subject, String headers, String payload) {
        Got {
            payload = payload.replaceFirst(",\"exceeded\":.*?}(?=,\"stream\":)", "");
        }

        @Override
        public String toString() {
            return subject + "|" + headers.replace("\r\n", "~") + "|" + payload;
        }
    }

    final Loops loops = new Loops(1, 1 << 24, 1 << 24, 4096);
    final DrivenLanes lanes = new DrivenLanes();
    final Account account = new Account("A", new Sublist<>());
    final Crowd crowd = new Crowd();
    final List<String> news = new ArrayList<>();
    final MemoryDisk disk = new MemoryDisk();
    final SickDisk sick = new SickDisk(disk);
    final StorageType storage;

    @Nullable
    JsError refuses;

    long counted;
    int mostWaiting = 100_000;
    long mostWaitingBytes = 1 << 24;

    private final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    private final Internal internal = new Internal(fanout, false);
    private final ConcurrentLinkedQueue<Got> got = new ConcurrentLinkedQueue<>();
    private DrivenLanes.Driven lane;
    private Store store;
    private @Nullable Stream stream;
    private int replies;

    Rig(StorageType storage) {
        this(storage, new TreeMap<>());
    }

    private Rig(StorageType storage, SortedMap<String, byte[]> files) {
        this.storage = storage;
        files.forEach((name, bytes) -> disk.files.put(name, bytes.clone()));
        lane = lanes.lane();
        store = open();
        listen("_INBOX.>");
    }

    static Rig inMemory() {
        return new Rig(StorageType.MEMORY);
    }

    static Rig inFiles() {
        return new Rig(StorageType.FILE);
    }

    private Store open() {
        lane = lanes.lane();
        StoreLanes of = new StoreLanes(lanes.lane(), lanes.lane(), lanes.lane(), List.of(lane));
        SplittableRandom chance = new SplittableRandom(1);
        Keys keys = new Keys(SecretText.NONE, SecretText.NONE, StoreCipher.CHACHA, chance);
        try {
            return Store.open(
                    new StoreParts(sick, of, StoreOptions.tiny(), keys, StoreCipher.CHACHA, chance, listener()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private StoreListener listener() {
        return new StoreListener() {
            @Override
            public void warning(String line) {
                news.add(line);
            }

            @Override
            public void damage(Damage damage) {
                news.add(damage.what());
            }

            @Override
            public void failed(String line) {
                news.add(line);
            }
        };
    }

    /** A configuration with the subjects {@code s} and {@code s.>}. */
    StreamConfig.Builder config() {
        return StreamConfig.builder()
                .name("S")
                .subjects(List.of("s", "s.>"))
                .storage(storage)
                .duplicateWindowNs(Duration.ofMinutes(2).toNanos());
    }

    /** Makes the stream and starts it. */
    Stream make(UnaryOperator<StreamConfig.Builder> how) {
        StreamConfig config = how.apply(config()).build();
        StreamMeta.Storage where = storage == StorageType.MEMORY ? StreamMeta.Storage.MEMORY : StreamMeta.Storage.FILE;
        store.make(
                new StreamSpec("A", "S", 1, where, StreamMeta.Compression.NONE, StreamConfigJson.toBytes(config)),
                new Store.Made() {
                    @Override
                    public void made(StreamStore made) {
                        start(config, made);
                    }

                    @Override
                    public void failed(String why) {
                        throw new AssertionError(why);
                    }
                });
        settle();
        return stream();
    }

    private void start(StreamConfig config, StreamStore of) {
        Stream it = new Stream(config, of, DrivenLanes.START, parts(), crowd);
        stream = it;
        crowd.of(it);
        it.start();
    }

    private StreamParts parts() {
        return new StreamParts(
                account,
                "",
                internal,
                new Postbox(lane, List.of(fanout)),
                new Random(5),
                new Log(loops, false, false),
                this,
                new ConsumerBounds(0, 1 << 20),
                false);
    }

    /** Another server with what is on the disk now, as if this one was killed at this moment. */
    Rig killed(StreamConfig config) {
        Rig after = new Rig(storage, disk.files);
        after.on(() -> after.start(config, after.store.streams().getFirst()));
        after.settle();
        return after;
    }

    /** The stream comes back as the files have it. */
    Stream restart(StreamConfig config) {
        Stream before = stream();
        on(() -> before.stop(Ending.SHUTDOWN));
        boolean[] closed = {false};
        store.close(() -> closed[0] = true);
        pass(Duration.ofSeconds(1));
        assertThat(closed[0]).isTrue();
        store = open();
        StreamStore found = store.streams().getFirst();
        on(() -> start(config, found));
        settle();
        return stream();
    }

    Stream stream() {
        Stream is = stream;
        if (is == null) {
            throw new AssertionError("no stream was made");
        }
        return is;
    }

    /** Does something on the stream's lane. */
    void on(Runnable task) {
        lane.run(task);
    }

    DrivenLanes.Driven lane() {
        return lane;
    }

    // ---- time

    /** All that can happen now has happened. */
    void settle() {
        boolean more = true;
        while (more) {
            more = lanes.run();
            loops.settle();
            more |= lanes.run();
        }
    }

    /** Time goes on. */
    void pass(Duration by) {
        long end = lanes.nanos() + by.toNanos();
        settle();
        while (lanes.next(end)) {
            settle();
        }
        settle();
    }

    // ---- publishing and hearing

    /** Listens to a subject. */
    void listen(String subject) {
        Subscriber who = (subscription, f, from, publisher) -> {
            byte[] buf = f.buf;
            int body = f.bodyOff + Math.max(0, f.headerLen);
            got.add(new Got(
                    f.subjectText(),
                    new String(buf, f.bodyOff, body - f.bodyOff, StandardCharsets.UTF_8),
                    new String(buf, body, f.bodyOff + f.size - body, StandardCharsets.UTF_8)));
            return true;
        };
        account.sublist().insert(new Subscription(who, bytes(subject), null, bytes("1"), false, false));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A block of headers. */
    static byte[] headers(String... lines) {
        return lines.length == 0 ? new byte[0] : bytes("NATS/1.0\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** Publishes, and waits for nothing: it comes to the stream's queue. */
    void send(String subject, String payload, String... headers) {
        internal.publish(account, bytes(subject), bytes(REPLY + replies++), headers(headers), bytes(payload));
    }

    void sendRaw(String subject, String reply, byte[] headers, byte[] payload) {
        internal.publish(account, bytes(subject), bytes(reply), headers, payload);
    }

    /** Publishes and gives back the one answer. */
    String publish(String subject, String payload, String... headers) {
        settle();
        got.clear();
        send(subject, payload, headers);
        settle();
        return answers().stream().reduce((one, other) -> one + " " + other).orElse("");
    }

    /** What came to the inbox since it was asked last: payloads. */
    List<String> answers() {
        return heard().stream()
                .filter(each -> each.subject.startsWith(REPLY))
                .map(Got::payload)
                .toList();
    }

    /** What was heard since it was asked last. */
    List<Got> heard() {
        List<Got> all = new ArrayList<>();
        Got next = got.poll();
        while (next != null) {
            all.add(next);
            next = got.poll();
        }
        return all;
    }

    /** Asks and gives back all that is answered. */
    List<Got> request(String subject, String body, String... headers) {
        settle();
        got.clear();
        send(subject, body, headers);
        settle();
        return heard();
    }

    // ---- looking

    StreamInfo info() {
        return stream().info(new Stream.Details(true, ">", 0, 1000));
    }

    /** What the stream has: sequence, subject, payload. */
    List<String> messages() {
        StoredMessage m = new StoredMessage();
        List<String> all = new ArrayList<>();
        StreamStore of = stream().store();
        try {
            for (long seq = of.firstSeq(); seq <= of.lastSeq(); seq++) {
                if (of.read(seq, m)) {
                    all.add(seq + " " + new String(m.subject, m.subjectOffset, m.subjectLength, StandardCharsets.UTF_8)
                            + " "
                            + new String(m.payload, m.payloadOffset, m.payloadLength, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all;
    }

    String headersOf(long seq) {
        StoredMessage m = new StoredMessage();
        try {
            assertThat(stream().store().read(seq, m)).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new String(m.headers, m.headersOffset, m.headersLength, StandardCharsets.UTF_8);
    }

    /** Purges and gives back how many went, or why not. */
    String purge(String filter, long seq, long keep) {
        String[] ended = {""};
        on(() -> stream().purge(filter, seq, keep, new Stream.Purged() {
            @Override
            public void purged(long messages) {
                ended[0] = Long.toString(messages);
            }

            @Override
            public void refused(ApiError why) {
                ended[0] = why.errCode() + " " + why.description();
            }
        }));
        settle();
        return ended[0];
    }

    String delete(long seq, boolean erase) {
        String[] ended = {"pending"};
        on(() -> stream().delete(seq, erase, why -> ended[0] = text(why)));
        settle();
        return ended[0];
    }

    String update(UnaryOperator<StreamConfig.Builder> how) {
        String[] ended = {"pending"};
        StreamConfig to = how.apply(stream().config().toBuilder()).build();
        on(() -> stream().update(to, why -> ended[0] = text(why)));
        settle();
        return ended[0];
    }

    private static String text(@Nullable ApiError why) {
        return why == null ? "" : why.errCode() + " " + why.description();
    }

    /** Remembers how a proposal ends. */
    static Replicator.Proposal end(List<String> into, String what) {
        return new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                into.add(what);
            }

            @Override
            public void failed(String why) {
                into.add(what + ": " + why);
            }
        };
    }

    // ---- what the account allows

    @Override
    public @Nullable ApiError refusal(StorageType of, long bytes) {
        return refuses == null ? null : refuses.error();
    }

    @Override
    public void sized(StorageType of, long by) {
        counted += by;
    }

    @Override
    public int maxBufferedMsgs() {
        return mostWaiting;
    }

    @Override
    public long maxBufferedSize() {
        return mostWaitingBytes;
    }

    @Override
    public long maxPending() {
        return 1 << 20;
    }

    @Override
    public void failed(StreamStore of, String why) {
        news.add("failed: " + why);
    }

    @Override
    public void close() {
        Stream is = stream;
        if (is != null) {
            on(() -> is.stop(Ending.SHUTDOWN));
        }
        settle();
        loops.close();
    }
}
