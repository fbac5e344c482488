package io.midge.options;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Values as nats-server prints them in its errors. */
final class GoWords {
    private static final String HEX = "0123456789abcdef";

    private GoWords() {}

    /** In double quotes, with escapes for what cannot be printed. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> append(out, c));
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append((char) c);
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 11 -> out.append("\\v");
            default -> {
                if (c < ' ' || c == 0x7f) {
                    out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    /** Texts in quotes, a blank between them, in brackets. */
    static String quoted(List<String> texts) {
        return texts.stream().map(GoWords::quoted).collect(Collectors.joining(" ", "[", "]"));
    }

    /** Durations, a blank between them, in brackets. */
    static String list(List<Duration> durations) {
        return durations.stream().map(GoWords::duration).collect(Collectors.joining(" ", "[", "]"));
    }

    /** A duration such as {@code 1m30s} or {@code 1.5ms}. */
    static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        if (seconds == 0) {
            return nanos == 0
                    ? "0s"
                    : nanos < 1_000
                            ? nanos + "ns"
                            : nanos < 1_000_000 ? decimal(nanos, 1_000) + "µs" : decimal(nanos, 1_000_000) + "ms";
        }
        StringBuilder out = new StringBuilder();
        if (seconds >= 3600) {
            out.append(seconds / 3600).append('h');
        }
        if (seconds >= 60) {
            out.append(seconds / 60 % 60).append('m');
        }
        return out.append(decimal(seconds % 60 * 1_000_000_000 + nanos, 1_000_000_000))
                .append('s')
                .toString();
    }

    private static String decimal(long value, long unit) {
        String rest = String.valueOf(unit + value % unit).substring(1).replaceAll("0+$", "");
        return value / unit + (rest.isEmpty() ? "" : "." + rest);
    }
}
