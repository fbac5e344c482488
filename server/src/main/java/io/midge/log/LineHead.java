package io.midge.log;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What log lines begin with.
 *
 * @param pid the number of the process
 * @param epochMicros the clock: microseconds since 1970
 * @param logtime whether lines carry the time; syslog's always do
 * @param utc whether that is UTC instead of local time; syslog's is local
 */
public record LineHead(long pid, LongSupplier epochMicros, boolean logtime, boolean utc) {
    /** A line for standard error from before there is a log, as nats-server begins those: with the second. */
    public String early(String text) {
        byte[] stamp = new byte[LineStamp.LENGTH];
        new LineStamp(LocalTime.ofMachine()).write(epochMicros.getAsLong(), stamp, 0);
        return new String(stamp, 0, LineStamp.SECOND_LENGTH, java.nio.charset.StandardCharsets.US_ASCII) + " " + text;
    }

    /** Null if lines carry no time. */
    @Nullable
    LineStamp stamp() {
        return logtime ? new LineStamp(utc ? new LocalTime.Utc() : LocalTime.ofMachine()) : null;
    }
}
