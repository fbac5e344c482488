package io.midge.log;

/**
 * Writes {@code 2026/11/21 00:45:00.274786} for a moment. The 20 characters up to the point are kept for the lines of
 * the same second. Not thread-safe: a sink calls it under its lock.
 */
final class LineStamp {
    /** Characters of a moment. */
    static final int LENGTH = 26;

    /** Those of them that say the second. */
    static final int SECOND_LENGTH = 19;

    private static final int SECONDS_PER_DAY = 86_400;

    private final LocalTime localTime;
    private final byte[] second = new byte[20];
    private long current = Long.MIN_VALUE;

    LineStamp(LocalTime localTime) {
        this.localTime = localTime;
    }

    /** Puts the 26 characters of a moment into a buffer and returns the position after them. */
    int write(long epochMicros, byte[] to, int at) {
        long epochSecond = Math.floorDiv(epochMicros, 1_000_000L);
        if (epochSecond != current) {
            render(epochSecond + localTime.offsetSeconds(epochSecond));
            current = epochSecond;
        }
        System.arraycopy(second, 0, to, at, second.length);
        digits((int) Math.floorMod(epochMicros, 1_000_000L), 6, to, at + second.length);
        return at + second.length + 6;
    }

    private void render(long localSecond) {
        int ofDay = (int) Math.floorMod(localSecond, (long) SECONDS_PER_DAY);
        date(Math.floorDiv(localSecond, (long) SECONDS_PER_DAY));
        second[4] = '/';
        second[7] = '/';
        second[10] = ' ';
        digits(ofDay / 3600, 2, second, 11);
        second[13] = ':';
        digits(ofDay / 60 % 60, 2, second, 14);
        second[16] = ':';
        digits(ofDay % 60, 2, second, 17);
        second[19] = '.';
    }

    /**
     * Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar. Counting starts at a first of
     * March, so that the leap day is the last of its year; an era is 400 years of 146,097 days. (LocalDate would do, but
     * costs a millisecond of a start.)
     */
    private void date(long epochDay) {
        long day = epochDay + 719_468; // since 0000-03-01
        long era = Math.floorDiv(day, 146_097L);
        int ofEra = (int) Math.floorMod(day, 146_097L);
        int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * ofYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);
        digits(year, 4, second, 0);
        digits(month, 2, second, 5);
        digits(ofYear - (153 * marchMonth + 2) / 5 + 1, 2, second, 8);
    }

    private static void digits(int value, int count, byte[] to, int at) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
