package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.disk.DiskFile;
import io.midge.sim.PowerLost;
import io.midge.sim.SimDisk;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.file.TwinFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What can be done on a disk that has no byte left. */
class FullDiskTest {
    private static final byte[] OLD = "old".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "new".repeat(1000).getBytes(StandardCharsets.US_ASCII);

    @Test
    void aSmallFileIsTheOldOneOrTheNewOneWheneverThePowerGoes() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        for (int operation = 1; operation <= 12; operation++) {
            for (int broken = -1; broken <= 1; broken++) {
                seen.add(overwritten(operation, broken));
            }
        }
        assertThat(seen).containsExactly("new", "old");
    }

    // With one of the copies damaged before, or none.
    private static String overwritten(int operation, int broken) throws IOException {
        SimDisk disk = new SimDisk(operation);
        new TwinFile(disk, "file", 8192, "").write(OLD);
        if (broken >= 0) {
            try (DiskFile file = disk.open("file")) {
                file.write(ByteBuffer.wrap(new byte[8]), broken * file.size() / 2);
                file.sync();
            }
        }
        disk.capacity(disk.used());
        disk.stopAtOperation(disk.operations() + operation);
        try {
            new TwinFile(disk, "file", 8192, "").write(NEW);
        } catch (PowerLost e) {
            assertThat(disk.isStopped()).isTrue();
        }
        byte[] content = new TwinFile(disk.powerLoss(operation), "file", 8192, "").read(line -> {});
        return new String(content, 0, 3, StandardCharsets.US_ASCII);
    }

    @Test
    void aStoreOpensAndServesWhatItHas() throws IOException {
        TestStore test = new TestStore();
        StreamStore stream = test.make("S", Storage.FILE);
        test.appended(stream, 30, 200);
        test.checkpoint();
        test.appended(stream, 30, 200);
        test.disk = test.disk.restart();
        test.disk.capacity(test.disk.used());
        test.open();
        TestStore.holds(test.stream("S"), 60, 200);
        test.disk.capacity(1L << 30);
        test.scheduler.runFor(5_000_000_000L);
        test.appended(test.stream("S"), 30, 200);
        test.checkpoint();
        test.disk = test.disk.restart();
        test.disk.capacity(test.disk.used());
        test.open();
        TestStore.holds(test.stream("S"), 90, 200);
    }
}
