package io.midge.json;

import java.time.Duration;

/** Durations as Go prints them: {@code 1m10s}, {@code 1.5s}, {@code 500ms}, {@code 0s}. */
public final class GoDuration {
    private GoDuration() {}

    /** The text of a duration; what does not fit into 64 bits of nanoseconds is the most that does. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        if (duration.isNegative()) {
            out.append('-');
        }
        Duration size = duration.abs();
        if (size.compareTo(Duration.ofSeconds(1)) < 0) {
            small(out, size.toNanos());
            return out.toString();
        }
        long hours = size.toHours();
        if (hours > 0) {
            out.append(hours).append('h');
        }
        if (hours > 0 || size.toMinutesPart() > 0) {
            out.append(size.toMinutesPart()).append('m');
        }
        out.append(size.toSecondsPart());
        fraction(out, size.toNanosPart(), 9);
        return out.append('s').toString();
    }

    private static void small(StringBuilder out, long nanos) {
        int digits = nanos < 1_000 ? 0 : nanos < 1_000_000 ? 3 : 6;
        long unit = digits == 0 ? 1 : digits == 3 ? 1_000 : 1_000_000;
        out.append(nanos / unit);
        fraction(out, nanos % unit, digits);
        out.append(digits == 0 ? "ns" : digits == 3 ? "µs" : "ms");
    }

    /** Of {@code digits} digits, without the zeros at the end. */
    private static void fraction(StringBuilder out, long value, int digits) {
        if (value == 0) {
            return;
        }
        String all = Long.toString(value);
        out.append('.').append("0".repeat(digits - all.length()));
        int end = all.length();
        while (all.charAt(end - 1) == '0') {
            end--;
        }
        out.append(all, 0, end);
    }
}
