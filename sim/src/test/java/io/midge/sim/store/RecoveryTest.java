package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.SecretText;
import io.midge.sim.Effect;
import io.midge.sim.Fault;
import io.midge.sim.Op;
import io.midge.sim.SimDisk;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a start does with a directory that is not as the last process would have left it. */
class RecoveryTest {
    private final TestStore test;

    RecoveryTest() throws IOException {
        test = new TestStore();
    }

    @Test
    void aStreamThatNoCheckpointKnowsIsKeptWhenItIsWrittenTo() throws IOException {
        test.appended(test.make("S", Storage.FILE), 40, 100);
        test.close();
        test.killed(image -> without(image, "checkpoint", "journal/"));
        TestStore.holds(test.stream("S"), 40, 100);
        test.appended(test.stream("S"), 1, 100);
        test.killed();
        TestStore.holds(test.stream("S"), 41, 100);
        test.appended(test.stream("S"), 1, 100);
        test.checkpoint();
        test.killed();
        TestStore.holds(test.stream("S"), 42, 100);
    }

    @Test
    void aJournalWithoutItsKeysIsNotTakenForAnothers() throws IOException {
        test.appended(test.make("S", Storage.FILE), 10, 100);
        byte[][] keys = new byte[1][];
        assertThatThrownBy(() -> test.killed(image -> {
                    keys[0] = image.files().get("keys");
                    return image.without("keys");
                }))
                .hasMessageContaining("keys is missing: put the file back from a backup");
        test.killed(image -> image.with("keys", keys[0]));
        TestStore.holds(test.stream("S"), 10, 100);
    }

    @Test
    void aStreamThatWasDroppedDoesNotComeBackWhenItsFilesCannotBeRemoved() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 10, 100);
        test.make("T", Storage.FILE);
        test.checkpoint();
        test.disk.plan(Fault.of(Effect.EIO).on(Op.RENAME).in("streams/*").times(1_000));
        String[] why = {null};
        test.store.drop(stream, 1, told -> why[0] = told);
        test.scheduler.runUntil(() -> why[0] != null);
        assertThat(why[0]).isEmpty();
        test.disk = test.disk.powerLoss(3);
        test.disk.plan(Fault.of(Effect.EIO).on(Op.RENAME).in("streams/*").times(1));
        test.open();
        assertThat(test.isThere("S")).isFalse();
        assertThat(test.found.warnings).anyMatch(line -> line.contains("are still there"));
        test.checkpoint();
        test.killed();
        assertThat(test.isThere("S")).isFalse();
        assertThat(test.isThere("T")).isTrue();
        assertThat(test.found.isEmpty()).as(test.found.toString()).isTrue();
    }

    @Test
    void theConfigurationOfAStreamInMemorySurvives() throws IOException {
        StreamStore stream = test.make("M", Storage.MEMORY);
        test.appended(stream, 3, 10);
        test.propose(stream, new Decision().config("another".getBytes(StandardCharsets.US_ASCII), 1));
        test.killed();
        assertThat(text(test.stream("M").config())).isEqualTo("another");
        assertThat(test.stream("M").state().messages()).isZero();
    }

    @Test
    void aConfigurationBehindAChangeOfKeysDoesNotBringTheOldKeyBack() throws IOException {
        test.close();
        test.key = SecretText.of("first");
        test.disk = new SimDisk(2);
        test.open();
        test.appended(test.make("S", Storage.FILE), 10, 100);
        test.close();
        test.key = SecretText.of("second");
        test.previousKey = SecretText.of("first");
        test.killed();
        test.propose(test.stream("S"), new Decision().config("another".getBytes(StandardCharsets.US_ASCII), 1));
        test.checkpoint();
        test.previousKey = SecretText.NONE;
        test.killed();
        TestStore.holds(test.stream("S"), 10, 100);
        assertThat(text(test.stream("S").config())).isEqualTo("another");
    }

    @Test
    void filesOfConsumersThatCannotBeReadCostNothingElse() throws IOException {
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 10, 100);
        test.close();
        test.disk = test.disk.restart();
        test.disk.plan(Fault.of(Effect.EIO).on(Op.READ).in("streams/*/index").times(1_000));
        test.open();
        TestStore.holds(test.stream("S"), 10, 100);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static Image without(Image image, String... names) throws IOException {
        Image left = image;
        for (Map.Entry<String, byte[]> each : image.files().entrySet()) {
            for (String name : names) {
                if (each.getKey().startsWith(name)) {
                    left = left.without(each.getKey());
                }
            }
        }
        return left;
    }
}
