package io.midge.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.LockedException;
import io.midge.disk.Zeros;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every disk does, real or not. */
abstract class DiskContract {
    private Disk disk;

    /** An empty one. */
    abstract Disk make() throws IOException;

    @BeforeEach
    void open() throws IOException {
        disk = make();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private void put(String name, String text) throws IOException {
        try (DiskFile file = disk.exists(name) ? disk.open(name) : disk.create(name)) {
            file.write(bytes(text), 0);
        }
    }

    private String text(String name) throws IOException {
        try (DiskFile file = disk.openToRead(name)) {
            return text(file);
        }
    }

    private static String text(DiskFile file) throws IOException {
        byte[] all = new byte[(int) file.size()];
        assertThat(file.read(ByteBuffer.wrap(all), 0)).isEqualTo(all.length);
        return new String(all, UTF_8);
    }

    @Test
    void newFileIsEmptyAndKeepsWhatIsWritten() throws IOException {
        try (DiskFile file = disk.create("a")) {
            assertThat(file.size()).isZero();
            ByteBuffer hello =
                    ByteBuffer.wrap("--hello--".getBytes(UTF_8)).position(2).limit(7);
            file.write(hello, 0);
            assertThat(hello.position()).isEqualTo(7);
            file.sync();
            assertThat(text(file)).isEqualTo("hello");
        }
        assertThat(text("a")).isEqualTo("hello");
        assertThat(disk.exists("a")).isTrue();
        disk.syncDirectory("");
    }

    @Test
    void fileThatIsThereIsNotMadeAgain() throws IOException {
        put("a", "x");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> disk.create("a"));
        disk.createDirectories("d");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> disk.create("d"));
        assertThat(text("a")).isEqualTo("x");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.open("a"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.openToRead("a"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.create("d/a"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.rename("a", "b"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.syncDirectory("d"));
    }

    @Test
    void directoryIsNoFile() throws IOException {
        disk.createDirectories("d");
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.open("d"));
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.openToRead("d"));
        put("a", "x");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.list("a"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.createDirectories("a"));
    }

    @Test
    void readsEndAtTheEnd() throws IOException {
        put("a", "0123456789");
        try (DiskFile file = disk.openToRead("a")) {
            ByteBuffer to = ByteBuffer.allocate(8).position(1);
            assertThat(file.read(to, 3)).isEqualTo(7);
            assertThat(to.position()).isEqualTo(8);
            assertThat(new String(to.array(), 1, 7, UTF_8)).isEqualTo("3456789");
            assertThat(file.read(to.clear(), 8)).isEqualTo(2);
            assertThat(to.position()).isEqualTo(2);
            assertThat(to.limit()).isEqualTo(8);
            assertThat(file.read(to.clear(), 10)).isZero();
            assertThat(file.read(to.clear(), 1L << 40)).isZero();
            assertThat(file.read(ByteBuffer.allocate(0), 0)).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> file.read(to, -1));
        }
    }

    @Test
    void gapsAreZeros() throws IOException {
        try (DiskFile file = disk.create("a")) {
            file.write(bytes("x"), 10_000);
            assertThat(file.size()).isEqualTo(10_001);
            assertThat(text(file)).isEqualTo("\0".repeat(10_000) + "x");
            file.write(bytes(""), 20_000);
            assertThat(file.size()).isEqualTo(10_001);
        }
    }

    @Test
    void cutFileGrowsAgainWithZeros() throws IOException {
        try (DiskFile file = disk.create("a")) {
            file.write(bytes("x".repeat(9_000)), 0);
            file.truncate(9_000);
            file.truncate(10);
            assertThat(text(file)).isEqualTo("x".repeat(10));
            file.write(bytes("y"), 5_000);
            assertThat(text(file)).isEqualTo("x".repeat(10) + "\0".repeat(4_990) + "y");
            assertThatIllegalArgumentException().isThrownBy(() -> file.truncate(5_002));
            assertThatIllegalArgumentException().isThrownBy(() -> file.truncate(-1));
            file.truncate(0);
            assertThat(file.size()).isZero();
        }
    }

    @Test
    void fileToReadIsNotWritten() throws IOException {
        put("a", "x");
        try (DiskFile file = disk.openToRead("a")) {
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> file.write(bytes("y"), 0));
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> file.truncate(0));
        }
        assertThat(text("a")).isEqualTo("x");
    }

    @Test
    void closedFileIsOfNoUse() throws IOException {
        DiskFile file = disk.create("a");
        file.close();
        file.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.write(bytes("y"), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.read(bytes("y"), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(file::sync);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(file::size);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> file.truncate(0));
    }

    @Test
    void directoriesAreMadeAndListedByName() throws IOException {
        assertThat(disk.list("")).isEmpty();
        assertThat(disk.list("d")).isEmpty();
        disk.createDirectories("d/e/f");
        disk.createDirectories("d/e");
        disk.createDirectories("");
        put("d/z", "abc");
        put("d/a", "");
        put("d/e2", "1");
        assertThat(disk.list("d"))
                .containsExactly(
                        new Disk.Entry("a", false, 0),
                        new Disk.Entry("e", true, 0),
                        new Disk.Entry("e2", false, 1),
                        new Disk.Entry("z", false, 3));
        assertThat(disk.list("")).containsExactly(new Disk.Entry("d", true, 0));
        assertThat(disk.exists("d/e/f")).isTrue();
        assertThat(disk.exists("")).isTrue();
        assertThat(disk.exists("d/e/g")).isFalse();
        assertThat(disk.exists("d/z/g")).isFalse();
        disk.syncDirectory("d/e");
    }

    @Test
    void deletedNameIsGoneAndAnOpenFileIsNot() throws IOException {
        put("a", "x");
        try (DiskFile file = disk.open("a")) {
            disk.delete("a");
            disk.delete("a");
            assertThat(disk.exists("a")).isFalse();
            assertThat(text(file)).isEqualTo("x");
            file.write(bytes("y"), 1);
            file.sync();
            put("a", "new");
            assertThat(text(file)).isEqualTo("xy");
        }
        assertThat(text("a")).isEqualTo("new");
    }

    @Test
    void onlyEmptyDirectoriesAreDeleted() throws IOException {
        disk.createDirectories("d/e");
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.delete("d"));
        disk.delete("d/e");
        disk.delete("d");
        assertThat(disk.list("")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> disk.delete(""));
    }

    @Test
    void renameTakesTheOtherPlace() throws IOException {
        put("a", "old");
        put("b", "new");
        try (DiskFile open = disk.open("b")) {
            disk.rename("b", "a");
            open.write(bytes("!"), 3);
        }
        assertThat(text("a")).isEqualTo("new!");
        assertThat(disk.exists("b")).isFalse();
        disk.rename("a", "a");
        disk.createDirectories("d");
        disk.rename("a", "d/a");
        disk.rename("d", "e");
        assertThat(text("e/a")).isEqualTo("new!");
        assertThat(disk.list("")).containsExactly(new Disk.Entry("e", true, 0));
    }

    @Test
    void renameReplacesNoDirectoryThatIsNotEmpty() throws IOException {
        disk.createDirectories("d/x");
        disk.createDirectories("e/x");
        disk.createDirectories("empty");
        put("a", "x");
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.rename("d", "e"));
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.rename("a", "e"));
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.rename("d", "a"));
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> disk.rename("d", "d/x/y"));
        disk.rename("d", "empty");
        assertThat(disk.exists("empty/x")).isTrue();
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : List.of("..", "a/../../b", "/a", "a//b", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> disk.create(name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.rename("a", name));
            assertThatIllegalArgumentException().isThrownBy(() -> disk.lock(name));
        }
    }

    @Test
    void lockIsOneOwners() throws IOException {
        Closeable lock = disk.lock("LOCK");
        assertThat(disk.exists("LOCK")).isTrue();
        assertThatExceptionOfType(LockedException.class)
                .isThrownBy(() -> disk.lock("LOCK"))
                .withMessageContaining("LOCK is locked by this process");
        lock.close();
        lock.close();
        disk.lock("LOCK").close();
    }

    @Test
    void freeIsPositive() throws IOException {
        assertThat(disk.free()).isPositive();
        assertThat(disk.where()).isNotBlank();
    }

    /** Reads and writes of all sizes and places against an array. */
    @Test
    void fileIsAnArray() throws IOException {
        Random random = new Random(42);
        byte[] model = new byte[60_000];
        int size = 0;
        try (DiskFile file = disk.create("a")) {
            for (int i = 0; i < 2_000; i++) {
                int at = random.nextInt(50_000);
                int length = random.nextInt(random.nextInt(10_000) + 1);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        byte[] data = new byte[length];
                        random.nextBytes(data);
                        ByteBuffer from = random.nextBoolean() ? ByteBuffer.wrap(data) : direct(data);
                        file.write(from, at);
                        System.arraycopy(data, 0, model, at, length);
                        size = length == 0 ? size : Math.max(size, at + length);
                    }
                    case 3 -> {
                        Zeros.fill(file, at, at + length);
                        Arrays.fill(model, at, at + length, (byte) 0);
                        size = length == 0 ? size : Math.max(size, at + length);
                    }
                    case 4 -> {
                        size = Math.min(size, at + 20_000);
                        Arrays.fill(model, size, model.length, (byte) 0);
                        file.truncate(size);
                    }
                    case 5 -> file.sync();
                    default -> {
                        ByteBuffer to =
                                random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
                        int count = Math.max(0, Math.min(length, size - at));
                        assertThat(file.read(to, at)).isEqualTo(count);
                        assertThat(to.flip()).isEqualTo(ByteBuffer.wrap(model, at, count));
                    }
                }
                assertThat(file.size()).isEqualTo(size);
            }
        }
    }

    private static ByteBuffer direct(byte[] data) {
        return ByteBuffer.allocateDirect(data.length).put(data).flip();
    }
}
