package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.WebsocketOptions;
import org.jspecify.annotations.Nullable;

/** The {@code websocket} block. */
final class WebsocketReader {
    private WebsocketReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable WebsocketOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected websocket to be a map", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        WebsocketOptions options = new WebsocketOptions(endpoint.host(), endpoint.port(), "");
        block.end();
        return options;
    }
}
