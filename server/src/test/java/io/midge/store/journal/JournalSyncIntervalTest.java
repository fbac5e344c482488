package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.raft.GroupLog;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A journal that is synced now and then, and tells of entries when they are written. */
class JournalSyncIntervalTest {
    private static final long INTERVAL = 5_000_000_000L;

    private final Rig rig = new Rig(new FaultyDisk(), Rig.SMALL.withSyncEach(INTERVAL));
    private int syncs;

    private void count() {
        rig.disk.fault = (operation, name) -> {
            if (operation.equals("sync") && name.endsWith(".jrn")) {
                syncs++;
            }
            return null;
        };
    }

    private void append(Journal journal, int from, int to) {
        for (int i = from; i <= to; i++) {
            Rig.append(journal, 1, i, Rig.text(1, i, 500));
            rig.lanes.run();
        }
    }

    @Test
    void entriesAreToldOfWhenTheyAreWrittenAndSyncedTogether() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        count();
        append(journal, 1, 10);
        assertThat(rig.told(1)).hasSize(10);
        assertThat(syncs).isZero();
        rig.lanes.pass(INTERVAL - 1);
        assertThat(syncs).isZero();
        rig.lanes.pass(1);
        assertThat(syncs).isEqualTo(1);
        rig.lanes.pass(10 * INTERVAL);
        assertThat(syncs).isEqualTo(1);
        append(journal, 11, 11);
        rig.lanes.pass(INTERVAL);
        assertThat(syncs).isEqualTo(2);
    }

    @Test
    void whatDecidesWhichStreamsThereAreIsSyncedAtOnceWithAllBefore() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        append(journal, 1, 5);
        rig.listen(journal, 0, rig.streams.getFirst());
        Rig.append(journal, 0, 1, "a stream");
        rig.lanes.run();
        rig.disk.crash(new Random(1));
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayedTexts(0)).containsExactly("a stream");
        assertThat(rig.replayedTexts(1)).hasSize(5);
        assertThat(rig.damages).isEmpty();
    }

    @Test
    void aLossOfPowerCostsWhatWasNotSyncedAndNothingElse() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            Rig rig = new Rig(new FaultyDisk(), Rig.SMALL.withSyncEach(INTERVAL));
            Random random = new Random(seed);
            Journal journal = rig.start(0);
            rig.lanes.run();
            int appended = 0;
            int safe = 0;
            for (int round = 0; round < 6; round++) {
                for (int n = random.nextInt(7); n >= 0; n--) {
                    String text = Rig.text(1, appended + 1, random.nextInt(6000));
                    appended += Rig.append(journal, 1, appended + 1, text) == GroupLog.FULL ? 0 : 1;
                    rig.lanes.run();
                }
                if (random.nextBoolean()) {
                    rig.lanes.pass(INTERVAL);
                    safe = appended;
                }
            }
            assertThat(rig.told(1)).hasSize(appended);
            List<Rig.Heard> told = List.copyOf(rig.told(1));
            rig.disk.crash(random);
            rig.restart();
            rig.durable.clear();
            journal = rig.start(0);
            assertThat(rig.replayed).as("seed " + seed).containsAll(told.subList(0, safe));
            assertThat(told).containsAll(rig.replayed);
            int left = rig.replayed.size();
            Rig.append(journal, 1, appended + 1, "and on");
            rig.lanes.run();
            assertThat(rig.durableTexts(1)).containsExactly("and on");
            rig.lanes.pass(INTERVAL);
            rig.disk.crash(random);
            rig.restart();
            rig.recover(0);
            assertThat(rig.replayed).as("seed " + seed).hasSize(left + 1);
        }
    }

    @Test
    void aSyncThatFailsIsTheEndOfIt() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        append(journal, 1, 3);
        rig.disk.fault = (operation, name) -> operation.equals("sync") ? "Input/output error" : null;
        rig.lanes.pass(INTERVAL);
        assertThat(rig.events).containsExactly("failed: what was written cannot be synced: Input/output error");
        assertThat(journal.failure()).contains("Input/output error");
        assertThat(Rig.append(journal, 1, 4, "four")).isNegative();
    }

    @Test
    void theEndSyncsWhatWasWritten() throws Exception {
        Journal journal = rig.start(0);
        rig.lanes.run();
        append(journal, 1, 3);
        boolean[] closed = {false};
        journal.close(() -> closed[0] = true);
        rig.lanes.run();
        assertThat(closed[0]).isTrue();
        rig.disk.crash(new Random(2));
        rig.restart();
        rig.recover(0);
        assertThat(rig.replayed).hasSize(3);
    }
}
