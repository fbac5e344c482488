package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.raft.Replicator;
import io.midge.sim.Dice;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreOptions;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MessageParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That of a message which was deleted for good nothing is left on the disk. */
class ErasureTest {
    private static final int MESSAGES = 60;
    private static final long UPKEEP_NANOS = 5_000_000;
    private static final byte[] SECRET = secret();

    private final Scheduler scheduler = new Scheduler(1, new Trace());
    private final Findings found = new Findings();
    private SimDisk disk = new SimDisk(1);

    // No compression shortens it.
    private static byte[] secret() {
        Dice dice = new Dice(99);
        byte[] bytes = new byte[48];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) dice.next();
        }
        return bytes;
    }

    private Store open() throws IOException {
        return open(16 << 10);
    }

    private Store open(int journalFile) throws IOException {
        StoreOptions small = SmallStore.options(UPKEEP_NANOS, SmallStore.JOURNAL);
        StoreOptions options = new StoreOptions(
                small.name(),
                journalFile,
                small.journalMax(),
                small.checkpoint(),
                small.batch(),
                small.minSegment(),
                small.maxSegment(),
                small.flush(),
                small.large(),
                small.columns(),
                small.openFiles(),
                small.upkeepNanos(),
                small.verifyNanos(),
                small.memory());
        return SmallStore.open(disk, scheduler, false, options, found);
    }

    private StreamStore make(Store store, Compression compression) {
        List<StreamStore> made = new ArrayList<>();
        store.make(new StreamSpec("A", "S", 1, Storage.FILE, compression, new byte[0]), new Store.Made() {
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

    private static byte[] payload(int seq, int secret, int size) {
        byte[] payload = new byte[seq == secret ? size : 100];
        Arrays.fill(payload, (byte) seq);
        if (seq == secret) {
            System.arraycopy(SECRET, 0, payload, size - SECRET.length, SECRET.length);
        }
        return payload;
    }

    private void append(StreamStore stream, int from, int to, int secret, int size) {
        int[] committed = {0};
        stream.lane().execute(() -> {
            for (int seq = from; seq <= to; seq++) {
                Decision decision = new Decision();
                byte[] subject = ("s." + seq % 7).getBytes(StandardCharsets.US_ASCII);
                try {
                    MessageParts parts = MessageParts.of(subject, new byte[0], payload(seq, secret, size));
                    stream.message(decision, seq, 1_000 + seq, 0, 0, parts);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                propose(stream, decision, () -> committed[0]++);
            }
        });
        scheduler.runUntil(() -> committed[0] == to - from + 1);
    }

    private static void propose(StreamStore stream, Decision decision, Runnable committed) {
        boolean taken = stream.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                committed.run();
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        assertThat(taken).isTrue();
    }

    private static void erase(StreamStore stream, long seq, List<String> ends) {
        Decision decision = new Decision().delete(new long[] {seq, seq}, 1, 2_000, true);
        propose(stream, decision, () -> stream.whenErased(seq, ends::add));
    }

    private static void holdsNothing(SimDisk disk) throws IOException {
        Image.of(disk)
                .files()
                .forEach((name, bytes) ->
                        assertThat(indexOf(bytes, SECRET)).as(name).isEqualTo(-1));
    }

    private static boolean holdsSomething(SimDisk disk) throws IOException {
        return Image.of(disk).files().values().stream().anyMatch(bytes -> indexOf(bytes, SECRET) >= 0);
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int at = 0; at + what.length <= in.length; at++) {
            if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private void othersAreThere(StreamStore stream, int secret) throws IOException {
        StoredMessage message = new StoredMessage();
        assertThat(stream.state().messages()).isEqualTo(MESSAGES - 1);
        for (int seq = 1; seq <= MESSAGES; seq++) {
            assertThat(stream.read(seq, message)).as("message " + seq).isEqualTo(seq != secret);
            if (seq != secret) {
                assertThat(StreamLife.copy(message).payload()).isEqualTo(payload(seq, secret, 100));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, 5, 100", "NONE, 60, 100", "NONE, 5, 2000", "S2, 5, 100", "S2, 60, 100", "S2, 30, 1500"})
    void nothingIsLeft(Compression compression, int secret, int size) throws IOException {
        Store store = open();
        StreamStore stream = make(store, compression);
        append(stream, 1, MESSAGES / 2, secret, size);
        SmallStore.until(scheduler, store::checkpoint);
        append(stream, MESSAGES / 2 + 1, MESSAGES, secret, size);
        assertThat(holdsSomething(disk)).isTrue();
        List<String> ends = new ArrayList<>();
        stream.lane().execute(() -> erase(stream, secret, ends));
        scheduler.runUntil(() -> !ends.isEmpty());
        assertThat(ends).containsExactly("");
        assertThat(found.isEmpty()).as(found.toString()).isTrue();
        holdsNothing(disk);
        disk = disk.powerLoss(7);
        holdsNothing(disk);
        scheduler.restart();
        othersAreThere(open().streams().getFirst(), secret);
        assertThat(found.isEmpty()).as(found.toString()).isTrue();
    }

    // What was written before a crash is in the journal below the mark of the segment that goes on.
    @Test
    void nothingIsLeftOfWhatWasWrittenBeforeACrash() throws IOException {
        int secret = 28;
        Store store = open(128 << 10);
        StreamStore stream = make(store, Compression.NONE);
        append(stream, 1, 26, secret, 100);
        append(stream, 27, 28, secret, 100);
        append(stream, 29, MESSAGES / 2, secret, 100);
        SmallStore.until(scheduler, store::checkpoint);
        append(stream, MESSAGES / 2 + 1, MESSAGES, secret, 100);
        disk = disk.powerLoss(3);
        scheduler.restart();
        StreamStore again = open(128 << 10).streams().getFirst();
        assertThat(inJournal(disk)).isTrue();
        List<String> ends = new ArrayList<>();
        again.lane().execute(() -> erase(again, secret, ends));
        scheduler.runUntil(() -> !ends.isEmpty());
        assertThat(ends).containsExactly("");
        holdsNothing(disk);
        othersAreThere(again, secret);
    }

    private static boolean inJournal(SimDisk disk) throws IOException {
        return Image.of(disk).files().entrySet().stream()
                .anyMatch(each -> each.getKey().startsWith("journal/") && indexOf(each.getValue(), SECRET) >= 0);
    }

    // The second deletion comes while the first one's messages are erased, and its message is in the segment that is
    // written; then nothing else happens to the stream.
    @Test
    void anIdleStreamIsErasedAsWell() throws IOException {
        Store store = open();
        StreamStore stream = make(store, Compression.NONE);
        append(stream, 1, MESSAGES - 1, 0, 100);
        List<String> ends = new ArrayList<>();
        stream.lane().execute(() -> {
            erase(stream, 5, ends);
            try {
                Decision decision = new Decision();
                MessageParts parts =
                        MessageParts.of("s.1".getBytes(StandardCharsets.US_ASCII), new byte[0], payload(60, 60, 100));
                stream.message(decision, MESSAGES, 5_000, 0, 0, parts);
                propose(stream, decision, () -> {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            erase(stream, MESSAGES, ends);
        });
        scheduler.runUntil(() -> ends.size() == 2);
        assertThat(ends).containsExactly("", "");
        holdsNothing(disk);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2000})
    void whatWasCutShortByTheLossOfPowerIsFinishedLater(int size) throws IOException {
        int at = 1;
        while (losesPower(at, 40, size)) {
            at++;
        }
        assertThat(at).isGreaterThan(10);
    }

    // True: power was lost before the end.
    private boolean losesPower(int operation, int secret, int size) throws IOException {
        disk = new SimDisk(operation);
        scheduler.restart();
        Store store = open();
        StreamStore stream = make(store, Compression.NONE);
        append(stream, 1, MESSAGES, secret, size);
        List<String> ends = new ArrayList<>();
        boolean[] deleted = {false};
        stream.lane().execute(() -> {
            Decision decision = new Decision().delete(new long[] {secret, secret}, 1, 2_000, true);
            propose(stream, decision, () -> {
                deleted[0] = true;
                stream.whenErased(secret, ends::add);
            });
        });
        scheduler.runUntil(() -> deleted[0]);
        disk.stopAtOperation(disk.operations() + operation);
        scheduler.runUntil(() -> disk.isStopped() || !ends.isEmpty());
        boolean lost = disk.isStopped();
        assertThat(lost || ends.equals(List.of(""))).as("ended with " + ends).isTrue();
        disk = disk.powerLoss(operation);
        scheduler.restart();
        StreamStore again = open().streams().getFirst();
        boolean[] over = {false};
        again.lane().execute(() -> again.whenErased(secret, why -> over[0] = why.isEmpty()));
        scheduler.runUntil(() -> over[0]);
        othersAreThere(again, secret);
        holdsNothing(disk);
        return lost;
    }
}
