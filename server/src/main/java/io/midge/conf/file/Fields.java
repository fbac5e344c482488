package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import org.jspecify.annotations.Nullable;

/** Fields that several blocks have in common. */
final class Fields {
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
}
