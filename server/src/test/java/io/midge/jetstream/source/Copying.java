package io.midge.jetstream.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StreamConfig;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
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
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.log.StoredMessage;
import io.midge.store.seal.Keys;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream that copies others, in an account whose origins are played by the test: with a store on a disk in memory, and time that
 * passes when the test says so.
 */
final class Copying implements AutoCloseable, LogSink, StoreListener {
    static final String ACCOUNT = "$G";

    /** Without anything that is done every now and then. */
    private static final StoreOptions OPTIONS = new StoreOptions(
            "", 1 << 20, 8 << 20, 4 << 20, 64 << 10, 64 << 10, 1 << 20, 64 << 10, 16 << 10, 1 << 20, 16, 0, 0,
            16 << 20);

    final Account account = new Account(ACCOUNT, new Sublist<>());
    final Loops loops = new Loops(1, 1 << 24, 1 << 24, 1 << 16);
    final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    final Internal internal = new Internal(fanout, true);
    final DrivenLanes lanes = new DrivenLanes();
    final List<String> lines = new ArrayList<>();
    final MemoryDisk disk;
    final FakeTarget target;
    final Sourcing sourcing;
    final Origin origin;

    private final DrivenLanes.Driven lane = lanes.lane();
    private final Store store;
    private @Nullable StreamStore stream;

    Copying(StreamConfig config) {
        this(config, "", new MemoryDisk(), Budget.MOST);
    }

    Copying(StreamConfig config, String domain, MemoryDisk disk, long budget) {
        this.disk = disk;
        SplittableRandom random = new SplittableRandom(1);
        try {
            store = Store.open(new StoreParts(
                    disk,
                    new StoreLanes(lanes.lane(), lanes.lane(), lanes.lane(), List.of(lane)),
                    OPTIONS,
                    new Keys(SecretText.NONE, SecretText.NONE, StoreCipher.CHACHA, random),
                    StoreCipher.CHACHA,
                    random,
                    this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (store.streams().isEmpty()) {
            StreamSpec spec = new StreamSpec(ACCOUNT, config.name(), 1, Storage.FILE, Compression.NONE, new byte[0]);
            store.make(spec, new Store.Made() {
                @Override
                public void made(StreamStore made) {
                    stream = made;
                }

                @Override
                public void failed(String why) {
                    lines.add(why);
                }
            });
        } else {
            stream = store.streams().getFirst();
        }
        settle();
        Postbox postbox = new Postbox(lane, List.of(fanout));
        Log log = new Log(this, false, false);
        target =
                new FakeTarget(config, domain, account, internal, postbox, Objects.requireNonNull(stream), log, random);
        sourcing = new Sourcing(target, budget);
        origin = new Origin(this);
    }

    /** Does something on the stream's lane, and what follows from it. */
    void onLane(Runnable task) {
        lane.execute(task);
        settle();
    }

    void start() {
        onLane(sourcing::start);
        passes(250); // what is asked for is asked for a moment later
    }

    /** All that can be done now is done. */
    void settle() {
        boolean any = true;
        while (any) {
            any = lanes.run();
            loops.settle();
            any |= lanes.run();
        }
    }

    /** Time goes on. */
    void passes(long ms) {
        long until = lanes.nanos() + TimeUnit.MILLISECONDS.toNanos(ms);
        settle();
        while (lanes.next(until)) {
            settle();
        }
        settle();
    }

    /** What is stored: sequence, subject, payload, and in brackets what the header of sources says. */
    List<String> stored() {
        List<String> all = new ArrayList<>();
        StreamStore of = target.store();
        StoredMessage message = new StoredMessage();
        try {
            for (long seq = of.firstSeq(); seq <= of.lastSeq(); seq++) {
                if (of.read(seq, message)) {
                    all.add(seq + " " + text(message.subject, message.subjectOffset, message.subjectLength) + " "
                            + text(message.payload, message.payloadOffset, message.payloadLength) + bracketed(message));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static String bracketed(StoredMessage message) {
        byte[] value =
                HeaderBlock.value(message.headers, message.headersOffset, message.headersLength, SourceHeader.NAME);
        return value.length == 0 ? "" : " [" + new String(value, StandardCharsets.UTF_8) + "]";
    }

    /** The headers of a message. */
    String headers(long seq) {
        StoredMessage message = new StoredMessage();
        try {
            assertThat(target.store().read(seq, message)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(message.headers, message.headersOffset, message.headersLength);
    }

    /** When a message came. */
    long time(long seq) {
        StoredMessage message = new StoredMessage();
        try {
            assertThat(target.store().read(seq, message)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return message.time;
    }

    private static String text(byte[] b, int off, int length) {
        return new String(b, off, length, StandardCharsets.UTF_8);
    }

    /** How a proposal ends that nobody waits for. */
    static Replicator.Proposal nobody() {
        return new Replicator.Proposal() {
            @Override
            public void committed(long index) {}

            @Override
            public void failed(String why) {
                throw new AssertionError(why);
            }
        };
    }

    @Override
    public boolean write(Level level, String text, @Nullable Throwable cause) {
        lines.add(level + " " + text);
        return true;
    }

    @Override
    public void warning(String line) {
        lines.add(line);
    }

    @Override
    public void damage(Damage damage) {
        lines.add(damage.what());
    }

    @Override
    public void failed(String line) {
        lines.add(line);
    }

    @Override
    public void close() {
        onLane(sourcing::close);
        store.close(() -> {});
        settle();
        loops.close();
    }
}
