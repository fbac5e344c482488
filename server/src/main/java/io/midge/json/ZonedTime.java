package io.midge.json;

import java.time.Instant;

/**
 * A moment as it was told: with the offset of the zone that it was told in, which Go keeps and writes again. Two are
 * equal if both are.
 *
 * @param offset seconds east of UTC
 */
public record ZonedTime(Instant instant, int offset) {
    private static final int DAY = 86_400;

    /** The same in UTC; a moment that has no year from 0 to 9999 there becomes the nearest that has. */
    public static ZonedTime utc(Instant instant) {
        long second = instant.getEpochSecond();
        long near = Math.clamp(second, GoTimeParser.FIRST, GoTimeParser.LAST);
        return new ZonedTime(near == second ? instant : Instant.ofEpochSecond(near, instant.getNano()), 0);
    }

    /** In UTC. */
    public ZonedTime inUtc() {
        return utc(instant);
    }

    /** Whether both are the same moment, told wherever. */
    public boolean isAt(ZonedTime other) {
        return instant.equals(other.instant);
    }

    /** Whether Go writes it: it reads offsets of 24 hours and more, which it does not. */
    public boolean isWritable() {
        return Math.abs(offset) < DAY;
    }
}
