package io.midge.conf;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Numbers and dates from their text, read as nats-server reads them. */
final class Scalars {
    /** The first number without a sign that has no room for another digit. */
    private static final long CUTOFF = Long.divideUnsigned(-1, 10) + 1;

    private Scalars() {}

    /** An integer with the unit of a size, if any. A size that is too large for 64 bits wraps around. */
    static long integer(String text, Cursor at) throws Refusal {
        boolean negative = text.charAt(0) == '-';
        int end = negative ? 1 : 0;
        long size = 0;
        while (end < text.length() && Cursor.isDigit(text.charAt(end))) {
            int digit = text.charAt(end) - '0';
            if (digit > 9) {
                throw notAnInteger(text, at);
            }
            if (Long.compareUnsigned(size, CUTOFF) >= 0 || Long.compareUnsigned(size * 10 + digit, size * 10) < 0) {
                throw outOfRange(text, at);
            }
            size = size * 10 + digit;
            end++;
        }
        long limit = negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        if (Long.compareUnsigned(size, limit) > 0) {
            throw outOfRange(text, at);
        }
        return (negative ? -size : size) * unit(text, end, at);
    }

    private static Refusal outOfRange(String text, Cursor at) {
        return at.wrong("integer '" + text + "' is out of the range", "write a number of at most 64 bits");
    }

    private static Refusal notAnInteger(String text, Cursor at) {
        return at.wrong(
                "expected integer, but got '" + text + "'",
                "write digits, then a unit if any: k, m, g, t, p, e (thousands) or kb, mb, gb, tb, pb, eb (1024)");
    }

    private static long unit(String text, int from, Cursor at) throws Refusal {
        int letters = text.length() - from;
        if (letters == 0) {
            return 1;
        }
        boolean binary = letters > 1;
        if (binary && !isBinary(text, from + 1)) {
            throw notAnInteger(text, at);
        }
        int power = "kmgtpe".indexOf(text.charAt(from) | 0x20) + 1;
        if (power == 0) {
            throw notAnInteger(text, at);
        }
        long unit = 1;
        for (int i = 0; i < power; i++) {
            unit *= binary ? 1024 : 1000;
        }
        return unit;
    }

    /** {@code b}, {@code i} or {@code ib}. */
    private static boolean isBinary(String text, int from) {
        int last = text.length() - 1;
        int first = text.charAt(from) | 0x20;
        return from == last ? first == 'b' || first == 'i' : from + 1 == last && first == 'i' && isB(text.charAt(last));
    }

    private static boolean isB(char c) {
        return c == 'b' || c == 'B';
    }

    static double decimal(String text, Cursor at) throws Refusal {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '9') {
                throw at.wrong("expected float, but got '" + text + "'", "write the digits 0 to 9 and one point");
            }
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw at.wrong("float '" + text + "' is out of the range", "write a number of at most 64 bits");
        }
        return value;
    }

    static boolean bool(String text) {
        return switch (text.length()) {
            case 2 -> text.equalsIgnoreCase("on");
            case 3 -> text.equalsIgnoreCase("yes");
            case 4 -> text.equalsIgnoreCase("true");
            default -> false;
        };
    }

    static Instant date(String text, Cursor at) throws Refusal {
        try {
            return LocalDateTime.of(
                            digits(text, 0, 4),
                            digits(text, 5, 7),
                            digits(text, 8, 10),
                            digits(text, 11, 13),
                            digits(text, 14, 16),
                            digits(text, 17, 19))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw at.wrong(
                    "expected Zulu formatted DateTime, but got '" + text + "'",
                    "write a moment that there is, as 2006-01-02T15:04:05Z, or put text in double quotes");
        }
    }

    /** A number of ASCII digits; for others one that is in no date. */
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c > '9') {
                return Integer.MIN_VALUE;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }
}
