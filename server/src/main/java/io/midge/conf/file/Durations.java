package io.midge.conf.file;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 1h30m}, {@code 1.5s}, {@code -2us}. */
final class Durations {
    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    private Durations() {}

    /** So many seconds; what does not fit into Go's 64 bits of nanoseconds becomes the most that does. */
    static Duration seconds(long seconds) {
        return Duration.ofSeconds(Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, seconds)));
    }

    /** Null if the text is no duration. */
    static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (text.length() == at) {
            return null;
        }
        if (text.substring(at).equals("0")) {
            return Duration.ZERO;
        }
        long nanos = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            String number = text.substring(start, at);
            start = at;
            while (at < text.length() && !isDigit(text.charAt(at)) && text.charAt(at) != '.') {
                at++;
            }
            long part = part(number, unit(text.substring(start, at)));
            if (part < 0 || nanos + part < 0) {
                return null;
            }
            nanos += part;
        }
        return Duration.ofNanos(negative ? -nanos : nanos);
    }

    /** A number of units in nanoseconds, negative if there is no such thing. */
    private static long part(String number, long unit) {
        int dot = number.indexOf('.');
        String whole = dot < 0 ? number : number.substring(0, dot);
        String fraction = dot < 0 ? "" : number.substring(dot + 1);
        if (unit == 0 || whole.length() + fraction.length() == 0 || fraction.indexOf('.') >= 0) {
            return -1;
        }
        long nanos = 0;
        for (int i = 0; i < whole.length(); i++) {
            int digit = whole.charAt(i) - '0';
            if (nanos > (Long.MAX_VALUE / unit - digit) / 10) {
                return -1;
            }
            nanos = nanos * 10 + digit;
        }
        nanos *= unit;
        double scale = unit;
        double rest = 0;
        for (int i = 0; i < fraction.length(); i++) {
            scale /= 10;
            rest += (fraction.charAt(i) - '0') * scale;
        }
        long sum = nanos + (long) (rest + 1e-6);
        return sum;
    }

    private static long unit(String text) {
        return switch (text) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0;
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
