package io.midge.log;

import java.io.File;
import java.io.IOException;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * How far local time is from UTC. The JDK reads its whole table of time zones for the first answer (10 ms and more of a
 * start), which a machine that runs on UTC, as most servers and containers do, need not pay: it is recognised by name.
 */
interface LocalTime {
    /** Seconds to add to UTC at this moment. */
    int offsetSeconds(long epochSecond);

    /** That of this machine. */
    static LocalTime ofMachine() {
        String named = System.getProperty("user.timezone");
        if (named == null || named.isEmpty()) {
            named = System.getenv("TZ");
        }
        if (isUtc(named, "/etc/localtime")) {
            return new Utc();
        }
        return of(TimeZone.getDefault());
    }

    /** That of a zone. */
    static LocalTime of(TimeZone zone) {
        return new Zoned(zone);
    }

    /** Whether a name given to the process, or in its absence the file that names the machine's zone, says UTC. */
    static boolean isUtc(@Nullable String named, String localtime) {
        if (named != null) {
            return switch (named) {
                case "", "UTC", ":UTC", "UTC0", "Etc/UTC", ":Etc/UTC", "GMT", "Etc/GMT", "Z" -> true;
                default -> false;
            };
        }
        File file = new File(localtime);
        try {
            String path = file.getCanonicalPath();
            return path.endsWith("/UTC") || path.endsWith("/UCT") || path.endsWith("/GMT");
        } catch (IOException e) {
            return false; // not ours to judge: the JDK decides
        }
    }

    /** No distance at all. */
    final class Utc implements LocalTime {
        @Override
        public int offsetSeconds(long epochSecond) {
            return 0;
        }
    }

    /** The distance that a zone's rules give. */
    final class Zoned implements LocalTime {
        private final TimeZone zone;

        private Zoned(TimeZone zone) {
            this.zone = zone;
        }

        @Override
        public int offsetSeconds(long epochSecond) {
            return zone.getOffset(epochSecond * 1000) / 1000;
        }
    }
}
