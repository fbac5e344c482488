package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.raft.GroupLog;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What happens when writes, syncs and the making of files fail. */
class JournalFailureTest {
    private static final String FIRST = "journal/0000000000000000.jrn";
    private static final long SECOND = 1_000_000_000L;

    private final Rig rig = Rig.small();

    /** Fails once, on whatever file is written then. */
    private void failOnce(String what, String why) {
        boolean[] done = {false};
        rig.disk.fault = (operation, name) -> {
            if (done[0] || !operation.equals(what) || !name.endsWith(".jrn")) {
                return null;
            }
            done[0] = true;
            return why;
        };
    }

    @Test
    void aBatchThatCannotBeSyncedGoesToAnotherFile() throws Exception {
        for (String operation : new String[] {"write", "sync"}) {
            Rig rig = new Rig(new FaultyDisk(), Rig.SMALL);
            Journal journal = rig.start(0);
            Rig.append(journal, 1, 1, "one");
            rig.lanes.run();
            boolean[] done = {false};
            rig.disk.fault = (what, name) -> {
                if (done[0] || !what.equals(operation)) {
                    return null;
                }
                done[0] = true;
                return "Input/output error";
            };
            Rig.append(journal, 1, 2, "two");
            rig.lane.step();
            rig.disk.fault = (what, name) -> name.equals(FIRST) && !what.equals("read") ? "never again" : null;
            rig.lanes.run();
            Rig.append(journal, 1, 3, "three");
            rig.lanes.run();
            assertThat(rig.durableTexts(1)).containsExactly("one", "two", "three");
            assertThat(rig.events).containsExactly("sealed 0000000000000000.jrn at 4096: Input/output error");
            assertThat(journal.failure()).isEmpty();
            assertThat(rig.files()).contains("journal/0000000000001000.jrn");

            rig.disk.fault = (what, name) -> null;
            rig.restart();
            rig.recover(0);
            assertThat(rig.replayed).isEqualTo(rig.told(1));
            assertThat(rig.damages).isEmpty();
        }
    }

    @Test
    void theFirstBatchOfAFileMayFailToo() throws Exception {
        Journal journal = rig.start(0);
        failOnce("sync", "Input/output error");
        Rig.append(journal, 1, 1, "one");
        rig.lanes.run();
        for (int i = 2; i <= 40; i++) {
            Rig.append(journal, 1, i, Rig.text(1, i, 3000));
            rig.lanes.run();
        }
        assertThat(rig.durableTexts(1)).hasSize(40);
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed).isEqualTo(rig.told(1));
    }

    @Test
    void aSecondFailureIsForGood() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one");
        rig.lanes.run();
        rig.disk.fault = (operation, name) -> operation.equals("sync") ? "Input/output error" : null;
        for (int i = 2; i <= 50; i++) {
            Rig.append(journal, 1 + i % 2, i, Rig.text(1, i, 500));
        }
        rig.lanes.run();
        String why = "journal/0000000000001000.jrn: Input/output error";
        assertThat(rig.events)
                .containsExactlyInAnyOrder(
                        "sealed 0000000000000000.jrn at 4096: Input/output error",
                        "failed: " + why,
                        "lost 1 from 2: " + why,
                        "lost 2 from 3: " + why);
        assertThat(journal.failure()).isEqualTo(why);
        assertThat(Rig.append(journal, 1, 51, "late")).isEqualTo(GroupLog.FAILED);
        assertThat(rig.durableTexts(1)).containsExactly("one");
        assertThat(journal.durable()).isEqualTo(4096);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        journal.close(() -> closed.complete(true));
        rig.lanes.run();
        assertThat(closed).isCompleted();
        rig.disk.fault = (operation, name) -> null;
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).startsWith("one");
    }

    @Test
    void afterAFailureTheFailedFileIsNotReadBeyondItsEnd() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one");
        rig.lanes.run();
        failOnce("sync", "Input/output error");
        Rig.append(journal, 1, 2, "two");
        rig.lanes.run();
        byte[] failed = rig.disk.bytes(FIRST);
        byte[] other = rig.disk.bytes("journal/0000000000001000.jrn");
        assertThat(new String(failed, 4096, 200, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("two");
        other[97] ^= 1;
        rig.disk.set("journal/0000000000001000.jrn", other);
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).containsExactly("one");
        assertThat(rig.damages).hasSize(1);
        assertThat(rig.damages.getFirst().kind()).isEqualTo(Damage.Kind.TAIL);
    }

    @Test
    void aFileThatTookOverStaysWhenWhatItHeldIsGone() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one");
        rig.lanes.run();
        failOnce("sync", "Input/output error");
        Rig.append(journal, 1, 2, "two");
        rig.lanes.run();
        String other = "journal/0000000000001000.jrn";
        rig.disk.set(other, new byte[rig.disk.bytes(other).length]);
        for (int round = 3; round < 6; round++) {
            rig.restart();
            journal = rig.start(0);
            assertThat(rig.files()).contains(other);
            Rig.append(journal, 1, round, "round " + round);
            rig.lanes.run();
        }
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).containsExactly("one", "round 3", "round 4", "round 5");
    }

    @Test
    void optionsMayGiveFilesAnotherSize() throws Exception {
        int index = 0;
        for (int size : new int[] {64 << 10, 24 << 10, 128 << 10, 8 << 10, 64 << 10}) {
            Rig now = new Rig(rig.disk, Rig.SMALL.withSizes(size, 2 << 20));
            Journal journal = now.start(0);
            assertThat(now.replayed).hasSize(index);
            for (int i = 0; i < 20; i++) {
                index++;
                assertThat(Rig.append(journal, 1, index, Rig.text(1, index, 3000 + 100 * i)))
                        .isPositive();
                now.lanes.run();
            }
            assertThat(now.durableTexts(1)).hasSize(20);
        }
        rig.recover(0);
        assertThat(rig.replayed).hasSize(100).isSortedAccordingTo((a, b) -> Long.compare(a.index(), b.index()));
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void aFullDiskIsToldAndWhatFitsIsTaken() throws Exception {
        rig.disk.free = 3 * (64 << 10) + 1000;
        Journal journal = rig.start(0);
        rig.lanes.run(); // two files are prepared
        int index = 0;
        while (Rig.append(journal, 1, index + 1, Rig.text(1, index + 1, 3000)) >= 0) {
            index++;
            rig.lanes.run();
        }
        assertThat(rig.events).contains("full: java.io.IOException: No space left on device");
        assertThat(journal.failure()).isEmpty();
        assertThat(index).isEqualTo(2 * 16); // the third file is the reserve
        assertThat(rig.durableTexts(1)).hasSize(index);
        rig.lanes.pass(SECOND);
        assertThat(Rig.append(journal, 1, index + 1, "no")).isEqualTo(GroupLog.FULL);

        rig.disk.free = 10 << 20;
        rig.lanes.pass(SECOND);
        assertThat(rig.events).contains("room");
        assertThat(Rig.append(journal, 1, index + 1, "yes")).isPositive();
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).endsWith("yes");
    }

    @Test
    void theReserveFinishesWhatWasTaken() throws Exception {
        rig.disk.free = 2 * (64 << 10);
        Journal journal = rig.start(0);
        rig.lanes.run();
        assertThat(rig.events).isEmpty();
        for (int i = 1; i <= 14; i++) {
            Rig.append(journal, 1, i, Rig.text(1, i, 3000));
            rig.lanes.run();
        }
        failOnce("write", "Input/output error");
        Rig.append(journal, 1, 15, "last");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).endsWith("last").hasSize(15);
        assertThat(journal.failure()).isEmpty();
    }

    @Test
    void withoutAnyFileABatchWaitsForRoom() throws Exception {
        rig.disk.free = 0;
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one"); // before anybody knows
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).isEmpty();
        assertThat(journal.failure()).isEmpty();
        assertThat(rig.events).anyMatch(event -> event.startsWith("full"));
        rig.lanes.pass(SECOND);
        assertThat(rig.durableTexts(1)).isEmpty();
        rig.disk.free = 10 << 20;
        rig.lanes.pass(2 * SECOND);
        assertThat(rig.durableTexts(1)).containsExactly("one");
        assertThat(rig.events).endsWith("room");
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed).isEqualTo(rig.told(1));
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void closingDoesNotWaitForRoom() throws Exception {
        rig.disk.free = 0;
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one");
        rig.lanes.run();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        journal.close(() -> closed.complete(true));
        rig.lanes.run();
        assertThat(closed).isCompleted();
        assertThat(rig.events).anyMatch(event -> event.startsWith("lost 1 from 1"));
    }

    @Test
    void aListenerThatThrowsHearsNoMoreAndOthersDo() throws Exception {
        Journal journal = rig.start(0);
        journal.listen(3, new GroupLog.Listener() {
            @Override
            public io.midge.loop.Lane lane() {
                return rig.streams.get(1);
            }

            @Override
            public void durable(io.midge.raft.Entry entry) {
                rig.events.add("heard " + entry.index);
                throw new IllegalStateException("cannot");
            }

            @Override
            public void lost(long fromIndex, String why) {}
        });
        Rig.append(journal, 3, 1, "x");
        Rig.append(journal, 1, 1, "one");
        Rig.append(journal, 3, 2, "x");
        Rig.append(journal, 1, 2, "two");
        rig.lane.step();
        rig.lane.step();
        org.assertj.core.api.Assertions.assertThatThrownBy(rig.streams.get(1)::step)
                .hasMessage("cannot");
        rig.lanes.run();
        assertThat(rig.events).containsExactly("heard 1");
        assertThat(rig.durableTexts(1)).containsExactly("one", "two");
    }

    @Test
    void whatARecoveryHasToldStaysThoughItsSyncHadFailed() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one");
        rig.lanes.run();
        rig.disk.fault = (operation, name) -> operation.equals("sync") ? "Input/output error" : null;
        Rig.append(journal, 1, 2, "two");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).containsExactly("one");
        rig.disk.fault = (operation, name) -> null;
        rig.disk.forgetWrites();
        rig.restart(); // another process, which finds what the machine has in memory
        rig.recover(0);
        List<String> told = rig.replayedTexts(1);
        assertThat(told).contains("one", "two");
        rig.disk.crash(new Random(1));
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).isEqualTo(told);
    }
}
