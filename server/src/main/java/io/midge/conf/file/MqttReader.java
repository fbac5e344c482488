package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.MqttOptions;
import org.jspecify.annotations.Nullable;

/** The {@code mqtt} block. */
final class MqttReader {
    private MqttReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable MqttOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected mqtt to be a map", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        MqttOptions options = new MqttOptions(endpoint.host(), endpoint.port(), "");
        block.end();
        return options;
    }
}
