package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.JetStreamOptions;
import org.jspecify.annotations.Nullable;

/**
 * The directory for streams, which is said outside of the {@code jetstream} block or within it, and once only. Whether
 * nats-server minds an empty one next to another depends on which of them it happens to see first; here it is refused.
 */
final class StoreDir {
    private StoreDir() {}

    /** The directory; empty if none is said. */
    static String read(Block top, @Nullable JetStreamOptions jetStream) {
        ConfValue full = top.value("store_dir");
        ConfValue joined = top.value("storedir");
        String dir = top.text("store_dir") + top.text("storedir");
        String inner = jetStream == null ? "" : jetStream.storeDir();
        ConfValue value = full == null ? joined : full;
        if (value == null) {
            return inner;
        }
        boolean twice = full != null && joined != null && !dir.isEmpty();
        if (twice || !inner.isEmpty()) {
            duplicate(value, top.problems());
        }
        return dir.isEmpty() ? inner : dir;
    }

    static void duplicate(ConfValue value, Problems problems) {
        problems.error(value.at(), "Duplicate 'store_dir' configuration; keep one of them");
    }
}
