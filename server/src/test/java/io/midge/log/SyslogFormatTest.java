package io.midge.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** The lines were observed of nats-server 2.15.2, but for the times. */
class SyslogFormatTest {
    private static final long MOMENT = 1_795_239_468_000_001L; // 2026-11-21T05:37:48Z

    private static SyslogFormat format(String url, long moment, String zone) throws IOException {
        SyslogTarget target = url.isEmpty() ? SyslogTarget.local() : SyslogTarget.of(url);
        LineHead head = new LineHead(17641, () -> moment, true, true);
        return SyslogFormat.of(target, head, LocalTime.of(TimeZone.getTimeZone(zone)), "vm", "nats-server");
    }

    private static String line(String url, long moment, String zone, Level level, String text) throws IOException {
        return new String(format(url, moment, zone).line(level, text, null), UTF_8);
    }

    @Test
    void aRemoteServiceIsToldTheHostAndTheZone() throws IOException {
        for (String url : List.of("udp://h:1", "tcp://h:1")) {
            assertThat(line(url, MOMENT, "Europe/Berlin", Level.INF, "Starting nats-server"))
                    .isEqualTo("<5>2026-11-21T06:37:48+01:00 vm nats-server[17641]: Starting nats-server\n");
        }
        assertThat(line("udp://h:1", MOMENT, "UTC", Level.INF, "x"))
                .isEqualTo("<5>2026-11-21T05:37:48Z vm nats-server[17641]: x\n");
        assertThat(line("udp://h:1", MOMENT, "America/St_Johns", Level.INF, "x"))
                .isEqualTo("<5>2026-11-21T02:07:48-03:30 vm nats-server[17641]: x\n");
    }

    @Test
    void aServiceOfThisMachineIsNot() throws IOException {
        assertThat(line("unix:///x", MOMENT, "Europe/Berlin", Level.INF, "Starting nats-server"))
                .isEqualTo("<5>Nov 21 06:37:48 nats-server[17641]: Starting nats-server\n");
        assertThat(line("", MOMENT, "Europe/Berlin", Level.INF, "Starting nats-server"))
                .isEqualTo("<29>Nov 21 06:37:48 nats-server[17641]: Starting nats-server\n");
        long seventh = MOMENT - 14 * 86_400_000_000L;
        assertThat(line("", seventh, "UTC", Level.INF, "x")).isEqualTo("<29>Nov  7 05:37:48 nats-server[17641]: x\n");
        long january = MOMENT + 55 * 86_400_000_000L;
        assertThat(line("", january, "UTC", Level.INF, "x")).isEqualTo("<29>Jan 15 05:37:48 nats-server[17641]: x\n");
    }

    @Test
    void levelsHaveTheSeveritiesOfNatsServer() throws IOException {
        List<String> remote = List.of("<5>", "<7>", "<5>", "<4>", "<3>", "<2>");
        List<String> local = List.of("<29>", "<31>", "<29>", "<28>", "<27>", "<26>");
        List<Level> levels = List.of(Level.TRC, Level.DBG, Level.INF, Level.WRN, Level.ERR, Level.FTL);
        for (int i = 0; i < levels.size(); i++) {
            assertThat(line("udp://h:1", MOMENT, "UTC", levels.get(i), "x")).startsWith(remote.get(i));
            assertThat(line("", MOMENT, "UTC", levels.get(i), "x")).startsWith(local.get(i));
        }
    }

    @Test
    void oneEventIsOneLine() throws IOException {
        byte[] line = format("tcp://h:1", MOMENT, "UTC").line(Level.ERR, "a\nb", new IOException("c\rd"));
        assertThat(new String(line, UTF_8))
                .contains(": a\\nb: java.io.IOException: c\\rd at ")
                .endsWith("\n");
        assertThat(new String(line, UTF_8).lines()).hasSize(1);
    }

    @Test
    void aLineIsCutToFitIntoADatagramBetweenTwoLetters() throws IOException {
        for (int shift = 0; shift < 3; shift++) {
            String text = "x".repeat(shift) + "\u20ac".repeat(30_000);
            String line = line("udp://h:1", MOMENT, "UTC", Level.INF, text);
            assertThat(line).endsWith("\u20ac...\n").doesNotContain("\ufffd");
            assertThat(line.getBytes(UTF_8).length).isBetween(59_990, 60_000);
            assertThat(line("tcp://h:1", MOMENT, "UTC", Level.INF, text)).endsWith(text + "\n");
        }
    }
}
