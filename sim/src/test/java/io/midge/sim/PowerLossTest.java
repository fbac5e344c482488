package io.midge.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a loss of power may leave, what it must, and what it never does. */
class PowerLossTest {
    private static final int SEEDS = 400;

    private interface Past {
        void happens(SimDisk disk) throws IOException;
    }

    private interface Look {
        String sees(SimDisk disk) throws IOException;
    }

    /** What is seen afterwards, over many losses of power. */
    private static Set<String> outcomes(Past past, Look look) throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimDisk disk = new SimDisk(seed);
            past.happens(disk);
            seen.add(look.sees(disk.powerLoss(seed)));
        }
        return seen;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static DiskFile durable(SimDisk disk, String name, String text) throws IOException {
        DiskFile file = disk.create(name);
        file.write(bytes(text), 0);
        file.sync();
        disk.syncDirectory("");
        return file;
    }

    private static String text(SimDisk disk, String name) throws IOException {
        if (!disk.exists(name)) {
            return "-";
        }
        try (DiskFile file = disk.open(name)) {
            byte[] all = new byte[(int) file.size()];
            file.read(ByteBuffer.wrap(all), 0);
            return new String(all, UTF_8);
        }
    }

    private static String names(SimDisk disk) throws IOException {
        return String.join(" ", disk.list("").stream().map(Disk.Entry::name).toList());
    }

    @Test
    void whatWasSyncedIsThere() throws IOException {
        String text = "x".repeat(9_000);
        assertThat(outcomes(disk -> durable(disk, "a", text), disk -> text(disk, "a")))
                .containsExactly(text);
    }

    @Test
    void nameThatWasNotSyncedMayBeGone() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            DiskFile file = disk.create("a");
                            file.write(bytes("x"), 0);
                            file.sync();
                        },
                        disk -> text(disk, "a")))
                .containsExactlyInAnyOrder("-", "x");
    }

    @Test
    void bytesThatWereNotSyncedMayBeGone() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            disk.create("a").write(bytes("x"), 0);
                            disk.syncDirectory("");
                        },
                        disk -> text(disk, "a")))
                .containsExactlyInAnyOrder("", "\0", "x");
    }

    @Test
    void writeIsTornBetweenSectors() throws IOException {
        Set<String> seen = outcomes(
                disk -> durable(disk, "a", "a".repeat(1024)).write(bytes("b".repeat(1024)), 0),
                disk -> text(disk, "a"));
        String a = "a".repeat(512);
        String b = "b".repeat(512);
        assertThat(seen).containsExactlyInAnyOrder(a + a, a + b, b + a, b + b);
    }

    @Test
    void writeWithinASectorIsNotTorn() throws IOException {
        assertThat(outcomes(
                        disk -> durable(disk, "a", "a".repeat(600)).write(bytes("bb"), 100),
                        disk -> text(disk, "a").substring(99, 103)))
                .containsExactlyInAnyOrder("aaaa", "abba");
    }

    @Test
    void laterWriteMaySurviveAnEarlierOne() throws IOException {
        Set<String> seen = outcomes(
                disk -> {
                    DiskFile file = durable(disk, "a", "-".repeat(1024));
                    file.write(bytes("1"), 0);
                    file.write(bytes("2"), 512);
                },
                disk -> {
                    String text = text(disk, "a");
                    return text.charAt(0) + "" + text.charAt(512);
                });
        assertThat(seen).containsExactlyInAnyOrder("--", "1-", "-2", "12");
    }

    @Test
    void sectorMayHoldAnythingThatItHeldSince() throws IOException {
        Set<String> seen = outcomes(
                disk -> {
                    DiskFile file = durable(disk, "a", "0");
                    file.write(bytes("1"), 0);
                    file.write(bytes("2"), 0);
                },
                disk -> text(disk, "a"));
        assertThat(seen).containsExactlyInAnyOrder("0", "1", "2");
    }

    @Test
    void newRoomThatWasNotWrittenIsZeros() throws IOException {
        Set<String> seen =
                outcomes(disk -> durable(disk, "a", "a").write(bytes("b".repeat(1023)), 1), disk -> text(disk, "a"));
        String first = "a" + "b".repeat(511);
        assertThat(seen)
                .contains("a", first + "b".repeat(512), first + "\0".repeat(512))
                .allMatch(text -> text.matches("a|a[\0]+|ab{511}[b\0]*|a[\0]{511}[b\0]+"));
    }

    @Test
    void cutMayNotHaveHappened() throws IOException {
        Set<String> seen = outcomes(disk -> durable(disk, "a", "abc").truncate(1), disk -> text(disk, "a"));
        assertThat(seen).containsExactlyInAnyOrder("abc", "a");
    }

    /** What comes after a cut, where it cut, is not there without the cut. */
    @Test
    void writeBehindACutNeedsIt() throws IOException {
        Set<String> seen = outcomes(
                disk -> {
                    DiskFile file = durable(disk, "a", "abc");
                    file.truncate(1);
                    file.write(bytes("x"), 2);
                },
                disk -> text(disk, "a"));
        assertThat(seen).containsExactlyInAnyOrder("abc", "a", "a\0x", "a\0\0");
    }

    @Test
    void syncedCutStays() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            DiskFile file = durable(disk, "a", "a".repeat(20_000));
                            file.truncate(5_000);
                            file.write(bytes("b"), 15_000);
                            file.truncate(10_000);
                            file.sync();
                        },
                        disk -> text(disk, "a")))
                .containsExactly("a".repeat(5_000) + "\0".repeat(5_000));
    }

    @Test
    void renameIsOneStep() throws IOException {
        Set<String> seen = outcomes(
                disk -> {
                    durable(disk, "a", "old");
                    durable(disk, "b", "new");
                    disk.rename("b", "a");
                },
                disk -> names(disk) + ":" + text(disk, "a"));
        assertThat(seen).containsExactlyInAnyOrder("a b:old", "a:new");
    }

    @Test
    void renameIntoAnotherDirectoryIsSyncedByEither() throws IOException {
        for (String synced : new String[] {"", "d"}) {
            assertThat(outcomes(
                            disk -> {
                                disk.createDirectories("d");
                                durable(disk, "a", "x");
                                disk.rename("a", "d/a");
                                disk.syncDirectory(synced);
                            },
                            disk -> text(disk, "a") + text(disk, "d/a")))
                    .containsExactly("-x");
        }
    }

    @Test
    void deletedFileMayComeBack() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            durable(disk, "a", "x");
                            disk.delete("a");
                        },
                        PowerLossTest::names))
                .containsExactlyInAnyOrder("a", "");
        assertThat(outcomes(
                        disk -> {
                            durable(disk, "a", "x");
                            disk.delete("a");
                            disk.syncDirectory("");
                        },
                        PowerLossTest::names))
                .containsExactly("");
    }

    @Test
    void namesComeAndGoOneByOne() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            disk.create("a").close();
                            disk.create("b").close();
                        },
                        PowerLossTest::names))
                .containsExactlyInAnyOrder("", "a", "b", "a b");
    }

    @Test
    void changesUnderOneNameComeInOrder() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            disk.create("a").close();
                            disk.rename("a", "b");
                            disk.rename("b", "c");
                            durable(disk, "x", "");
                            disk.rename("c", "d");
                        },
                        PowerLossTest::names))
                .containsExactlyInAnyOrder("c x", "d x");
    }

    @Test
    void directoryWhoseNameIsLostTakesItsFilesAlong() throws IOException {
        assertThat(outcomes(
                        disk -> {
                            disk.createDirectories("d");
                            disk.create("d/a").sync();
                            disk.syncDirectory("d");
                        },
                        disk -> names(disk) + disk.list("d").size()))
                .containsExactlyInAnyOrder("0", "d1");
    }

    @Test
    void endOfTheProcessLosesNothingButTheNextLossOfPowerMay() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimDisk disk = new SimDisk(seed);
            durable(disk, "a", "old").write(bytes("new"), 0);
            disk.lock("LOCK");
            SimDisk next = disk.restart();
            assertThat(text(next, "a")).isEqualTo("new");
            next.lock("LOCK").close();
            seen.add(text(next.powerLoss(seed), "a"));
        }
        assertThat(seen).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void lossOfPowerIsTheSameForTheSameSeed() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            TreeSet<String> seen = new TreeSet<>();
            for (int again = 0; again < 2; again++) {
                SimDisk disk = new SimDisk(1);
                DiskFile file = durable(disk, "a", "a".repeat(5_000));
                file.write(bytes("b".repeat(10_000)), 1_000);
                disk.create("b").close();
                SimDisk after = disk.powerLoss(seed);
                seen.add(names(after) + text(after, "a"));
            }
            assertThat(seen).hasSize(1);
        }
    }
}
