package io.midge.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.midge.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** That a {@link SimDisk} fails as planned, stops where it is told, and breaks what it is told to break. */
class SimDiskFaultTest {
    private final SimDisk disk = new SimDisk(1);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(DiskFile file) throws IOException {
        byte[] all = new byte[(int) file.size()];
        file.read(ByteBuffer.wrap(all), 0);
        return new String(all, UTF_8);
    }

    @Test
    void nthOfAKindAndNameFails() throws IOException {
        disk.createDirectories("j");
        DiskFile one = disk.create("j/one");
        DiskFile other = disk.create("other");
        disk.plan(Fault.of(Effect.EIO).on(Op.WRITE).in("j/*").nth(2).times(2));
        one.write(bytes("a"), 0);
        for (int i = 0; i < 3; i++) {
            other.write(bytes("a"), i);
        }
        assertThatIOException().isThrownBy(() -> one.write(bytes("b"), 1)).withMessage("Input/output error");
        assertThatIOException().isThrownBy(() -> one.write(bytes("b"), 1));
        one.write(bytes("c"), 1);
        assertThat(text(one)).isEqualTo("ac");
    }

    @Test
    void namesArePatternsWithStarsOnly() {
        Fault fault = Fault.of(Effect.EIO).in("a.b/*.jrn");
        assertThat(fault.appliesTo(Op.WRITE, "a.b/1.jrn")).isTrue();
        assertThat(fault.appliesTo(Op.WRITE, "aXb/1.jrn")).isFalse();
        assertThat(fault.appliesTo(Op.WRITE, "a.b/1.jrn2")).isFalse();
        assertThat(fault.appliesTo(Op.READ, "a.b/1.jrn")).as("changes nothing").isFalse();
        assertThat(fault.on(Op.READ).appliesTo(Op.READ, "a.b/1.jrn")).isTrue();
    }

    @Test
    void readOnlyFileSystemReads() throws IOException {
        DiskFile file = disk.create("a");
        file.write(bytes("x"), 0);
        disk.plan(Fault.of(Effect.READ_ONLY).times(Long.MAX_VALUE));
        assertThatIOException().isThrownBy(() -> file.write(bytes("y"), 0)).withMessage("Read-only file system");
        assertThatIOException().isThrownBy(() -> disk.create("b"));
        assertThatIOException().isThrownBy(() -> disk.rename("a", "b"));
        assertThatIOException().isThrownBy(() -> disk.delete("a"));
        assertThatIOException().isThrownBy(() -> disk.syncDirectory(""));
        assertThatIOException().isThrownBy(() -> file.truncate(0));
        assertThat(text(file)).isEqualTo("x");
        assertThat(disk.exists("b")).isFalse();
        disk.heal();
        file.truncate(0);
    }

    @Test
    void faultByChanceFailsNowAndThen() throws IOException {
        DiskFile file = disk.create("a");
        file.write(bytes("x"), 0);
        disk.plan(Fault.of(Effect.EIO).on(Op.READ).oneIn(10));
        int failed = 0;
        for (int i = 0; i < 1_000; i++) {
            try {
                text(file);
            } catch (IOException e) {
                failed++;
            }
        }
        assertThat(failed).isBetween(50, 200);
    }

    @Test
    void fullDiskTakesWhatFits() throws IOException {
        disk.capacity(4 * Pages.PAGE);
        DiskFile file = disk.create("a");
        file.write(ByteBuffer.allocate(2 * Pages.PAGE + 1), 0);
        assertThat(disk.free()).isEqualTo(Pages.PAGE);
        DiskFile other = disk.create("b");
        ByteBuffer much = ByteBuffer.allocate(3 * Pages.PAGE);
        assertThatIOException().isThrownBy(() -> other.write(much, 0)).withMessage("No space left on device");
        assertThat(other.size()).isEqualTo(Pages.PAGE);
        assertThat(disk.free()).isZero();
        file.write(ByteBuffer.allocate(Pages.PAGE - 1), 2 * Pages.PAGE + 1);
        file.write(bytes("x"), 0);
        disk.rename("b", "a");
        assertThat(disk.free()).isEqualTo(3 * Pages.PAGE);
        other.truncate(0);
        assertThat(disk.free()).isEqualTo(4 * Pages.PAGE);
        disk.capacity(0);
        assertThat(disk.free()).isZero();
    }

    @Test
    void freeBytesAreCountedAfterALossOfPowerToo() throws IOException {
        disk.capacity(10 * Pages.PAGE);
        DiskFile file = disk.create("a");
        file.write(ByteBuffer.allocate(2 * Pages.PAGE + 1), 0);
        file.sync();
        disk.syncDirectory("");
        SimDisk after = disk.powerLoss(3);
        assertThat(after.free()).isEqualTo(7 * Pages.PAGE);
        after.delete("a");
        assertThat(after.free()).isEqualTo(10 * Pages.PAGE);
    }

    /** As Linux: the next sync succeeds, and says nothing about what the first one could not write. */
    @Test
    void failedSyncLosesWhatItShouldHaveWritten() throws IOException {
        TreeSet<String> read = new TreeSet<>();
        TreeSet<String> left = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimDisk each = new SimDisk(seed);
            DiskFile file = each.create("a");
            file.write(bytes("old"), 0);
            file.sync();
            each.syncDirectory("");
            each.plan(Fault.of(Effect.EIO).on(Op.SYNC));
            file.write(bytes("new"), 0);
            assertThatIOException().isThrownBy(file::sync).withMessage("Input/output error");
            file.sync();
            read.add(text(file));
            left.add(text(each.powerLoss(seed).open("a")));
            file.close();
        }
        assertThat(read).containsExactlyInAnyOrder("old", "new");
        assertThat(left).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void writeAfterAFailedSyncIsSynced() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            SimDisk each = new SimDisk(seed);
            DiskFile file = each.create("a");
            each.syncDirectory("");
            each.plan(Fault.of(Effect.ENOSPC).on(Op.SYNC));
            file.write(bytes("x".repeat(10_000)), 0);
            file.truncate(5_000);
            assertThatIOException().isThrownBy(file::sync);
            file.write(bytes("y".repeat(6_000)), 0);
            file.truncate(5_500);
            file.sync();
            assertThat(text(each.powerLoss(seed).open("a"))).isEqualTo("y".repeat(5_500));
        }
    }

    @Test
    void failedWriteMayHaveDoneAPart() throws IOException {
        TreeSet<Long> sizes = new TreeSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimDisk each = new SimDisk(seed);
            DiskFile file = each.create("a");
            each.plan(Fault.of(Effect.ENOSPC).on(Op.WRITE));
            ByteBuffer from = bytes("abc");
            assertThatIOException().isThrownBy(() -> file.write(from, 0));
            assertThat(from.position()).isEqualTo((int) file.size());
            sizes.add(file.size());
        }
        assertThat(sizes).containsExactly(0L, 1L, 2L);
    }

    @Test
    void worldStopsAtAnOperation() throws IOException {
        disk.stopAtOperation(3);
        DiskFile file = disk.create("a");
        file.read(ByteBuffer.allocate(1), 0);
        disk.list("");
        file.write(bytes("x"), 0);
        assertThat(disk.isStopped()).isFalse();
        assertThatExceptionOfType(PowerLost.class).isThrownBy(() -> file.write(bytes("y"), 1));
        assertThat(disk.isStopped()).isTrue();
        assertThatExceptionOfType(PowerLost.class).isThrownBy(() -> file.write(bytes("y"), 1));
        assertThatExceptionOfType(PowerLost.class).isThrownBy(() -> disk.exists("a"));
        assertThatExceptionOfType(PowerLost.class).isThrownBy(file::size);
        file.close();
        assertThat(disk.operations()).isEqualTo(3);
        assertThat(text(disk.restart().open("a"))).as("the write had begun").isEqualTo("xy");
    }

    @Test
    void worldStopsAtASyncThatDoesNothing() throws IOException {
        disk.stopAtSync(2);
        DiskFile file = disk.create("a");
        file.sync();
        assertThatExceptionOfType(PowerLost.class).isThrownBy(() -> disk.syncDirectory(""));
        assertThat(disk.syncs()).isEqualTo(2);
        assertThat(disk.operations()).isEqualTo(3);
        TreeSet<Integer> left = new TreeSet<>();
        for (int seed = 0; seed < 20; seed++) {
            SimDisk each = new SimDisk(seed);
            each.stopAtSync(1);
            each.create("a").close();
            assertThatExceptionOfType(PowerLost.class).isThrownBy(() -> each.syncDirectory(""));
            left.add(each.powerLoss(seed).list("").size());
        }
        assertThat(left).containsExactly(0, 1);
    }

    @Test
    void damageIsDoneToWhatLiesOnTheDisk() throws IOException {
        DiskFile file = disk.create("a");
        byte[] data = new byte[3 * Pages.PAGE + 100];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i / Pages.PAGE + 1);
        }
        file.write(ByteBuffer.wrap(data), 0);
        file.sync();
        Damage damage = disk.damage("a");
        assertThat(damage.size()).isEqualTo(data.length);
        damage.flip(5, 7);
        assertThat(at(file, 5)).isEqualTo((byte) (1 - 128));
        assertThat(at(file, 4)).isEqualTo((byte) 1);
        damage.zero(1);
        assertThat(at(file, Pages.PAGE)).isZero();
        assertThat(at(file, 2 * Pages.PAGE - 1)).isZero();
        damage.swap(0, 2);
        assertThat(at(file, 0)).isEqualTo((byte) 3);
        assertThat(at(file, 2 * Pages.PAGE)).isEqualTo((byte) 1);
        damage.swap(0, 3);
        assertThat(at(file, data.length - 1)).isEqualTo((byte) 3);
        assertThat(at(file, 100)).isZero();
        assertThat(file.size()).isEqualTo(data.length);
    }

    @Test
    void stalePageIsWhatWasSyncedBefore() throws IOException {
        DiskFile file = disk.create("a");
        file.write(bytes("one"), 0);
        file.sync();
        assertThat(disk.damage("a").stale(0)).isFalse();
        file.write(bytes("two"), 0);
        file.sync();
        disk.syncDirectory("");
        file.write(bytes("3"), 0);
        SimDisk after = disk.powerLoss(11);
        assertThat(after.damage("a").stale(0)).isTrue();
        assertThat(text(after.open("a"))).isEqualTo("one");
    }

    @Test
    void pageThatIsNewerInTheCacheHidesDamage() throws IOException {
        DiskFile file = disk.create("a");
        file.write(bytes("one"), 0);
        file.sync();
        file.write(bytes("two"), 0);
        disk.damage("a").zero(0);
        assertThat(text(file)).isEqualTo("two");
        file.sync();
        assertThat(text(file)).isEqualTo("two");
    }

    @Test
    void anyDamageChangesSomethingSooner() throws IOException {
        DiskFile file = disk.create("a");
        file.write(bytes("x".repeat(20_000)), 0);
        file.sync();
        Damage damage = disk.damage("a");
        TreeSet<String> kinds = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            kinds.add(damage.anything().replaceAll("[0-9]+", "N"));
        }
        assertThat(kinds).contains("page N zeroed", "pages N and N swapped", "a bit of byte N flipped");
        assertThat(text(file)).isNotEqualTo("x".repeat(20_000));
    }

    private static byte at(DiskFile file, long position) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(one, position);
        return one.get(0);
    }
}
