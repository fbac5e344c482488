package io.midge.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to files of the machine; the contract of a {@link Disk} is tested with the simulated one. */
class FileDiskTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00.123Z"));

    @TempDir
    Path dir;

    private final List<Process> children = new ArrayList<>();
    private FileDisk disk;

    @BeforeEach
    void open() throws IOException {
        disk = FileDisk.at(dir.resolve("a/b"), CLOCK);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void directoryIsMade() throws IOException {
        assertThat(dir.resolve("a/b")).isEmptyDirectory();
        assertThat(disk.where()).isEqualTo(dir.resolve("a/b").toString());
        disk.create("x").close();
        assertThat(FileDisk.at(dir.resolve("a/b"), CLOCK).exists("x")).isTrue();
    }

    @Test
    void directoryThatCannotBeIsRefused() throws IOException {
        Files.writeString(dir.resolve("file"), "");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> FileDisk.at(dir.resolve("file/sub"), CLOCK));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> FileDisk.at(dir.resolve("file"), CLOCK));
    }

    @Test
    void noNameLeadsOutside() {
        for (String name : List.of("../x", "/etc/passwd", "a/../../x", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> disk.create(name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.open(name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.openToRead(name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.delete(name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.rename(name, "x"));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.rename("x", name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.lock(name));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> disk.list(".."));
        assertThatIllegalArgumentException().isThrownBy(() -> disk.exists(".."));
        assertThatIllegalArgumentException().isThrownBy(() -> disk.createDirectories("../x"));
        assertThatIllegalArgumentException().isThrownBy(() -> disk.syncDirectory("/"));
    }

    /** On the heap: in slices. Outside of it: as a whole. */
    @Test
    void buffersOfManySlicesComeBackAsTheyWere() throws IOException {
        byte[] data = new byte[3 * OpenFile.SLICE + 17];
        new Random(7).nextBytes(data);
        try (DiskFile file = disk.create("x")) {
            ByteBuffer from = ByteBuffer.wrap(data).position(5).limit(data.length - 3);
            file.write(from, 1000);
            assertThat(from.position()).isEqualTo(data.length - 3);
            assertThat(from.limit()).isEqualTo(data.length - 3);
            assertThat(file.size()).isEqualTo(1000 + data.length - 8);
            for (ByteBuffer to : List.of(ByteBuffer.allocate(data.length), ByteBuffer.allocateDirect(data.length))) {
                to.position(1);
                assertThat(file.read(to, 1000)).isEqualTo(data.length - 8);
                assertThat(to.position()).isEqualTo(data.length - 7);
                assertThat(to.limit()).isEqualTo(data.length);
                assertThat(to.slice(1, data.length - 8)).isEqualTo(ByteBuffer.wrap(data, 5, data.length - 8));
            }
        }
    }

    @Test
    void zerosOverwriteAndGrow() throws IOException {
        try (DiskFile file = disk.create("x")) {
            file.write(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.UTF_8)), 0);
            Zeros.fill(file, 4, 4);
            Zeros.fill(file, 4, 700_000);
            assertThat(file.size()).isEqualTo(700_000);
        }
        byte[] expected = new byte[700_000];
        System.arraycopy("0123".getBytes(StandardCharsets.UTF_8), 0, expected, 0, 4);
        assertThat(Files.readAllBytes(dir.resolve("a/b/x"))).isEqualTo(expected);
    }

    /** The channel would be closed, for everybody. */
    @Test
    void threadThatIsInterruptedIsTurnedAwayAtTheDoor() throws IOException {
        try (DiskFile file = disk.create("x")) {
            Thread.currentThread().interrupt();
            try {
                ByteBuffer one = ByteBuffer.allocate(1);
                assertThatIllegalStateException().isThrownBy(() -> file.write(one, 0));
                assertThatIllegalStateException().isThrownBy(() -> file.read(one, 0));
                assertThatIllegalStateException().isThrownBy(file::sync);
                assertThatIllegalStateException().isThrownBy(() -> file.truncate(0));
                assertThatIllegalStateException().isThrownBy(() -> disk.syncDirectory(""));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            file.write(ByteBuffer.allocate(1), 0);
            assertThat(file.size()).isEqualTo(1);
        }
    }

    @Test
    void lockIsRefusedWithinThisProcess() throws IOException {
        Closeable lock = disk.lock("LOCK");
        FileDisk same = FileDisk.at(Files.createSymbolicLink(dir.resolve("other"), dir.resolve("a/b")), CLOCK);
        for (FileDisk each : List.of(disk, same)) {
            assertThatExceptionOfType(LockedException.class)
                    .isThrownBy(() -> each.lock("LOCK"))
                    .withMessage(each.where() + "/LOCK is locked by this process since 2026-11-21T12:00:00Z");
        }
        disk.lock("OTHER").close();
        lock.close();
        lock.close();
        disk.lock("LOCK").close();
        assertThat(dir.resolve("a/b/LOCK")).isEmptyFile();
    }

    /** Also after it was asked for and refused here: closing any descriptor of the file would have given it away. */
    @Test
    void lockIsRefusedToAnotherProcess() throws IOException {
        String me = ProcessHandle.current().pid() + " since 2026-11-21T12:00:00Z";
        try (Closeable lock = disk.lock("LOCK")) {
            assertThatExceptionOfType(LockedException.class).isThrownBy(() -> disk.lock("LOCK"));
            try (BufferedReader child = child()) {
                assertThat(child.readLine()).isEqualTo(dir + "/a/b/LOCK is locked by process " + me);
            }
            assertThat(lock).isNotNull();
        }
        try (BufferedReader child = child()) {
            assertThat(child.readLine()).isEqualTo("locked");
        }
    }

    @Test
    void lockOfAProcessThatWasKilledIsFree() throws IOException, InterruptedException {
        try (BufferedReader child = child()) {
            assertThat(child.readLine()).isEqualTo("locked");
            assertThatExceptionOfType(LockedException.class)
                    .isThrownBy(() -> disk.lock("LOCK"))
                    .withMessageContaining(
                            "locked by process " + children.getFirst().pid() + " since ");
            assertThat(children.getFirst().destroyForcibly().waitFor(30, TimeUnit.SECONDS))
                    .isTrue();
        }
        disk.lock("LOCK").close();
    }

    @Test
    void lockFileOfNonsenseIsNoObstacle() throws IOException {
        Files.write(dir.resolve("a/b/LOCK"), new byte[100_000]);
        disk.lock("LOCK").close();
    }

    private BufferedReader child() throws IOException {
        Process child = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        disk.where())
                .redirectErrorStream(true)
                .start();
        children.add(child);
        return child.inputReader();
    }

    /** Takes the lock, says so, and keeps it until it is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            try {
                FileDisk.at(Path.of(args[0]), InstantSource.system()).lock("LOCK");
                System.out.println("locked");
                System.in.read();
            } catch (LockedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
