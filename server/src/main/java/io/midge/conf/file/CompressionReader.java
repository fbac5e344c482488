package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.CompressionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How bytes between servers are compressed: a word, yes or no, or a map. */
final class CompressionReader {
    private CompressionReader() {}

    /** The field {@code compression}, with the mode that {@code true} stands for. */
    static CompressionOptions read(Block owner, String on) {
        return switch (owner.value("compression")) {
            case null -> CompressionOptions.UNSET;
            case ConfValue.Text text -> new CompressionOptions(text.value(), List.of());
            case ConfValue.Bool bool -> new CompressionOptions(bool.value() ? on : CompressionOptions.OFF, List.of());
            case ConfMap map -> read(new Block(map, owner.problems()));
            case ConfValue other -> {
                owner.problems()
                        .error(
                                other.at(),
                                "field \"compression\" should be a boolean or a structure, got " + GoType.of(other));
                yield CompressionOptions.UNSET;
            }
        };
    }

    private static CompressionOptions read(Block block) {
        CompressionOptions options = new CompressionOptions(block.text("mode"), thresholds(block));
        block.end();
        return options;
    }

    private static List<Duration> thresholds(Block block) {
        ConfValue value = block.value("rtt_thresholds", "thresholds", "rtts", "rtt");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            block.wrong(value, "rtt_thresholds", "an array of durations");
            return List.of();
        }
        List<Duration> thresholds = new ArrayList<>();
        for (ConfValue item : items.values()) {
            thresholds.add(block.duration(item, "rtt_thresholds", Duration.ZERO));
        }
        return thresholds;
    }
}
