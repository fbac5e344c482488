package io.midge.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as Go writes and reads them: RFC 3339, written in UTC, the fraction of the second without trailing zeros. */
public final class GoTime {
    private GoTime() {}

    /** As text. */
    public static String format(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > 9999) {
            throw new IllegalArgumentException("year outside of range [0,9999]");
        }
        StringBuilder out = new StringBuilder(30);
        digits(out, utc.getYear(), 4).append('-');
        digits(out, utc.getMonthValue(), 2).append('-');
        digits(out, utc.getDayOfMonth(), 2).append('T');
        digits(out, utc.getHour(), 2).append(':');
        digits(out, utc.getMinute(), 2).append(':');
        digits(out, utc.getSecond(), 2);
        int nano = utc.getNano();
        if (nano > 0) {
            int count = 9;
            while (nano % 10 == 0) {
                nano /= 10;
                count--;
            }
            digits(out.append('.'), nano, count);
        }
        return out.append('Z').toString();
    }

    /**
     * Reads the time that a reader is at; for null the one that was there.
     *
     * @throws JsonException in the words of Go's package time
     */
    public static @Nullable Instant read(JsonReader in, @Nullable Instant current) throws JsonException {
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
