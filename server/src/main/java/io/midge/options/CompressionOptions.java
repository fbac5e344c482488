package io.midge.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How bytes between servers are compressed. What is written is kept as it is; {@link #normalized} says what it means.
 *
 * @param mode the mode, one of the constants here or a word for one; empty: none is chosen
 * @param rttThresholds for {@link #S2_AUTO} the round trip times above which the next level is taken, from none to the
 *     best; zero skips a level; none: 10, 50 and 100 milliseconds
 */
public record CompressionOptions(String mode, List<Duration> rttThresholds) {
    /** As if there was no compression. */
    public static final String NOT_SUPPORTED = "not supported";

    /** Nothing is compressed. */
    public static final String OFF = "off";

    /** If the other side wants it. */
    public static final String ACCEPT = "accept";

    /** The level depends on the round trip time. */
    public static final String S2_AUTO = "s2_auto";

    /** The fastest level. */
    public static final String S2_FAST = "s2_fast";

    /** A level between both. */
    public static final String S2_BETTER = "s2_better";

    /** The level that compresses most. */
    public static final String S2_BEST = "s2_best";

    /** Nothing is chosen. */
    public static final CompressionOptions UNSET = new CompressionOptions("", List.of());

    /** The thresholds where none are said. */
    static final List<Duration> DEFAULT_RTT_THRESHOLDS =
            List.of(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100));

    /** As many levels as there are to choose from. */
    private static final int MAX_THRESHOLDS = 4;

    public CompressionOptions {
        rttThresholds = List.copyOf(rttThresholds);
    }

    /** These, or another mode if none is chosen. */
    CompressionOptions orMode(String otherwise) {
        return mode.isEmpty() ? new CompressionOptions(otherwise, rttThresholds) : this;
    }

    /**
     * What these options mean: a mode that is a constant here and, for {@link #S2_AUTO}, thresholds.
     *
     * @param on the mode that {@code on} stands for
     * @throws IllegalArgumentException if they mean nothing
     */
    public CompressionOptions normalized(String on) {
        String word = mode.toLowerCase(Locale.ROOT);
        return switch (word.equals("on") || word.equals("enabled") || word.equals("true") ? on : word) {
            case "not supported", "not_supported" -> new CompressionOptions(NOT_SUPPORTED, rttThresholds);
            case "disabled", "off", "false" -> new CompressionOptions(OFF, rttThresholds);
            case "accept" -> new CompressionOptions(ACCEPT, rttThresholds);
            case "auto", "s2_auto" -> new CompressionOptions(S2_AUTO, thresholds());
            case "fast", "s2_fast" -> new CompressionOptions(S2_FAST, rttThresholds);
            case "better", "s2_better" -> new CompressionOptions(S2_BETTER, rttThresholds);
            case "best", "s2_best" -> new CompressionOptions(S2_BEST, rttThresholds);
            default -> throw new IllegalArgumentException("unsupported compression mode " + GoWords.quoted(mode));
        };
    }

    /** The thresholds in ascending order, without the zeros at the end. */
    private List<Duration> thresholds() {
        if (rttThresholds.isEmpty()) {
            return DEFAULT_RTT_THRESHOLDS;
        }
        List<Duration> ascending = new ArrayList<>();
        Duration highest = Duration.ZERO;
        int used = 0;
        for (Duration each : rttThresholds) {
            Duration threshold = each.isNegative() ? Duration.ZERO : each;
            ascending.add(threshold);
            if (threshold.isZero()) {
                continue;
            }
            if (threshold.compareTo(highest) < 0) {
                throw new IllegalArgumentException(
                        "RTT threshold values " + GoWords.list(rttThresholds) + " should be in ascending order");
            }
            highest = threshold;
            used = ascending.size();
        }
        if (used > MAX_THRESHOLDS) {
            throw new IllegalArgumentException("compression mode " + GoWords.quoted(mode)
                    + " should have no more than 4 RTT thresholds: " + GoWords.list(rttThresholds));
        }
        if (used == 0) {
            throw new IllegalArgumentException(
                    "compression mode " + GoWords.quoted(mode) + " requires at least one RTT threshold");
        }
        return List.copyOf(ascending.subList(0, used));
    }
}
