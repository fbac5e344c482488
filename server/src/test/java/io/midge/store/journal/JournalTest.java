package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.raft.GroupLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is appended becomes durable in batches, is told in order, and is there again after a start. */
class JournalTest {
    private final Rig rig = Rig.small();

    @Test
    void whatIsDurableIsToldAndReadAgain() throws Exception {
        Journal journal = rig.start(0);
        long first = Rig.append(journal, 1, 1, "one");
        long second = Rig.append(journal, 2, 1, "two");
        assertThat(first).isEqualTo(64);
        assertThat(second).isEqualTo(64 + 32 + 8);
        assertThat(journal.durable()).isZero();
        rig.lanes.run();
        assertThat(journal.durable()).isEqualTo(4096);
        assertThat(rig.told(1)).containsExactly(new Rig.Heard(64, 1, 1, 1, (byte) 7, "one"));
        assertThat(rig.durableTexts(2)).containsExactly("two");

        rig.restart();
        rig.start(0);
        assertThat(rig.replayed)
                .containsExactly(
                        new Rig.Heard(64, 1, 1, 1, (byte) 7, "one"), new Rig.Heard(second, 2, 1, 1, (byte) 7, "two"));
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void whoeverWaitsForItsEndHearsItOnce() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "one");
        int[] ends = {0};
        journal.close(() -> ends[0]++); // behind the task that writes, before the one that this hands over
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).containsExactly("one");
        assertThat(ends[0]).isEqualTo(1);
    }

    @Test
    void whatPilesUpDuringOneSyncIsTheNextBatch() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "a");
        rig.lane.step();
        assertThat(journal.durable()).isEqualTo(4096);
        List<String> synced = new ArrayList<>();
        rig.disk.fault = (operation, name) -> {
            if (operation.equals("sync")) {
                synced.add(name);
            }
            return null;
        };
        for (int i = 2; i <= 50; i++) {
            Rig.append(journal, 1 + i % 2, i, "b");
        }
        rig.lane.step();
        assertThat(synced).containsExactly("journal/0000000000000000.jrn");
        assertThat(journal.durable()).isEqualTo(8192);
        assertThat(journal.end()).isEqualTo(8192);
    }

    @Test
    void eachLaneGetsOneTaskPerBatch() throws Exception {
        Journal journal = rig.start(0, 6);
        for (int i = 1; i <= 60; i++) {
            Rig.append(journal, 1 + i % 6, i, "x" + i);
        }
        rig.lane.step();
        assertThat(rig.streams).allMatch(lane -> lane.waiting() == 1);
        rig.lanes.run();
        for (long group = 1; group <= 6; group++) {
            assertThat(rig.told(group)).hasSize(10).isSortedAccordingTo((a, b) -> Long.compare(a.lsn(), b.lsn()));
        }
    }

    private static void appendAlone(Rig rig, Journal journal, long index) {
        byte[] bytes = ("alone " + index).getBytes(StandardCharsets.ISO_8859_1);
        rig.streams
                .get(1)
                .run(() -> assertThat(journal.appendAlone(1, index, 1, (byte) 7, bytes, 0, bytes.length))
                        .isNotNegative());
    }

    @Test
    void whoHasNothingElseToDoMakesItDurable() throws Exception {
        rig.lanes.share();
        Journal journal = rig.start(0);
        appendAlone(rig, journal, 1);
        assertThat(journal.durable()).as("nobody knows how long it takes").isZero();
        rig.lanes.run();
        appendAlone(rig, journal, 2);
        assertThat(journal.durable()).isEqualTo(journal.end());
        assertThat(rig.lane.waiting()).as("nothing is left to do there").isZero();
        assertThat(rig.durableTexts(1)).as("it is told in a task of its own").containsExactly("alone 1");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).containsExactly("alone 1", "alone 2");
    }

    @Test
    void whileTheJournalIsAtWorkNobodyElseIs() throws Exception {
        rig.lanes.share();
        Journal journal = rig.start(0);
        appendAlone(rig, journal, 1);
        rig.lanes.run();
        long before = journal.durable();
        Rig.append(journal, 2, 1, "another");
        appendAlone(rig, journal, 2);
        assertThat(journal.durable()).isEqualTo(before);
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).containsExactly("alone 1", "alone 2");
    }

    @Test
    void aDiskThatIsSlowKeepsNobodyElseFromHisWork() throws Exception {
        rig.lanes.share();
        Journal journal = rig.start(0);
        appendAlone(rig, journal, 1);
        rig.lanes.run();
        rig.disk.fault = (what, name) -> {
            rig.lanes.busy(what.equals("sync") ? 20_000_000 : 0);
            return null;
        };
        appendAlone(rig, journal, 2);
        assertThat(journal.durable()).as("it was quick before").isEqualTo(journal.end());
        rig.lanes.run();
        appendAlone(rig, journal, 3);
        assertThat(journal.durable()).isLessThan(journal.end());
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).hasSize(3);
    }

    @Test
    void entriesOfTwoPartsAreOne() throws Exception {
        Journal journal = rig.start(0);
        byte[] head = "..head".getBytes(StandardCharsets.ISO_8859_1);
        byte[] body = "body...".getBytes(StandardCharsets.ISO_8859_1);
        journal.append(1, 1, 3, (byte) -1, head, 2, 4, body, 0, 4, false);
        rig.lanes.run();
        assertThat(rig.told(1)).containsExactly(new Rig.Heard(64, 1, 1, 3, (byte) -1, "headbody"));
    }

    @Test
    void nobodyHearsOfAGroupThatIsForgotten() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "before");
        rig.lane.step();
        journal.forget(1);
        Rig.append(journal, 1, 2, "after");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).isEmpty();
        Rig.append(journal, 2, 1, "other");
        rig.lanes.run();
        assertThat(rig.durableTexts(2)).containsExactly("other");
    }

    @Test
    void filesFollowEachOtherAndReplayBeginsWhereItIsAsked() throws Exception {
        Journal journal = rig.start(0);
        List<Long> lsns = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            lsns.add(Rig.append(journal, 1, i, Rig.text(1, i, 1500)));
            rig.lanes.run();
        }
        assertThat(lsns).doesNotContain(GroupLog.FULL);
        assertThat(rig.told(1).stream().map(Rig.Heard::lsn)).isEqualTo(lsns);
        for (int from : List.of(0, 1, 14, 15, 16, 17, 50, 59)) {
            rig.restart();
            rig.recover(lsns.get(from));
            assertThat(rig.replayed).isEqualTo(rig.told(1).subList(from, 60));
            assertThat(rig.damages).isEmpty();
        }
    }

    @Test
    void itGoesOnAfterAStart() throws Exception {
        for (int round = 0; round < 5; round++) {
            Journal journal = rig.start(0);
            assertThat(rig.replayed).hasSize(round * 7);
            for (int i = 1; i <= 7; i++) {
                Rig.append(journal, 1, round * 7 + i, Rig.text(1, round * 7 + i, 100));
                rig.lanes.run();
            }
            rig.restart();
        }
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).isEqualTo(rig.durableTexts(1)).hasSize(35);
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void fullAtItsBoundUntilItIsCut() throws Exception {
        Journal journal = rig.start(0);
        int index = 0;
        long lsn = 0;
        while (lsn >= 0) {
            lsn = Rig.append(journal, 1, ++index, Rig.text(1, index, 3000));
            rig.lanes.run();
        }
        assertThat(lsn).isEqualTo(GroupLog.FULL);
        assertThat(journal.failure()).isEmpty();
        assertThat(journal.used()).isEqualTo(journal.capacity()).isEqualTo(256 << 10);
        assertThat(rig.events)
                .containsExactly(
                        "checkpoint at 131072 of 262144",
                        "checkpoint at 196608 of 262144",
                        "checkpoint at 262144 of 262144",
                        "checkpoint at 262144 of 262144");
        journal.cut(journal.durable());
        rig.lanes.run();
        assertThat(journal.used()).isEqualTo(64 << 10);
        long more = Rig.append(journal, 1, index, "more");
        assertThat(more).isPositive();
        rig.lanes.run();
        rig.restart();
        rig.recover(more);
        assertThat(rig.damages).isEmpty();
        assertThat(rig.replayedTexts(1)).containsExactly("more");
    }

    @Test
    void filesThatWereCutAreUsedAgainAndTheirOldContentIsNeverRead() throws Exception {
        Journal journal = rig.start(0);
        long cut = 0;
        List<String> made = new ArrayList<>();
        rig.disk.fault = (operation, name) -> {
            if (operation.equals("create")) {
                made.add(name);
            }
            return null;
        };
        for (int i = 1; i <= 400; i++) {
            assertThat(Rig.append(journal, 1, i, Rig.text(1, i, 900))).isPositive();
            rig.lanes.run();
            if (i % 20 == 0) {
                cut = journal.durable();
                journal.cut(cut);
                rig.lanes.run();
            }
            if (i % 7 == 0) {
                Rig copy = new Rig(rig.disk.copy(), rig.options);
                copy.recover(cut);
                assertThat(copy.damages).isEmpty();
                assertThat(copy.replayed).isEqualTo(rig.told(1).subList(i / 20 * 20, i));
            }
        }
        assertThat(rig.files()).hasSizeLessThanOrEqualTo(6); // 2 in use, 2 spares, 2 that were cut
        assertThat(journal.used()).isLessThanOrEqualTo(128 << 10);
        assertThat(journal.end()).isGreaterThan(20 * (64 << 10));
        assertThat(made).as("after the first of them, files are used again").hasSizeLessThan(8);
    }

    @Test
    void roomIsBoundedByBuffersThatAreGivenBack() throws Exception {
        Journal journal = rig.start(0);
        int taken = 0;
        while (Rig.append(journal, 1, taken + 1, Rig.text(1, taken + 1, 1000)) != GroupLog.FULL) {
            taken++;
        }
        assertThat(taken).isBetween(4 * 15, 4 * 16);
        boolean more = true;
        while (more) {
            more = rig.lane.step();
        }
        // The listener has not taken them.
        assertThat(Rig.append(journal, 1, taken + 1, Rig.text(1, taken + 1, 1000)))
                .isEqualTo(GroupLog.FULL);
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).hasSize(taken);
        assertThat(Rig.append(journal, 1, taken + 1, "yes")).isPositive();
    }

    @Test
    void aLargeEntryHasABatchOfItsOwnAndNoneIsLargerThanAFile() throws Exception {
        Journal journal = rig.start(0);
        Rig.append(journal, 1, 1, "small");
        Rig.append(journal, 1, 2, Rig.text(1, 2, 40_000));
        assertThat(Rig.append(journal, 2, 1, Rig.text(2, 1, 40_000))).isEqualTo(GroupLog.FULL);
        Rig.append(journal, 1, 3, "small");
        rig.lanes.run();
        assertThat(rig.durableTexts(1)).containsExactly("small", Rig.text(1, 2, 40_000), "small");
        assertThat(Rig.append(journal, 1, 4, Rig.text(1, 4, 65536 - 64 - 32))).isPositive();
        rig.lanes.run();
        assertThatThrownBy(() -> Rig.append(journal, 1, 5, Rig.text(1, 5, 65536 - 64 - 31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit into a file of 65536");
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(1)).isEqualTo(rig.durableTexts(1));
    }

    @Test
    void closingMakesDurableWhatWasTaken() throws Exception {
        Journal journal = rig.start(0);
        for (int i = 1; i <= 40; i++) {
            Rig.append(journal, 1, i, Rig.text(1, i, 1000));
        }
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        journal.close(() -> closed.complete(true));
        assertThat(closed).isNotDone();
        assertThat(Rig.append(journal, 1, 41, "late")).isEqualTo(GroupLog.FAILED);
        assertThat(journal.failure()).isEqualTo("the journal is closed");
        rig.lanes.run();
        assertThat(closed).isCompleted();
        assertThat(rig.durableTexts(1)).hasSize(40);
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed).isEqualTo(rig.told(1));
        assertThat(rig.damages).isEmpty();
    }
}
