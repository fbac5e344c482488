package io.midge.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as Go writes and reads them: RFC 3339, the fraction of the second without trailing zeros. */
public final class GoTime {
    private GoTime() {}

    /** As text, in UTC. */
    public static String format(Instant time) {
        return local(time, 0).append('Z').toString();
    }

    /** As text, in the zone that it was told in. */
    public static String format(ZonedTime time) {
        int minutes = Math.abs(time.offset()) / 60;
        StringBuilder out = local(time.instant(), time.offset());
        if (minutes == 0) {
            return out.append('Z').toString();
        }
        digits(out.append(time.offset() < 0 ? '-' : '+'), minutes / 60, 2).append(':');
        return digits(out, minutes % 60, 2).toString();
    }

    private static StringBuilder local(Instant time, int offset) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(time.getEpochSecond() + offset, time.getNano(), ZoneOffset.UTC);
        if (at.getYear() < 0 || at.getYear() > 9999) {
            throw new IllegalArgumentException("year outside of range [0,9999]");
        }
        StringBuilder out = new StringBuilder(36);
        digits(out, at.getYear(), 4).append('-');
        digits(out, at.getMonthValue(), 2).append('-');
        digits(out, at.getDayOfMonth(), 2).append('T');
        digits(out, at.getHour(), 2).append(':');
        digits(out, at.getMinute(), 2).append(':');
        digits(out, at.getSecond(), 2);
        int nano = at.getNano();
        if (nano > 0) {
            int count = 9;
            while (nano % 10 == 0) {
                nano /= 10;
                count--;
            }
            digits(out.append('.'), nano, count);
        }
        return out;
    }

    /**
     * Reads the time that a reader is at; for null the one that was there.
     *
     * @throws JsonException in the words of Go's package time
     */
    public static @Nullable ZonedTime read(JsonReader in, @Nullable ZonedTime current) throws JsonException {
        byte[] raw = in.raw();
        if (raw[0] == 'n') {
            return current;
        }
        if (raw[0] != '"') {
            throw new JsonException("Time.UnmarshalJSON: input is not a JSON string");
        }
        return new GoTimeParser(new String(raw, 1, raw.length - 2, StandardCharsets.UTF_8)).parse();
    }

    private static StringBuilder digits(StringBuilder out, int value, int count) {
        int scale = 1;
        for (int i = 1; i < count; i++) {
            scale *= 10;
        }
        for (int rest = value; scale > 0; scale /= 10) {
            out.append((char) ('0' + rest / scale));
            rest %= scale;
        }
        return out;
    }
}
