package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.GatewayOptions;
import org.jspecify.annotations.Nullable;

/** The {@code gateway} block. */
final class GatewayReader {
    private GatewayReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable GatewayOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected gateway to be a map", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        GatewayOptions options = new GatewayOptions(endpoint.host(), endpoint.port(), "");
        block.end();
        return options;
    }
}
