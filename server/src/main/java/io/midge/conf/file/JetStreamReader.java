package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.JetStreamOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code jetstream} block, which may also be a word or a boolean. */
final class JetStreamReader {
    private JetStreamReader() {}

    /** Null, and an error, if the value is none of them. */
    static @Nullable JetStreamOptions read(ConfValue value, Problems problems) {
        return switch (value) {
            case ConfValue.Bool bool -> new JetStreamOptions(bool.value());
            case ConfValue.Text text -> word(text, problems);
            case ConfMap map -> {
                Block block = new Block(map, problems);
                JetStreamOptions options = new JetStreamOptions(block.bool(true, "enabled", "enable"));
                block.end();
                yield options;
            }
            default -> {
                problems.error(
                        value.at(), "Expected map, bool or string to define JetStream, got " + GoType.of(value));
                yield null;
            }
        };
    }

    private static @Nullable JetStreamOptions word(ConfValue.Text text, Problems problems) {
        return switch (text.value().toLowerCase(Locale.ROOT)) {
            case "enabled", "enable" -> new JetStreamOptions(true);
            case "disabled", "disable" -> new JetStreamOptions(false);
            default -> {
                problems.error(
                        text.at(),
                        "Expected 'enabled' or 'disabled' for string value, got '" + text.value() + "'");
                yield null;
            }
        };
    }
}
