package io.midge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final long MOMENT = 1_795_221_900_274_786L; // 2026-11-21T00:45:00.274786Z
    private static final String STAMP = "2026/11/21 00:45:00.274786";

    private final AtomicLong clock = new AtomicLong(MOMENT);

    @TempDir
    Path dir;

    private NatsLogSink sink(Path file, long sizeLimit, long maxFiles) throws IOException {
        return NatsLogSink.toFile(file.toString(), sizeLimit, maxFiles, new LineHead(7, clock::get, false, false));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    /** The local time of this machine as part of a back-up's name. */
    private static String local(long epochMicros) {
        byte[] stamp = new byte[LineStamp.LENGTH];
        new LineStamp(LocalTime.of(TimeZone.getDefault())).write(epochMicros, stamp, 0);
        return new String(stamp, java.nio.charset.StandardCharsets.US_ASCII).replaceAll("[/ :]", ".") + "000";
    }

    /** Names and texts as observed of nats-server 2.15.2, which ends the lines of a rotation with CR and LF. */
    @Test
    void aFileThatHasGrownGetsAnotherNameAndANewOneBegins() throws IOException {
        Path log = dir.resolve("n.log");
        try (var sink = sink(log, 300, 0)) {
            sink.write(Level.INF, "a".repeat(240), null);
            sink.write(Level.INF, "b".repeat(50), null);
            sink.write(Level.INF, "c", null);
        }
        String backup = log + "." + local(MOMENT);
        assertThat(Path.of(backup)).hasContent("[7] [INF] " + "a".repeat(240) + "\n[7] [INF] " + "b".repeat(50) + "\n");
        assertThat(log).hasContent("[7] [INF] Rotated log, backup saved as \"" + backup + "\"\n[7] [INF] c\n");
    }

    @Test
    void aFileAtItsLimitIsNotFull() throws IOException {
        Path log = dir.resolve("n.log");
        try (var sink = sink(log, 22, 0)) {
            sink.write(Level.INF, "a", null); // 12 bytes
            sink.write(Level.INF, "", null); // 11
            assertThat(names()).hasSize(2);
        }
        Path other = dir.resolve("o.log");
        try (var sink = sink(other, 23, 0)) {
            sink.write(Level.INF, "a", null);
            sink.write(Level.INF, "", null);
            assertThat(names()).hasSize(3);
        }
    }

    @Test
    void aFileThatIsTooLargeAtTheStartIsPutAsideAtOnce() throws IOException {
        Path log = Files.writeString(dir.resolve("n.log"), "x".repeat(50) + "\n");
        sink(log, 50, 0).close();
        String backup = log + "." + local(MOMENT);
        assertThat(Path.of(backup)).hasContent("x".repeat(50) + "\n[7] [INF] Rotating logfile...\n");
        assertThat(log).hasContent("[7] [INF] Rotated log, backup saved as \"" + backup + "\"\n");
    }

    /** As observed of nats-server 2.15.2: the current file counts. */
    @Test
    void theOldestBackupsAreRemovedAndNothingElse() throws IOException {
        Path log = dir.resolve("n.log");
        List<String> strangers = List.of(
                "n.log.2026.13.02.03.04.05.123456789",
                "n.log.2026.01.32.03.04.05.123456789",
                "n.log.2026.01.02.24.04.05.123456789",
                "n.log.2026.01.02.03.60.05.123456789",
                "n.log.2026.01.02.03.04.60.123456789",
                "n.log.2026.01.02.03.04.05.12345678x",
                "n.log.2026.01.02.03.04.05.1234567890",
                "n.log.2026-01-02-03-04-05-123456789",
                "n.log-2026.01.02.03.04.05.123456789",
                "n.log.gz",
                "m.log.2026.01.02.03.04.05.123456789");
        for (String each : strangers) {
            Files.createFile(dir.resolve(each));
        }
        Files.createDirectory(dir.resolve("n.log.2025.01.02.03.04.05.123456789"));
        Files.createFile(dir.resolve("n.log.2026.01.02.03.04.05.123456789"));
        try (var sink = sink(log, 10, 3)) {
            for (int i = 0; i < 4; i++) {
                clock.set(MOMENT + i);
                sink.write(Level.INF, "a", null);
            }
        }
        List<String> expected = new ArrayList<>(strangers);
        expected.add("n.log.2025.01.02.03.04.05.123456789");
        expected.add("n.log");
        expected.add("n.log." + local(MOMENT + 2));
        expected.add("n.log." + local(MOMENT + 3));
        assertThat(names()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(log)
                .hasContent("[7] [INF] Rotated log, backup saved as \"" + log + "." + local(MOMENT + 3) + "\"\n"
                        + "[7] [INF] Purged log file \"n.log." + local(MOMENT + 1) + "\"\n");
    }

    @Test
    void withOneFileAllowedThereIsNoBackup() throws IOException {
        Path log = dir.resolve("n.log");
        try (var sink = sink(log, 10, 1)) {
            sink.write(Level.INF, "a", null);
        }
        assertThat(names()).containsExactly("n.log");
    }

    @Test
    void filesThatFillUpInOneMicrosecondHaveDifferentNames() throws IOException {
        Path log = dir.resolve("n.log");
        try (var sink = sink(log, 10, 0)) {
            for (int i = 0; i < 5; i++) {
                sink.write(Level.INF, "line " + i, null);
            }
        }
        assertThat(names()).hasSize(6);
        String name = local(MOMENT);
        assertThat(dir.resolve("n.log." + name.substring(0, name.length() - 1) + "3"))
                .content()
                .endsWith("[INF] line 3\n");
    }

    @Test
    void aFileThatCannotBeRenamedIsWrittenToStill() throws IOException {
        Path log = dir.resolve("n".repeat(240)); // with the stamp it is longer than a name may be
        try (var sink = sink(log, 15, 2)) {
            sink.write(Level.INF, "0123456789", null);
            sink.write(Level.INF, "b", null);
        }
        assertThat(log)
                .hasContent("[7] [INF] 0123456789\n"
                        + "[7] [ERR] Unable to rename logfile for rotation (file name too long), will attempt next"
                        + " rotation at size 30\n"
                        + "[7] [INF] b\n"
                        + "[7] [ERR] Unable to rename logfile for rotation (file name too long), will attempt next"
                        + " rotation at size 60\n");
        assertThat(names()).hasSize(1);
    }

    @Test
    void withoutADirectoryTheOldFileIsWrittenToStill() throws IOException {
        Path sub = Files.createDirectory(dir.resolve("sub"));
        Path log = sub.resolve("n.log");
        Path kept = dir.resolve("kept");
        try (var sink = sink(log, 12, 0)) {
            sink.write(Level.INF, "a", null);
            Files.move(sub, kept);
            sink.write(Level.INF, "b", null);
            sink.write(Level.INF, "c", null);
            Files.createDirectory(sub);
            sink.write(Level.INF, "d".repeat(1000), null);
        }
        assertThat(kept.resolve("n.log"))
                .content()
                .startsWith("[7] [INF] a\n[7] [INF] b\n[7] [ERR] Unable to re-open the logfile \"" + log
                        + "\" after rotation: open " + log
                        + ": no such file or directory, will attempt next rotation at size 24\n")
                .contains("[7] [INF] c\n")
                .endsWith("[7] [INF] " + "d".repeat(1000) + "\n");
        assertThat(log).hasContent("[7] [INF] Rotated log, no backup saved: \"" + log + "\" had been moved away\n");
    }

    @Test
    void aNewFileIsOnlyForOwnerAndGroup() throws IOException {
        Path log = dir.resolve("n.log");
        sink(log, 0, 0).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .matches("rw-[r-]-----");
    }

    @Test
    void aDeviceHasNoSize() throws IOException {
        try (var sink = NatsLogSink.toFile("/dev/null", 1, 1, new LineHead(7, clock::get, false, false))) {
            sink.write(Level.INF, "a", null);
        }
        assertThat(Path.of("/dev/null")).exists();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void afterAMoveTheFileIsOpenedAnew() throws IOException {
        Path log = dir.resolve("n.log");
        Path moved = dir.resolve("moved");
        try (var sink = sink(log, 0, 0)) {
            sink.write(Level.INF, "a", null);
            Files.move(log, moved);
            sink.write(Level.INF, "b", null);
            assertThat(sink.reopen()).isTrue();
            sink.write(Level.INF, "c", null);
        }
        assertThat(moved).hasContent("[7] [INF] a\n[7] [INF] b\n");
        assertThat(log).hasContent("[7] [INF] c\n");
    }

    @Test
    void aFileThatCannotBeOpenedAnewIsKept() throws IOException {
        Path sub = Files.createDirectory(dir.resolve("sub"));
        Path log = sub.resolve("n.log");
        Path kept = dir.resolve("kept");
        try (var first = new Log(sink(log, 0, 0), false, false)) {
            Files.move(sub, kept);
            first.reopen();
        }
        assertThat(kept.resolve("n.log"))
                .hasContent("[7] [ERR] error opening file: open " + log + ": no such file or directory\n");
    }

    @Test
    void manyWritersLoseAndTearNothing() throws IOException, InterruptedException {
        Path log = dir.resolve("n.log");
        int writers = 4;
        int each = 2_000;
        List<Thread> threads = new ArrayList<>();
        try (var sink =
                NatsLogSink.toFile(log.toString(), 10_000, 0, new LineHead(7, clock::incrementAndGet, false, false))) {
            for (int w = 0; w < writers; w++) {
                int writer = w;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        sink.write(Level.INF, "line " + writer + " " + i + " " + "x".repeat(i % 90), null);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<String> lines = new ArrayList<>();
        assertThat(names()).hasSizeGreaterThan(20);
        for (String name : names()) {
            lines.addAll(Files.readAllLines(dir.resolve(name)));
        }
        lines.removeIf(line -> line.startsWith("[7] [INF] Rotated log, backup saved as \""));
        assertThat(lines)
                .hasSize(writers * each)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.matches("\\[7] \\[INF] line \\d \\d+ x*"));
    }

    @Test
    void aNameIsThatOfABackupOnlyWithAWholeStamp() {
        String stamp = STAMP.replaceAll("[/ :]", ".") + "000";
        assertThat(LogFile.isBackup("a", "a." + stamp)).isTrue();
        assertThat(LogFile.isBackup("a", "b." + stamp)).isFalse();
        assertThat(LogFile.isBackup("a", "a" + stamp)).isFalse();
        for (int i = 0; i < stamp.length(); i++) {
            String broken = stamp.substring(0, i) + "x" + stamp.substring(i + 1);
            assertThat(LogFile.isBackup("a", "a." + broken)).as(broken).isFalse();
        }
    }
}
