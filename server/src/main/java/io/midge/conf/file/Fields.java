package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.options.TlsOptions;
import io.midge.options.WriteTimeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fields that several blocks have in common. */
final class Fields {
    private static final Map<String, Integer> SIZES = Map.of("K", 10, "M", 20, "G", 30, "T", 40);

    private Fields() {}

    /** A block; null, and an error in nats-server's words, if the value is something else. */
    static @Nullable Block block(ConfValue value, String expected, Problems problems) {
        if (value instanceof ConfMap map) {
            return new Block(map, problems);
        }
        problems.error(value.at(), expected + ", got " + GoType.of(value));
        return null;
    }

    /** A whole number; nats-server takes any of 64 bits, of which as much is kept as fits into 32. */
    static int integer(Block block, int otherwise, String... names) {
        return Listen.saturated(block.whole(otherwise, Long.MIN_VALUE, Long.MAX_VALUE, names));
    }

    /** A duration as Go writes it; a number of seconds is an error here. */
    static Duration strictDuration(Block block, String name) {
        ConfValue value = block.value(name);
        return value == null ? Duration.ZERO : block.duration(value, name, Duration.ZERO);
    }

    /** The time in which a socket must accept bytes. */
    static Duration writeDeadline(Block block) {
        return block.duration(Duration.ZERO, "write_deadline");
    }

    /** What happens to a connection that does not accept bytes in time. */
    static WriteTimeout writeTimeout(Block block) {
        ConfValue value = block.value("write_timeout");
        return switch (block.text("write_timeout")) {
            case "default" -> WriteTimeout.DEFAULT;
            case "close" -> WriteTimeout.CLOSE;
            case "retry" -> WriteTimeout.RETRY;
            default -> {
                if (value instanceof ConfValue.Text) {
                    block.problems().error(value.at(), "write_timeout must be 'default', 'close' or 'retry'");
                }
                yield WriteTimeout.DEFAULT;
            }
        };
    }

    /** A tls block for servers ({@code client} is false) or for clients and leaf nodes; null if there is none. */
    static @Nullable TlsOptions tls(Block block, boolean client) {
        ConfValue value = block.value("tls");
        return value == null ? null : TlsReader.read(value, client, block.problems());
    }

    /** What is read from a field that is a map; otherwise if it is not there, or no map. */
    static <T> T inner(Block block, T otherwise, Function<Block, T> read, String... names) {
        Block inner = block.block(names);
        return inner == null ? otherwise : read.apply(inner);
    }

    /** A number of bytes: a whole number, or one in quotes with K, M, G or T behind it. */
    static long size(Block block, long otherwise, String what, String... names) {
        ConfValue value = block.value(names);
        return switch (value) {
            case null -> otherwise;
            case ConfValue.Whole whole -> whole.value();
            case ConfValue.Text text -> size(block, otherwise, what, text);
            default -> {
                block.problems().error(value.at(), what + " must be int64 or string");
                yield otherwise;
            }
        };
    }

    private static long size(Block block, long otherwise, String what, ConfValue.Text text) {
        String size = text.value();
        if (size.isEmpty()) {
            return 0;
        }
        String number = size.substring(0, size.length() - 1);
        Integer shift = SIZES.get(size.substring(size.length() - 1));
        try {
            long value = Long.parseLong(number);
            if (shift != null) {
                return value << shift;
            }
            block.problems().error(text.at(), what + " sizes defined as strings must end in K, M, G, T");
        } catch (NumberFormatException e) {
            block.problems()
                    .error(
                            text.at(),
                            what + " strconv.ParseInt: parsing " + Quote.of(number)
                                    + (isDigits(number) ? ": value out of range" : ": invalid syntax")
                                    + "; write it as in 10G or \"512M\"");
        }
        return otherwise;
    }

    private static boolean isDigits(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.length() > start && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }

    /** A text, or an array of texts, with errors in nats-server's words. */
    static List<String> strings(Block block, String what, String... names) {
        ConfValue value = block.value(names);
        return switch (value) {
            case null -> List.of();
            case ConfValue.Text text -> List.of(text.value());
            case ConfValue.Items items -> {
                List<String> texts = new ArrayList<>();
                for (ConfValue item : items.values()) {
                    if (item instanceof ConfValue.Text text) {
                        texts.add(text.value());
                    } else {
                        block.problems()
                                .error(
                                        item.at(),
                                        "error parsing " + what + ": unsupported type in array " + GoType.of(item));
                    }
                }
                yield texts;
            }
            default -> {
                block.problems().error(value.at(), "error parsing " + what + ": unsupported type " + GoType.of(value));
                yield List.of();
            }
        };
    }

    /** A name without spaces that no leaf node without a cluster goes by. */
    static String clusterName(Block block, String spaces) {
        ConfValue value = block.value("name");
        String name = block.text("name");
        if (value != null && name.indexOf(' ') >= 0) {
            block.problems().error(value.at(), spaces + "; write it with - or _ instead");
        } else if (value != null && name.equals("_")) {
            block.problems().error(value.at(), "cluster name is reserved; choose another one than \"_\"");
        }
        return name;
    }

    /** In lower case, of any language. */
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
