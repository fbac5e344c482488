package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.disk.Disk;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreOptions;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.log.SpentException;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.time.DedupeWindow;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store does when it has time, and what it promises to those whose time has not come. */
class UpkeepTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;

    private static StoreOptions options(long upkeepNanos, long verifyNanos, int large) {
        StoreOptions of = SmallStore.options(upkeepNanos, SmallStore.JOURNAL);
        return new StoreOptions(
                of.name(),
                of.journalFile(),
                of.journalMax(),
                of.checkpoint(),
                of.batch(),
                of.minSegment(),
                of.maxSegment(),
                of.flush(),
                large,
                of.columns(),
                of.openFiles(),
                of.upkeepNanos(),
                verifyNanos,
                of.memory());
    }

    /** A disk that counts how often a segment is opened to be read. */
    private static Disk counting(Disk disk, int[] opened) {
        Class<?>[] is = {Disk.class};
        return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), is, (self, method, of) -> {
            boolean counts = method.getName().equals("openToRead")
                    && String.valueOf(of[0]).endsWith(".seg");
            opened[0] += counts ? 1 : 0;
            try {
                return method.invoke(disk, of);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void whatLiesOnTheDiskIsVerifiedOnceInSoLong() throws IOException {
        TestStore store = new TestStore();
        store.appended(store.make("S", Storage.FILE), 200, 100);
        store.close();
        int[] opened = {0};
        store.scheduler.restart();
        Store again = SmallStore.open(
                counting(store.disk.restart(), opened),
                store.scheduler,
                false,
                options(SECOND, HOUR, 1 << 10),
                store.found);
        int segments = opened[0];
        assertThat(segments).isGreaterThan(3);
        store.scheduler.runFor(HOUR / 2);
        opened[0] = 0;
        store.scheduler.runFor(8 * HOUR);
        assertThat(opened[0]).as("all of them, once an hour").isBetween(8 * segments / 2, 9 * segments);
        opened[0] = 0;
        TestStore.holds(again.streams().getFirst(), 200, 100);
        assertThat(opened[0]).as("meanwhile no file stays open").isGreaterThan(segments / 2);
        assertThat(store.found.isEmpty()).as(store.found.toString()).isTrue();
    }

    @Test
    void memoryIsPromisedOnceOnly() throws IOException {
        TestStore store = new TestStore();
        StreamStore stream = store.make("M", Storage.MEMORY);
        StreamStore other = store.make("N", Storage.MEMORY);
        int size = 50_000;
        List<TestStore.End> ends = new ArrayList<>();
        int taken = 0;
        for (StreamStore each : List.of(stream, other)) { // nothing is applied before all are proposed
            try {
                for (int seq = 1; seq <= 40; seq++) {
                    Decision decision = new Decision();
                    each.message(decision, seq, seq, 0, 0, parts(seq, size));
                    TestStore.End end = new TestStore.End();
                    assertThat(each.propose(decision, end)).isTrue();
                    ends.add(end);
                    taken++;
                }
            } catch (SpentException e) {
                assertThat(e).hasMessageContaining("used up");
            }
        }
        assertThat(taken).as("of 1 MiB, but an eighth").isEqualTo((1 << 20) * 7 / 8 / size);
        store.scheduler.runUntil(() -> ends.stream().allMatch(each -> each.over));
        assertThat(ends).extracting(each -> each.why).containsOnly("");
        assertThat(stream.failure()).isEmpty();
        Decision decision = new Decision();
        assertThatThrownBy(() -> other.message(decision, 1, 1, 0, 0, parts(1, size)))
                .isInstanceOf(SpentException.class);
    }

    @Test
    void whatIsNotProposedGivesItsMemoryBack() throws IOException {
        TestStore store = new TestStore();
        StreamStore stream = store.make("M", Storage.MEMORY);
        Decision first = new Decision();
        stream.message(first, 1, 1, 0, 0, parts(1, 10));
        assertThat(stream.propose(first, new TestStore.End())).isTrue(); // something is on its way
        for (int i = 0; i < 100; i++) {
            Decision decision = new Decision();
            stream.message(decision, 1, 1, 0, 0, parts(1, 50_000));
            stream.drop(decision);
        }
        store.scheduler.runUntil(() -> stream.lastSeq() == 1);
        store.appended(stream, 3, 50_000);
    }

    private static MessageParts parts(long seq, int size) {
        byte[] headers = ("NATS/1.0\r\nNats-Msg-Id: id-" + seq + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return MessageParts.of(new byte[] {'s'}, headers, new byte[size]);
    }

    @Test
    void anIdCountsThoughItsPayloadIsLost() throws IOException {
        TestStore store = new TestStore();
        StreamStore stream = store.make("S", Storage.FILE);
        for (int seq = 1; seq <= 3; seq++) {
            Decision decision = new Decision();
            stream.message(decision, seq, seq, 0, OpFrame.FLAG_MSG_ID, parts(seq, seq == 2 ? 5000 : 10));
            assertThat(store.propose(stream, decision))
                    .extracting(each -> each.why)
                    .containsOnly("");
        }
        store.checkpoint();
        store.killed(image -> image.with(
                image.files().keySet().stream()
                        .filter(each -> each.endsWith(".big"))
                        .findFirst()
                        .orElseThrow(),
                new byte[5000]));
        StreamStore again = store.stream("S");
        again.dedupe(1000, 5);
        for (int seq = 1; seq <= 3; seq++) {
            byte[] id = ("id-" + seq).getBytes(StandardCharsets.US_ASCII);
            assertThat(find(again.duplicates(), id)).as("id " + seq).isEqualTo(seq);
        }
    }

    private static long find(DedupeWindow window, byte[] id) {
        return window.check(id, 0, id.length, 5);
    }
}
