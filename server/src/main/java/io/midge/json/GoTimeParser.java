package io.midge.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads one time as in RFC 3339, part by part, and is as lenient as Go: an hour of one digit, a comma before the
 * fraction.
 */
final class GoTimeParser {
    private static final String LAYOUT = "2006-01-02T15:04:05Z07:00";

    private static final long DAY = 86_400;

    /** The ends of the years from 0 to 9999, which can be written. */
    static final long FIRST = LocalDate.of(0, 1, 1).toEpochDay() * DAY;

    static final long LAST = LocalDate.of(10_000, 1, 1).toEpochDay() * DAY - 1;

    private final String text;
    private int at;

    GoTimeParser(String text) {
        this.text = text;
    }

    ZonedTime parse() throws JsonException {
        int year = number("2006", 4, 4);
        literal("-");
        int month = within(number("01", 2, 2), 1, 12, "month");
        literal("-");
        int day = number("02", 2, 2);
        literal("T");
        int hour = within(number("15", 1, 2), 0, 23, "hour");
        literal(":");
        int minute = within(number("04", 2, 2), 0, 59, "minute");
        literal(":");
        int second = within(number("05", 2, 2), 0, 59, "second");
        int nano = fraction();
        int offset = zone();
        if (at < text.length()) {
            throw wrong(": extra text: " + GoText.quoted(text.substring(at)));
        }
        within(day, 1, YearMonth.of(year, month).lengthOfMonth(), "day");
        long days = LocalDate.of(year, month, day).toEpochDay();
        long local = days * DAY + hour * 3600L + minute * 60L + second;
        return new ZonedTime(Instant.ofEpochSecond(local - offset, nano), offset);
    }

    private int number(String element, int least, int most) throws JsonException {
        int from = at;
        int value = 0;
        while (at - from < most && at < text.length() && isDigit(at)) {
            value = value * 10 + text.charAt(at++) - '0';
        }
        if (at - from < least) {
            at = from;
            throw cannot(element);
        }
        return value;
    }

    private boolean isDigit(int i) {
        return i < text.length() && JsonSyntax.isDigit(text.charAt(i));
    }

    private void literal(String letter) throws JsonException {
        if (!text.startsWith(letter, at)) {
            throw cannot(letter);
        }
        at++;
    }

    /** Nanoseconds; digits beyond the ninth are left out. */
    private int fraction() {
        if (at >= text.length() || ".,".indexOf(text.charAt(at)) < 0 || !isDigit(at + 1)) {
            return 0;
        }
        at++;
        int nano = 0;
        int scale = 100_000_000;
        while (isDigit(at)) {
            nano += (text.charAt(at++) - '0') * scale;
            scale /= 10;
        }
        return nano;
    }

    /** Seconds east of UTC. */
    private int zone() throws JsonException {
        if (text.startsWith("Z", at)) {
            at++;
            return 0;
        }
        int from = at;
        boolean shaped = text.length() - at >= 6
                && "+-".indexOf(text.charAt(at)) >= 0
                && isDigit(at + 1)
                && isDigit(at + 2)
                && text.charAt(at + 3) == ':'
                && isDigit(at + 4)
                && isDigit(at + 5);
        if (!shaped) {
            throw cannot("Z07:00");
        }
        int hours = within(pair(from + 1), 0, 24, "time zone offset hour");
        int minutes = within(pair(from + 4), 0, 60, "time zone offset minute");
        at += 6;
        int seconds = hours * 3600 + minutes * 60;
        return text.charAt(from) == '-' ? -seconds : seconds;
    }

    private int pair(int i) {
        return (text.charAt(i) - '0') * 10 + text.charAt(i + 1) - '0';
    }

    private int within(int value, int least, int most, String what) throws JsonException {
        if (value < least || value > most) {
            throw wrong(": " + what + " out of range");
        }
        return value;
    }

    private JsonException cannot(String element) {
        return new JsonException("parsing time " + GoText.quoted(text) + " as \"" + LAYOUT + "\": cannot parse "
                + GoText.quoted(text.substring(at)) + " as \"" + element + "\"");
    }

    private JsonException wrong(String how) {
        return new JsonException("parsing time " + GoText.quoted(text) + how);
    }
}
