package io.midge.jetstream.stream;

import io.midge.store.op.OpFrame;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a message says that it lives ({@code Nats-TTL}): a duration as Go has it, whole seconds, or for ever. */
final class Ttl {
    /** It says something else, or less than a second. */
    static final long INVALID = Long.MIN_VALUE;

    private static final int LONGEST = 64;
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000L);

    private Ttl() {}

    /** Seconds; 0: it says nothing; {@link OpFrame#FOREVER}; {@link #INVALID}. */
    static long parse(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.toLowerCase(Locale.ROOT).equals("never")) {
            return OpFrame.FOREVER;
        }
        if (text.length() > LONGEST || text.equals("0")) { // which is a duration
            return INVALID;
        }
        long seconds = isDigits(text) ? Long.MIN_VALUE : duration(text);
        if (seconds != Long.MIN_VALUE) {
            return seconds;
        }
        return isDigits(text) && text.length() <= 18 ? most(Long.parseLong(text)) : INVALID;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long duration(String text) {
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = signed ? 1 : 0;
        int parts = 0;
        while (at < text.length() && part.find(at) && part.start() == at) {
            nanos = nanos.add(new BigDecimal(part.group(1).endsWith(".") ? part.group(1) + "0" : part.group(1))
                    .multiply(BigDecimal.valueOf(unit(part.group(2)))));
            at = part.end();
            parts++;
        }
        boolean isWhole = parts > 0 && at == text.length();
        if (!isWhole || text.charAt(0) == '-' || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return INVALID;
        }
        return nanos.compareTo(SECOND) < 0
                ? INVALID
                : most(nanos.divide(SECOND, 0, RoundingMode.DOWN).longValue());
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000;
        };
    }

    /** A message holds no more: 68 years. */
    private static long most(long seconds) {
        return Math.min(seconds, Integer.MAX_VALUE);
    }
}
