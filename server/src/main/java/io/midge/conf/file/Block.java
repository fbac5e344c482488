package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.conf.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One map of a configuration, read by asking for its fields. A field goes by one name or several; names are matched in
 * lower case, and of several that were written the last one counts. When all have been asked for, {@link #end} reports
 * those that nobody knew.
 *
 * <p>A field of the wrong kind is an error, and reads as if it was not there. Kinds are told apart without a {@code
 * switch} over types, which is linked when it first runs: a file is read at each start.
 */
final class Block {
    private final ConfMap map;
    private final Problems problems;
    private final Set<String> asked = new HashSet<>();

    Block(ConfMap map, Problems problems) {
        this.map = map;
        this.problems = problems;
    }

    /** Where the block stands. */
    Position at() {
        return map.at();
    }

    Problems problems() {
        return problems;
    }

    /** The value of a field; null if it is not there. */
    @Nullable
    ConfValue value(String... names) {
        ConfValue found = null;
        for (String name : names) {
            asked.add(name);
        }
        for (Map.Entry<String, ConfValue> entry : map.entries().entrySet()) {
            if (isOne(entry.getKey(), names)) {
                found = entry.getValue();
            }
        }
        return found;
    }

    private static boolean isOne(String key, String[] names) {
        String lower = key.toLowerCase(Locale.ROOT);
        for (String name : names) {
            if (lower.equals(name)) {
                return true;
            }
        }
        return false;
    }

    boolean has(String... names) {
        return value(names) != null;
    }

    /** A text; {@code ""} if the field is not there. */
    String text(String... names) {
        ConfValue value = value(names);
        if (value instanceof ConfValue.Text text) {
            return text.value();
        }
        if (value != null) {
            wrong(value, names[0], "a string");
        }
        return "";
    }

    /** Yes or no. */
    boolean bool(boolean otherwise, String... names) {
        ConfValue value = value(names);
        if (value instanceof ConfValue.Bool bool) {
            return bool.value();
        }
        if (value != null) {
            wrong(value, names[0], "true or false");
        }
        return otherwise;
    }

    /** A whole number from {@code min} to {@code max}. */
    long whole(long otherwise, long min, long max, String... names) {
        ConfValue value = value(names);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof ConfValue.Whole whole)) {
            wrong(value, names[0], "an integer");
            return otherwise;
        }
        if (whole.value() < min || whole.value() > max) {
            problems.error(value.at(), names[0] + " must be from " + min + " to " + max + ", it is " + whole.value());
            return otherwise;
        }
        return whole.value();
    }

    /** A whole number of 32 bits. */
    int whole(int otherwise, String... names) {
        return (int) whole(otherwise, Integer.MIN_VALUE, Integer.MAX_VALUE, names);
    }

    /** A duration as Go writes it, or seconds as an integer, which earns a warning. */
    Duration duration(Duration otherwise, String... names) {
        ConfValue value = value(names);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof ConfValue.Whole whole) {
            problems.warn(value.at(), names[0], names[0] + " should be converted to a duration");
            return Durations.seconds(whole.value());
        }
        return duration(value, names[0], otherwise);
    }

    /** A duration as Go writes it. */
    Duration duration(ConfValue value, String name, Duration otherwise) {
        if (!(value instanceof ConfValue.Text text)) {
            wrong(value, name, "a duration such as \"10s\"");
            return otherwise;
        }
        Duration parsed = Durations.parse(text.value());
        if (parsed == null) {
            problems.error(
                    value.at(),
                    "error parsing " + name + ": time: invalid duration \"" + text.value()
                            + "\"; write it as in \"2m\", \"1h30m\" or \"500ms\"");
            return otherwise;
        }
        return parsed;
    }

    /** A text, or an array of texts. */
    List<String> texts(String... names) {
        ConfValue value = value(names);
        return value == null ? List.of() : texts(value, names[0]);
    }

    /** A text, or an array of texts. */
    List<String> texts(ConfValue value, String name) {
        if (value instanceof ConfValue.Text text) {
            return List.of(text.value());
        }
        if (!(value instanceof ConfValue.Items items)) {
            wrong(value, name, "a string or an array of strings");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (ConfValue item : items.values()) {
            if (item instanceof ConfValue.Text text) {
                texts.add(text.value());
            } else {
                wrong(item, name, "a string");
            }
        }
        return texts;
    }

    /** The maps of an array; none if the field is not there. */
    List<Block> blocks(String... names) {
        ConfValue value = value(names);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            wrong(value, names[0], "an array of maps");
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        for (ConfValue item : items.values()) {
            Block block = block(item, names[0]);
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    /** A map; null if the field is not there. */
    @Nullable
    Block block(String... names) {
        ConfValue value = value(names);
        return value == null ? null : block(value, names[0]);
    }

    /** A map; null, and an error, if it is something else. */
    @Nullable
    Block block(ConfValue value, String name) {
        if (value instanceof ConfMap inner) {
            return new Block(inner, problems);
        }
        wrong(value, name, "a map");
        return null;
    }

    /** Whether the value of this key, as it was written, was used as a variable: then the key may be no more than its name. */
    boolean isVariable(String key) {
        return map.variables().contains(key);
    }

    /** The fields of the map, keys as they were written, for maps whose keys are names that the operator chose. */
    Map<String, ConfValue> entries() {
        for (String key : map.entries().keySet()) {
            asked.add(key.toLowerCase(Locale.ROOT));
        }
        return map.entries();
    }

    /** Reports the fields that nobody asked for. A key whose value was used as a variable may have any name. */
    void end() {
        for (Map.Entry<String, ConfValue> entry : map.entries().entrySet()) {
            String key = entry.getKey();
            if (!asked.contains(key.toLowerCase(Locale.ROOT))
                    && !map.variables().contains(key)) {
                problems.error(entry.getValue().at(), "unknown field \"" + key + '"');
            }
        }
    }

    /** Reports the fields that nobody asked for, where not even a variable may stand. */
    void endAll(String what) {
        unasked((value, name) ->
                problems.error(value.at(), "error parsing " + what + ", unknown field \"" + name + '"'));
    }

    /** The same in other words of nats-server's: {@code Unknown field "x" for mapping destination}. */
    void endFor(String what) {
        unasked((value, name) -> problems.error(value.at(), "Unknown field \"" + name + "\" for " + what));
    }

    private void unasked(BiConsumer<ConfValue, String> action) {
        for (Map.Entry<String, ConfValue> entry : map.entries().entrySet()) {
            if (!asked.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
                action.accept(entry.getValue(), entry.getKey());
            }
        }
    }

    /** Reports a value of the wrong kind. */
    void wrong(ConfValue value, String name, String wanted) {
        problems.error(value.at(), name + " must be " + wanted + ", not " + value.kind());
    }
}
