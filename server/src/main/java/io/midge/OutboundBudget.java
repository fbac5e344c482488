package io.midge;

import io.midge.log.Log;
import io.midge.options.Options;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much may wait for all connections together: what the options ask for, but no more than three quarters of the direct
 * memory that the JVM allows, because that is where it waits.
 *
 * @param bytes of it
 * @param warning what to tell the operator, who has asked for more; empty as a rule
 */
record OutboundBudget(long bytes, String warning) {
    private static final Pattern FLAG = Pattern.compile("-XX:MaxDirectMemorySize=(\\d{1,15})([kmgtKMGT]?)");

    /** For this JVM, whose command line is looked at only if the options name a number. */
    static OutboundBudget of(Options options) {
        boolean asked = options.process().outboundBudget() > 0;
        List<String> arguments =
                asked ? List.of(ProcessHandle.current().info().arguments().orElse(new String[0])) : List.of();
        return of(options, Runtime.getRuntime().maxMemory(), Long.getLong("midge.direct", 0), arguments);
    }

    /**
     * The direct memory is what the command line says, or what the launcher says ({@code midge.direct}, bytes; 0 when it did
     * not), or as much as the heap, which is the JVM's own default.
     */
    static OutboundBudget of(Options options, long maxHeap, long launcher, List<String> arguments) {
        long wanted = options.outboundBudgetFor(maxHeap > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : 4 * maxHeap);
        long direct = direct(arguments, launcher > 0 ? launcher : maxHeap);
        long most = direct / 4 * 3;
        boolean asked = options.process().outboundBudget() > 0;
        if (wanted <= most || !asked) {
            return new OutboundBudget(Math.min(wanted, most), "");
        }
        long mib = wanted / 3 * 4 / (1 << 20) + 1;
        return new OutboundBudget(
                most,
                "outbound_budget of " + wanted
                        + " bytes is more than three quarters of the JVM's direct memory, which is "
                        + direct + " bytes: " + most
                        + " it is. For more, start with MIDGE_JAVA_OPTS=-XX:MaxDirectMemorySize="
                        + mib + "m");
    }

    /** Tells the operator who has asked for more. */
    void tell(Log log) {
        if (!warning.isEmpty()) {
            log.warn(warning);
        }
    }

    // The last one counts, as in the JVM.
    private static long direct(List<String> arguments, long otherwise) {
        long found = otherwise;
        for (String each : arguments) {
            Matcher matcher = FLAG.matcher(each);
            if (matcher.matches()) {
                int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    case "t" -> 40;
                    default -> 0;
                };
                long number = Long.parseLong(matcher.group(1));
                long bytes = number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
                found = bytes == 0 ? otherwise : bytes;
            }
        }
        return found;
    }
}
