package io.midge.jetstream.meta;

import io.midge.jetstream.config.OfflineAsset;
import io.midge.store.StreamStore;
import java.util.List;

/**
 * A stream that is kept as it is stored, and not run.
 *
 * @param store where it is
 * @param reason why, in nats-server's words
 * @param consumers of it that this server does not understand either
 */
public record Offline(StreamStore store, String reason, List<OfflineAsset> consumers) {
    public Offline {
        consumers = List.copyOf(consumers);
    }

    Offline without(String consumer) {
        return new Offline(
                store,
                reason,
                consumers.stream().filter(each -> !each.name().equals(consumer)).toList());
    }
}
