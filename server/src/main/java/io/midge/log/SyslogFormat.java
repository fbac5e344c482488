package io.midge.log;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes syslog lines as Go's {@code log/syslog} does: {@code <29>Nov 21 06:37:52 nats-server[17]: text} for a service of
 * this machine, {@code <5>2026-11-21T06:37:48+01:00 host nats-server[17]: text} for others. Safe from any thread.
 */
final class SyslogFormat {
    /** Below what fits into a datagram of UDP; a longer line would be lost whole. */
    private static final int MAX_DATAGRAM = 60_000;

    private static final int DAEMON = 3 << 3;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final LineHead head;
    private final LocalTime localTime;
    private final int facility;
    private final @Nullable String host;
    private final String tag;
    private final int maxLength;

    private SyslogFormat(
            LineHead head, LocalTime localTime, int facility, @Nullable String host, String tag, int maxLength) {
        this.head = head;
        this.localTime = localTime;
        this.facility = facility;
        this.host = host;
        this.tag = tag;
        this.maxLength = maxLength;
    }

    /** For this service. nats-server forgets the facility of services that a URL names: it is the kernel's. */
    static SyslogFormat of(SyslogTarget target, LineHead head, LocalTime localTime, String host, String tag) {
        return new SyslogFormat(
                head,
                localTime,
                target.network().isEmpty() ? DAEMON : 0,
                target.isLocal() ? null : host,
                tag,
                target.isDatagrams() ? MAX_DATAGRAM : Integer.MAX_VALUE);
    }

    byte[] line(Level level, String text, @Nullable Throwable cause) {
        StringBuilder out = new StringBuilder(80 + text.length());
        out.append('<').append(facility | severity(level)).append('>');
        stamp(out);
        if (host != null) {
            out.append(' ').append(host);
        }
        out.append(' ').append(tag).append('[').append(head.pid()).append("]: ");
        out.append(LineEscape.escape(LogText.of(text, cause))).append('\n');
        byte[] line = out.toString().getBytes(StandardCharsets.UTF_8);
        return line.length <= maxLength ? line : cut(line);
    }

    private static int severity(Level level) {
        return switch (level) {
            case FTL -> 2;
            case ERR -> 3;
            case WRN -> 4;
            case INF, TRC -> 5; // trace lines too, as nats-server has it
            case DBG -> 7;
        };
    }

    private void stamp(StringBuilder out) {
        long second = Math.floorDiv(head.epochMicros().getAsLong(), 1_000_000L);
        int offset = localTime.offsetSeconds(second);
        LocalDateTime time = LocalDateTime.ofEpochSecond(second + offset, 0, ZoneOffset.UTC);
        if (host == null) {
            int month = 3 * (time.getMonthValue() - 1);
            out.append(MONTHS, month, month + 3).append(' ');
            out.append(time.getDayOfMonth() < 10 ? " " : "").append(time.getDayOfMonth());
        } else {
            out.append(time.getYear());
            two(out.append('-'), time.getMonthValue());
            two(out.append('-'), time.getDayOfMonth());
        }
        two(out.append(host == null ? ' ' : 'T'), time.getHour());
        two(out.append(':'), time.getMinute());
        two(out.append(':'), time.getSecond());
        if (host != null && offset == 0) {
            out.append('Z');
        } else if (host != null) {
            int minutes = Math.abs(offset) / 60;
            two(out.append(offset < 0 ? '-' : '+'), minutes / 60);
            two(out.append(':'), minutes % 60);
        }
    }

    private static void two(StringBuilder out, int value) {
        out.append(value < 10 ? "0" : "").append(value);
    }

    private byte[] cut(byte[] line) {
        int end = maxLength - 4;
        while ((line[end] & 0xc0) == 0x80) { // not within a letter
            end--;
        }
        byte[] shorter = Arrays.copyOf(line, end + 4);
        Arrays.fill(shorter, end, end + 3, (byte) '.');
        shorter[end + 3] = '\n';
        return shorter;
    }
}
