package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.raft.Replicator;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MessageParts;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A store on a simulated disk that a test leads from one state to the next. */
final class TestStore {
    /** So many messages have room in the journal's memory. */
    private static final int ATONCE = 10;

    final Scheduler scheduler = new Scheduler(1, new Trace());
    StoreOptions options = SmallStore.options(0, SmallStore.JOURNAL);
    SecretText key = SecretText.NONE;
    SecretText previousKey = SecretText.NONE;
    SimDisk disk = new SimDisk(1);
    Findings found = new Findings();
    Store store;

    TestStore() throws IOException {
        open();
    }

    /** Opens what is on the disk. */
    void open() throws IOException {
        scheduler.restart();
        found = new Findings();
        StoreLanes lanes = new StoreLanes(
                scheduler.lane("journal"),
                scheduler.lane("control"),
                scheduler.lane("background"),
                List.of(scheduler.lane("stream-0"), scheduler.lane("stream-1")));
        Keys keys = new Keys(key, previousKey, StoreCipher.CHACHA, scheduler.dice()::next);
        store = Store.open(
                new StoreParts(disk, lanes, options, keys, StoreCipher.CHACHA, scheduler.dice()::next, found));
    }

    /** The process ends at once; another one opens what it left, and a loss of power before that takes what was not synced. */
    void killed() throws IOException {
        disk = disk.powerLoss(7);
        open();
    }

    /** As {@link #killed}, and somebody changes files before the next start. */
    void killed(Changes changes) throws IOException {
        disk = changes.of(Image.of(disk.powerLoss(7))).disk(8);
        open();
    }

    /** What somebody does to files. */
    interface Changes {
        Image of(Image image) throws IOException;
    }

    void close() {
        SmallStore.until(scheduler, store::close);
    }

    void checkpoint() {
        SmallStore.until(scheduler, store::checkpoint);
    }

    StreamStore make(String name, Storage storage) {
        List<StreamStore> made = new ArrayList<>();
        StreamSpec spec = new StreamSpec("A", name, 1, storage, Compression.NONE, new byte[0]);
        store.make(spec, new Store.Made() {
            @Override
            public void made(StreamStore stream) {
                made.add(stream);
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        scheduler.runUntil(() -> !made.isEmpty());
        return made.getFirst();
    }

    StreamStore stream(String name) {
        return store.streams().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    boolean isThere(String name) {
        return store.streams().stream().anyMatch(each -> each.name().equals(name));
    }

    /** How a proposal ended; empty: it is durable. */
    static final class End implements Replicator.Proposal {
        String why = "";
        boolean over;

        @Override
        public void committed(long index) {
            over = true;
        }

        @Override
        public void failed(String reason) {
            why = reason.isEmpty() ? "refused" : reason;
            over = true;
        }
    }

    /** Proposes one after the other on the stream's lane, and waits until all have ended. */
    List<End> propose(StreamStore stream, Decision... decisions) {
        List<End> ends = new ArrayList<>();
        stream.lane().execute(() -> {
            for (Decision each : decisions) {
                End end = new End();
                if (!stream.propose(each, end)) {
                    end.failed(stream.failure() + stream.shortage());
                }
                ends.add(end);
            }
        });
        scheduler.runUntil(
                () -> ends.size() == decisions.length && ends.stream().allMatch(each -> each.over));
        return ends;
    }

    /** Appends so many messages behind the last; how each ended. */
    List<End> append(StreamStore stream, int count, int size) {
        List<End> ends = new ArrayList<>();
        int[] left = {count};
        stream.lane().execute(() -> {
            long seq = stream.lastSeq();
            for (int n = 0; n < count; n++) {
                seq++;
                End end = new End();
                ends.add(end);
                Decision decision = new Decision();
                try {
                    stream.message(decision, seq, 1_000 + seq, 0, 0, parts(seq, size));
                    if (!stream.propose(decision, end)) {
                        end.failed(stream.failure() + stream.shortage());
                    }
                } catch (IOException e) {
                    end.failed(String.valueOf(e.getMessage()));
                }
                left[0]--;
            }
        });
        scheduler.runUntil(() -> left[0] == 0 && ends.stream().allMatch(each -> each.over));
        return ends;
    }

    /** As {@link #append(StreamStore, int, int)}, and all are taken. */
    void appended(StreamStore stream, int count, int size) {
        for (int left = count; left > 0; left -= ATONCE) {
            assertThat(append(stream, Math.min(left, ATONCE), size))
                    .extracting(each -> each.why)
                    .containsOnly("");
        }
    }

    private static MessageParts parts(long seq, int size) {
        return MessageParts.of(("s." + seq % 5).getBytes(StandardCharsets.US_ASCII), new byte[0], payload(seq, size));
    }

    private static byte[] payload(long seq, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) seq);
        return payload;
    }

    /** Each of so many messages is there as it was appended. */
    static void holds(StreamStore stream, int count, int size) {
        assertThat(stream.lastSeq()).isEqualTo(count);
        holds(stream, 1, count, size);
    }

    /** Each message from one to another is there as it was appended. */
    static void holds(StreamStore stream, int from, int to, int size) {
        StoredMessage message = new StoredMessage();
        for (int seq = from; seq <= to; seq++) {
            try {
                assertThat(stream.read(seq, message)).as("message " + seq).isTrue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(StreamLife.copy(message).payload()).isEqualTo(payload(seq, size));
        }
    }
}
