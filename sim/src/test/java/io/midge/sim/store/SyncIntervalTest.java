package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.sim.Dice;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A store whose journal is synced now and then: what a loss of power may cost, and what it may not. */
class SyncIntervalTest {
    private static final long INTERVAL = 1_000_000_000L;
    private static final int SIZE = 300;

    private static TestStore store() throws IOException {
        TestStore store = new TestStore();
        store.close();
        store.options = store.options.as(store.options.name(), store.options.memory(), INTERVAL);
        store.open();
        return store;
    }

    @Test
    void aProcessThatIsKilledLosesNothing() throws IOException {
        TestStore store = store();
        store.appended(store.make("s", Storage.FILE), 40, SIZE);
        store.disk = store.disk.restart();
        store.open();
        TestStore.holds(store.stream("s"), 40, SIZE);
    }

    @Test
    void aLossOfPowerCostsAtMostWhatCameSinceTheLastSync() throws IOException {
        int lost = 0;
        for (int seed = 1; seed <= 40; seed++) {
            Dice dice = new Dice(seed);
            TestStore store = store();
            StreamStore stream = store.make("s", Storage.FILE);
            int appended = 0;
            int safe = 0;
            for (int round = 0; round < 8; round++) {
                int count = 1 + dice.below(30);
                store.appended(stream, count, SIZE);
                appended += count;
                switch (dice.below(5)) {
                    case 0 -> {
                        store.scheduler.runFor(INTERVAL);
                        safe = appended;
                    }
                    case 1 -> {
                        store.checkpoint();
                        safe = appended;
                    }
                    case 2 -> { // what it saves is written meanwhile
                        boolean[] done = {false};
                        store.store.checkpoint(() -> done[0] = true);
                        store.appended(stream, 20, SIZE);
                        appended += 20;
                        if (dice.oneIn(2)) {
                            store.scheduler.runUntil(() -> done[0]);
                        }
                    }
                    default -> {}
                }
            }
            store.disk = store.disk.powerLoss(dice.next());
            store.open();
            stream = store.stream("s");
            TestStore.holds(stream, 1, safe, SIZE);
            long last = stream.lastSeq();
            assertThat(last).as("seed " + seed).isBetween((long) safe, (long) appended);
            lost += appended - (int) last;

            store.appended(stream, 5, SIZE);
            if (dice.oneIn(2)) {
                store.close();
            }
            store.disk = store.disk.restart();
            store.open();
            stream = store.stream("s");
            assertThat(stream.lastSeq()).as("seed " + seed).isEqualTo(last + 5);
            TestStore.holds(stream, (int) last + 1, (int) last + 5, SIZE);
        }
        assertThat(lost).isPositive();
    }

    @Test
    void whatACheckpointSaysOfTheJournalIsTrueAfterALossOfPower() throws IOException {
        for (int seed = 1; seed <= 20; seed++) {
            TestStore store = store();
            StreamStore stream = store.make("s", Storage.FILE);
            store.appended(stream, 40, SIZE);
            store.checkpoint(); // long before the journal's own sync is due
            store.disk = store.disk.powerLoss(seed);
            store.open();
            assertThat(store.found.isEmpty())
                    .as("seed " + seed + "\n" + store.found)
                    .isTrue();
            TestStore.holds(store.stream("s"), 40, SIZE);
        }
    }

    @Test
    void aStreamThatWasMadeIsThere() throws IOException {
        TestStore store = store();
        store.make("s", Storage.FILE);
        store.disk = store.disk.powerLoss(3);
        store.open();
        assertThat(store.isThere("s")).isTrue();
        assertThat(store.stream("s").read(1, new StoredMessage())).isFalse();
    }
}
