package io.midge.conf.file;

import io.midge.conf.ConfValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Times that are numbers of seconds, with or without a fraction, or durations as Go writes them. */
final class Seconds {
    private static final double NANOS = 1e9;

    private Seconds() {}

    /** The time; null if the value is none. */
    static @Nullable Duration of(ConfValue value) {
        return switch (value) {
            case ConfValue.Whole whole -> Durations.seconds(whole.value());
            case ConfValue.Decimal decimal -> Duration.ofNanos((long) (decimal.value() * NANOS));
            case ConfValue.Text text -> Durations.parse(text.value());
            default -> null;
        };
    }

    /** The time of a field, otherwise another one; what is no time is an error. */
    static Duration of(Block block, String what, Duration otherwise, String name) {
        ConfValue value = block.value(name);
        if (value == null) {
            return otherwise;
        }
        Duration time = of(value);
        if (time != null) {
            return time;
        }
        String why = value instanceof ConfValue.Text text
                ? "time: invalid duration \"" + text.value() + "\"; write it as in \"2s\" or \"500ms\""
                : "wrong type; write seconds, or a duration as in \"2s\"";
        block.problems().error(value.at(), "error parsing " + what + ", '" + name + "' " + why);
        return otherwise;
    }
}
