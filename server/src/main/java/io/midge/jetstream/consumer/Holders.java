package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.util.ArrayList;
import java.util.List;

/**
 * The consumers that know something of single messages: what waits for an acknowledgement, or was delivered again. Only they are to be
 * told when messages go, which is all the time; of ten thousand most hold nothing.
 */
@Confined("stream lane")
final class Holders {
    private List<Consumer> holders = new ArrayList<>();

    /** A consumer may hold something now. */
    void look(Consumer consumer) {
        if (!consumer.holds() && hasAny(consumer)) {
            consumer.holds(true);
            holders.add(consumer);
        }
    }

    private static boolean hasAny(Consumer consumer) {
        return consumer.log().state().pending() > 0 || consumer.log().state().redelivered() > 0;
    }

    /** Those that hold something, as they are now. */
    List<Consumer> now() {
        List<Consumer> still = new ArrayList<>(holders.size());
        for (Consumer each : holders) {
            if (hasAny(each)) {
                still.add(each);
            } else {
                each.holds(false);
            }
        }
        holders = still;
        return List.copyOf(still);
    }

    /** It is gone. */
    void remove(Consumer consumer) {
        if (consumer.holds()) {
            consumer.holds(false);
            holders.remove(consumer);
        }
    }
}
