package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.SecretText;
import io.midge.sim.Effect;
import io.midge.sim.Fault;
import io.midge.sim.Op;
import io.midge.sim.SimDisk;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Storage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that stops, or cannot be opened, takes nothing with it, and loses nothing. */
class StoppedStreamTest {
    private static final int SIZE = 300;

    private final TestStore test;

    StoppedStreamTest() throws IOException {
        test = new TestStore();
    }

    // Several journals full.
    private void othersGoOn(StreamStore other) {
        for (int n = 0; n < 40; n++) {
            test.appended(other, 50, SIZE);
            test.checkpoint();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 300", "true, 300", "true, 428", "true, 429", "true, 430"
    }) // the last ones fill batches to the last byte
    void oneThatStopsDoesNotFillTheJournal(boolean encrypted, int size) throws IOException {
        if (encrypted) {
            test.close();
            test.key = SecretText.of("a key");
            test.disk = new SimDisk(2);
            test.open();
        }
        StreamStore stream = test.make("S", Storage.FILE);
        StreamStore other = test.make("T", Storage.FILE);
        test.appended(stream, 20, size);
        test.checkpoint();
        test.appended(stream, 20, size);
        int there = 40 + appendedUntilItStops(stream, size);
        othersGoOn(other);
        test.disk.heal();
        int last = comesBackWith(there, size);
        test.appended(test.stream("S"), 1, size);
        test.checkpoint();
        assertThat(Image.of(test.disk).files().keySet()).noneMatch(name -> name.contains("/kept/"));
        test.killed();
        TestStore.holds(test.stream("S"), last + 1, size);
        TestStore.holds(test.stream("T"), 2000, SIZE);
    }

    /** The next start has at least so many messages, all of them whole; how many. */
    private int comesBackWith(int least, int size) throws IOException {
        test.killed();
        assertThat(test.found.isEmpty()).as(test.found.toString()).isTrue();
        int last = (int) test.stream("S").lastSeq();
        assertThat(last).isGreaterThanOrEqualTo(least);
        TestStore.holds(test.stream("S"), last, size);
        return last;
    }

    private int appendedUntilItStops(StreamStore stream, int size) {
        test.disk.plan(Fault.of(Effect.EIO)
                .on(Op.WRITE)
                .in(String.format("streams/%016x/*.seg", stream.group()))
                .times(1_000));
        int there = 0;
        while (stream.failure().isEmpty()) {
            there += test.append(stream, 1, size).getFirst().why.isEmpty() ? 1 : 0;
        }
        assertThat(stream.failure()).contains("Input/output error");
        return there;
    }

    @Test
    void oneThatStopsAgainAndAgainLosesNothing() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.make("T", Storage.FILE);
        test.appended(stream, 20, SIZE);
        for (int n = 0; n < 4; n++) {
            int last = (int) test.stream("S").lastSeq();
            int there = last + appendedUntilItStops(test.stream("S"), SIZE);
            othersGoOn(test.stream("T"));
            test.disk.heal();
            comesBackWith(there, SIZE);
        }
    }

    @Test
    void oneThatIsDroppedTakesWhatWasKeptWithIt() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 20, SIZE);
        appendedUntilItStops(stream, SIZE);
        othersGoOn(test.make("T", Storage.FILE));
        assertThat(Image.of(test.disk).files().keySet()).anyMatch(name -> name.contains("/kept/"));
        test.disk.heal();
        String[] why = {null};
        test.store.drop(stream, 1, told -> why[0] = told);
        test.scheduler.runUntil(() -> why[0] != null);
        othersGoOn(test.stream("T"));
        test.killed();
        assertThat(test.isThere("S")).isFalse();
        assertThat(Image.of(test.disk).files().keySet()).noneMatch(name -> name.contains("/kept/"));
        assertThat(test.found.isEmpty()).as(test.found.toString()).isTrue();
    }

    @Test
    void oneWhoseFilesCannotBeDeletedDoesNotFillTheJournal() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 20, SIZE);
        test.checkpoint();
        StreamStore other = test.make("T", Storage.FILE);
        test.disk.plan(Fault.of(Effect.EIO).on(Op.DELETE).in("streams/*.gone/*").times(Long.MAX_VALUE));
        String[] why = {null};
        test.store.drop(stream, 1, told -> why[0] = told);
        test.scheduler.runUntil(() -> why[0] != null);
        othersGoOn(other);
        test.disk.heal();
        test.killed();
        assertThat(test.isThere("S")).isFalse();
        assertThat(Image.of(test.disk).files().keySet()).noneMatch(name -> name.contains(".gone"));
    }

    @Test
    void oneThatCannotBeOpenedDoesNotFillTheJournal() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.make("T", Storage.FILE);
        test.appended(stream, 20, SIZE);
        test.checkpoint();
        test.appended(stream, 20, SIZE);
        String meta = String.format("streams/%016x/meta", stream.group());
        byte[][] good = new byte[1][];
        test.killed(image -> {
            good[0] = image.files().get(meta);
            return image.with(meta, new byte[good[0].length]);
        });
        assertThat(test.isThere("S")).isFalse();
        assertThat(test.found.failures).anyMatch(line -> line.contains("meta"));
        othersGoOn(test.stream("T"));
        test.killed();
        othersGoOn(test.stream("T"));
        test.killed(image -> image.with(meta, good[0]));
        TestStore.holds(test.stream("S"), 40, SIZE);
        assertThat(test.found.isEmpty()).as(test.found.toString()).isTrue();
        TestStore.holds(test.stream("T"), 4000, SIZE);
    }

    private static Fault unreadable(StreamStore stream) {
        String files = String.format("streams/%016x/*.seg", stream.group());
        return Fault.of(Effect.EIO).on(Op.READ).in(files).times(Long.MAX_VALUE);
    }

    // What cannot be read is neither dead nor gone.
    @Test
    void noFileGoesWhileTheDiskDoesNotGiveBackWhatIsInIt() throws IOException {
        test.close();
        test.options = SmallStore.options(5_000_000, SmallStore.JOURNAL);
        test.disk = new SimDisk(2);
        test.open();
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 200, SIZE);
        test.checkpoint();
        for (int start = 0; start < 2; start++) {
            test.disk.plan(unreadable(stream));
            if (start > 0) {
                test.open();
            }
            if (test.isThere("S")) {
                test.scheduler.runFor(2_000_000_000L);
                test.checkpoint();
            }
            test.disk.heal();
            if (start > 0) {
                test.appended(test.stream("S"), 2, SIZE);
                test.propose(test.stream("S"), new Decision().delete(202, 202, 1));
                test.checkpoint();
            }
            test.disk = test.disk.powerLoss(start);
        }
        test.open();
        assertThat(test.stream("S").state().messages()).isEqualTo(201);
        test.appended(test.stream("S"), 1, SIZE);
        assertThat(test.stream("S").lastSeq()).isEqualTo(203);
        TestStore.holds(test.stream("S"), 1, 201, SIZE);
    }

    @Test
    void whatCannotBeReadOfTheJournalIsCopiedLater() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 20, SIZE);
        test.checkpoint();
        test.appended(stream, 20, SIZE);
        test.disk.plan(Fault.of(Effect.EIO).on(Op.READ).in("journal/*.jrn").times(Long.MAX_VALUE));
        int there = 40 + appendedUntilItStops(stream, SIZE);
        test.scheduler.runFor(1_000_000_000L);
        assertThat(test.found.warnings).anyMatch(line -> line.contains("keeps the journal from being cut"));
        test.disk.heal();
        test.scheduler.runFor(20_000_000_000L);
        othersGoOn(test.make("T", Storage.FILE));
        comesBackWith(there, SIZE);
    }

    // The checkpoint that would have known more is not on the disk.
    @Test
    void whatIsCopiedBeginsWhereTheCheckpointOnTheDiskEnds() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.make("T", Storage.FILE);
        test.appended(stream, 20, SIZE);
        test.checkpoint();
        test.appended(stream, 20, SIZE);
        test.disk.plan(Fault.of(Effect.EIO).in("checkpoint*").times(Long.MAX_VALUE));
        test.store.checkpoint(() -> {});
        test.scheduler.runFor(3_000_000_000L);
        test.appended(stream, 5, SIZE);
        int there = 45 + appendedUntilItStops(stream, SIZE);
        test.scheduler.runFor(30_000_000_000L);
        comesBackWith(there, SIZE);
    }

    @Test
    void aLargePayloadWhoseSyncFailedIsNeverAcknowledged() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 3, 2_000);
        test.disk.plan(Fault.of(Effect.EIO).on(Op.SYNC).in("streams/*.big").times(1));
        assertThat(test.append(stream, 1, 2_000).getFirst().why).contains("Input/output error");
        assertThat(test.append(stream, 1, 2_000).getFirst().why).contains("Input/output error");
        test.killed();
        TestStore.holds(test.stream("S"), 3, 2_000);
    }
}
