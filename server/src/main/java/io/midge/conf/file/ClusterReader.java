package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.ClusterOptions;
import org.jspecify.annotations.Nullable;

/** The {@code cluster} block. */
final class ClusterReader {
    private ClusterReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable ClusterOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected map to define cluster", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        ClusterOptions options = new ClusterOptions(endpoint.host(), endpoint.port(), "");
        block.end();
        return options;
    }
}
