package io.midge;

import io.midge.log.Log;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import java.util.Locale;

/**
 * How much JetStream may hold in memory: what the options say, or what the JVM's direct memory has left beside what waits for
 * connections.
 *
 * @param memory bytes in memory
 */
record JetStreamSizes(long memory) {
    private static final long LEAST = 64L << 20;
    private static final double UNIT = 1024;

    /** For this JVM; whoever asks for more than there is hears of it. */
    static JetStreamSizes of(Options options, JetStreamOptions jetStream, OutboundBudget budget, Log log) {
        long direct = Long.getLong("midge.direct", 0);
        long all = direct > 0 ? direct : Runtime.getRuntime().maxMemory();
        long left = Math.max(LEAST, all - budget.bytes());
        long asked = jetStream.maxMemoryStore();
        if (asked < 0) {
            return new JetStreamSizes(left);
        }
        if (asked > left) {
            long mib = (asked + options.outboundBudgetFor(all)) / (1 << 20) + 1;
            log.warn("max_mem of " + asked + " bytes may be more than the JVM's direct memory has room for, which is "
                    + left + " bytes: streams in memory take nothing when it is used up. For more, start with"
                    + " MIDGE_JAVA_OPTS=-XX:MaxDirectMemorySize=" + mib + "m");
        }
        return new JetStreamSizes(asked);
    }

    /** A number of bytes as nats-server logs it: {@code 1.50 GB}. */
    static String friendly(long bytes) {
        if (bytes < UNIT) {
            return bytes + " B";
        }
        int exponent = (int) (Math.log((double) bytes) / Math.log(UNIT));
        return String.format(Locale.ROOT, "%.2f %sB", bytes / Math.pow(UNIT, exponent), "KMGTPE".charAt(exponent - 1));
    }
}
