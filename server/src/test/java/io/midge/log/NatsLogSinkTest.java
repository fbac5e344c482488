package io.midge.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsLogSinkTest {
    private static final long MOMENT = 1_795_221_900_274_786L; // 2026-11-21T00:45:00.274786Z

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong(MOMENT);

    private NatsLogSink sink(boolean logtime, LocalTime localTime) {
        return sink(out, 4711, logtime ? new LineStamp(localTime) : null, false);
    }

    private NatsLogSink sink(OutputStream to, long pid, @Nullable LineStamp stamp, boolean colours) {
        LineHead head = head(pid);
        return new NatsLogSink(to, null, head, new LineFormat(head, stamp, colours));
    }

    private LineHead head(long pid) {
        return new LineHead(pid, clock::get, false, false);
    }

    private String written() {
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aLineLooksLikeNatsServers() {
        sink(true, new LocalTime.Utc()).write(Level.INF, "Server is ready", null);
        assertThat(written()).isEqualTo("[4711] 2026/11/21 00:45:00.274786 [INF] Server is ready\n");
    }

    @Test
    void withoutLogtimeThereIsNoStamp() {
        sink(false, new LocalTime.Utc()).write(Level.FTL, "gone", null);
        assertThat(written()).isEqualTo("[4711] [FTL] gone\n");
    }

    /** Observed of nats-server 2.15.2 on a terminal. */
    @Test
    void onATerminalTheLevelHasItsColour() {
        var sink = sink(out, 1, null, true);
        for (Level each : Level.values()) {
            sink.write(each, "x", null);
        }
        assertThat(written().lines())
                .containsExactly(
                        "[1] [\u001b[33mTRC\u001b[0m] x",
                        "[1] [\u001b[36mDBG\u001b[0m] x",
                        "[1] [\u001b[32mINF\u001b[0m] x",
                        "[1] [\u001b[0;93mWRN\u001b[0m] x",
                        "[1] [\u001b[31mERR\u001b[0m] x",
                        "[1] [\u001b[31mFTL\u001b[0m] x");
    }

    @Test
    void aFileIsNoTerminal(@TempDir Path dir) throws IOException {
        assertThat(NatsLogSink.isTerminal(Files.createFile(dir.resolve("x")).toString()))
                .isFalse();
        var link = Files.createSymbolicLink(dir.resolve("2"), Path.of("/dev/tty"));
        assertThat(NatsLogSink.isTerminal(link.toString())).isEqualTo(Files.exists(Path.of("/dev/tty")));
    }

    @Test
    void timeMayBeUtcOrLeftOut() {
        assertThat(new LineHead(1, clock::get, false, true).stamp()).isNull();
        assertThat(stamped(new LineHead(1, clock::get, true, true))).isEqualTo("2026/11/21 00:45:00.274786");
    }

    @Test
    void aLineFromBeforeTheLogHasTheSecond() {
        assertThat(head(1).early("error opening file: x"))
                .matches("2026/11/2[01] \\d\\d:\\d\\d:00 error opening file: x");
    }

    private String stamped(LineHead head) {
        byte[] bytes = new byte[LineStamp.LENGTH];
        Objects.requireNonNull(head.stamp()).write(clock.get(), bytes, 0);
        return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void timeIsLocalAndFollowsSummerTime() {
        var sink = sink(true, LocalTime.of(TimeZone.getTimeZone("Europe/Berlin")));
        clock.set(1_774_745_999_000_001L); // 2026-03-29T00:59:59Z
        sink.write(Level.DBG, "a", null);
        clock.set(1_774_746_000_000_000L);
        sink.write(Level.DBG, "b", null);
        assertThat(written())
                .isEqualTo("[4711] 2026/03/29 01:59:59.000001 [DBG] a\n[4711] 2026/03/29 03:00:00.000000 [DBG] b\n");
    }

    @Test
    void datesAgreeWithTheCalendarOfTheJdk() {
        var format = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS");
        var stamp = new LineStamp(new LocalTime.Utc());
        var random = new Random(1);
        byte[] buffer = new byte[26];
        for (int i = 0; i < 5000; i++) {
            long micros = random.nextLong(0, 7_000_000_000_000_000L);
            stamp.write(micros, buffer, 0);
            var expected =
                    LocalDateTime.ofEpochSecond(micros / 1_000_000, (int) (micros % 1_000_000) * 1000, ZoneOffset.UTC);
            assertThat(new String(buffer, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo(format.format(expected));
        }
    }

    @Test
    void oneEventIsOneLineWhateverAPeerSends() {
        sink(false, new LocalTime.Utc()).write(Level.TRC, "a\r\n[1] [INF] forged\u001b[31m\u0085\u2028\0\tü", null);
        assertThat(written()).isEqualTo("[4711] [TRC] a\\r\\n[1] [INF] forged\\x1b[31m\\x85\\u2028\\x00\\tü\n");
    }

    @Test
    void aCauseIsOnTheSameLine() {
        var cause = new IllegalStateException("broken", new IOException("disk\nfull"));
        sink(false, new LocalTime.Utc()).write(Level.ERR, "Stream stopped", cause);
        assertThat(written().lines()).hasSize(1);
        assertThat(written())
                .startsWith("[4711] [ERR] Stream stopped: java.lang.IllegalStateException: broken at ")
                .contains("aCauseIsOnTheSameLine")
                .endsWith("; caused by java.io.IOException: disk\\nfull\n");
    }

    @Test
    void eachLineIsOneWrite() {
        List<Integer> writes = new ArrayList<>();
        var counting = new OutputStream() {
            @Override
            public void write(int b) {
                writes.add(1);
            }

            @Override
            public void write(byte[] b, int from, int length) {
                writes.add(length);
            }
        };
        var sink = sink(counting, 1, null, false);
        sink.write(Level.INF, "x".repeat(100_000), null);
        sink.write(Level.INF, "y", null);
        assertThat(writes).containsExactly(100_011, 12);
    }

    @Test
    void linesThatCouldNotBeWrittenAreCounted() {
        var failing = new OutputStream() {
            private boolean full = true;

            @Override
            public void write(int b) {
                throw new AssertionError();
            }

            @Override
            public void write(byte[] b, int from, int length) throws IOException {
                if (full) {
                    throw new IOException("No space left on device");
                }
                out.write(b, from, length);
            }
        };
        var sink = sink(failing, 1, null, false);
        sink.write(Level.INF, "a", null);
        sink.write(Level.INF, "b", null);
        failing.full = false;
        sink.write(Level.INF, "c", null);
        assertThat(written()).isEqualTo("[1] [WRN] 2 log lines before this one could not be written\n[1] [INF] c\n");
    }

    @Test
    void aFileIsMadeAndAppendedTo(@TempDir Path dir) throws IOException {
        var file = dir.resolve("n.log");
        for (String text : List.of("a", "b")) {
            try (var sink = NatsLogSink.toFile(file.toString(), 0, 0, head(7))) {
                sink.write(Level.INF, text, null);
            }
        }
        assertThat(file).hasContent("[7] [INF] a\n[7] [INF] b\n");
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed(@TempDir Path dir) throws IOException {
        String missing = dir.resolve("no/such/n.log").toString();
        assertThatThrownBy(() -> NatsLogSink.toFile(missing, 0, 0, head(7)))
                .isInstanceOf(IOException.class)
                .hasMessage("error opening file: open " + missing + ": no such file or directory");
        String folder = Files.createDirectory(dir.resolve("d")).toString();
        assertThatThrownBy(() -> NatsLogSink.toFile(folder, 0, 0, head(7)))
                .hasMessage("error opening file: open " + folder + ": is a directory");
    }

    @Test
    void nothingIsWrittenAfterClose() {
        var sink = sink(false, new LocalTime.Utc());
        sink.close();
        assertThat(sink.write(Level.INF, "late", null)).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void aMachineOnUtcIsRecognisedByName(@TempDir Path dir) throws IOException {
        assertThat(LocalTime.isUtc("UTC", "/nowhere")).isTrue();
        assertThat(LocalTime.isUtc("Europe/Berlin", "/nowhere")).isFalse();
        var zones = Files.createDirectories(dir.resolve("Etc"));
        var link = Files.createSymbolicLink(dir.resolve("localtime"), Files.createFile(zones.resolve("UTC")));
        assertThat(LocalTime.isUtc(null, link.toString())).isTrue();
        assertThat(LocalTime.isUtc(null, "/usr/share/zoneinfo/Europe/Berlin")).isFalse();
    }
}
