package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.LeafNodeOptions;
import org.jspecify.annotations.Nullable;

/** The {@code leafnodes} block. */
final class LeafNodeReader {
    private LeafNodeReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable LeafNodeOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected map to define a leafnode", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        LeafNodeOptions options = new LeafNodeOptions(endpoint.host(), endpoint.port(), "");
        block.end();
        return options;
    }
}
