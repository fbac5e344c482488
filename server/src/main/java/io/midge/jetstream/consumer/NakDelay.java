package io.midge.jetstream.consumer;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import java.nio.charset.StandardCharsets;

/** When a message that was refused is wanted again: what may follow {@code -NAK}. */
final class NakDelay {
    /** It says nothing, or nothing that is understood: at once. */
    static final long NONE = Long.MIN_VALUE;

    private static final String GO_TYPE = "ConsumerNakOptions";

    private NakDelay() {}

    /** Nanoseconds, or {@link #NONE}. */
    static long parse(byte[] text) {
        int from = 0;
        int end = text.length;
        while (from < end && isBlank(text[from])) {
            from++;
        }
        while (end > from && isBlank(text[end - 1])) {
            end--;
        }
        if (from == end) {
            return NONE;
        }
        return text[from] == '{' ? json(text, from, end - from) : duration(text, from, end);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static long json(byte[] text, int from, int length) {
        try {
            JsonReader json = JsonReader.of(text, from, length);
            long delay = 0;
            if (json.beginObject(GO_TYPE)) {
                while (json.nextField()) {
                    if (json.field("delay") == 0) {
                        delay = json.int64(delay);
                    } else {
                        json.skip();
                    }
                }
            }
            return delay;
        } catch (JsonException e) {
            return NONE;
        }
    }

    /** A duration as Go writes it: {@code 1m30s}, {@code 1.5h}, {@code -3ms}, {@code 0}. */
    static long duration(byte[] text, int from, int end) {
        int at = from;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        if (end - at == 1 && text[at] == '0') {
            return 0;
        }
        double sum = 0;
        boolean any = false;
        while (at < end) {
            int stop = at;
            while (stop < end && (text[stop] == '.' || (text[stop] >= '0' && text[stop] <= '9'))) {
                stop++;
            }
            double number = number(text, at, stop);
            int unitEnd = stop;
            while (unitEnd < end && text[unitEnd] != '.' && (text[unitEnd] < '0' || text[unitEnd] > '9')) {
                unitEnd++;
            }
            double unit = unit(text, stop, unitEnd);
            if (number < 0 || unit == 0) {
                return NONE;
            }
            sum += number * unit;
            any = true;
            at = unitEnd;
        }
        if (!any || sum >= Long.MAX_VALUE) {
            return NONE;
        }
        long ns = Math.round(sum);
        return negative ? -ns : ns;
    }

    private static double number(byte[] text, int from, int to) {
        double value = 0;
        double scale = 0;
        int digits = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '.') {
                if (scale > 0) {
                    return -1;
                }
                scale = 1;
            } else {
                value = value * 10 + (text[i] - '0');
                scale *= 10;
                digits++;
            }
        }
        return digits == 0 ? -1 : scale > 0 ? value / scale : value;
    }

    private static double unit(byte[] text, int from, int to) {
        return switch (new String(text, from, to - from, StandardCharsets.UTF_8)) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 0;
        };
    }
}
