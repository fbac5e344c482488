package io.midge.jetstream.consumer;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.OfflineAsset;
import io.midge.jetstream.config.Stored;
import io.midge.loop.Confined;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.op.PackedOut;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stored consumers that this server does not understand, so that their stream is not run: what they would need of its messages
 * nobody knows.
 */
@Confined("stream lane")
public final class OfflineConsumers {
    private OfflineConsumers() {}

    /** Those of a stream, by name, and why. */
    public static List<OfflineAsset> of(StreamStore store) {
        TreeMap<String, OfflineAsset> all = new TreeMap<>();
        store.consumers().forEach(each -> {
            if (each.name().startsWith(StoredConsumer.NOTE)) {
                return; // whoever left it understands it
            }
            String why = Stored.consumer(each.name(), each.config().bytes()).offline();
            if (!why.isEmpty()) {
                all.put(each.name(), new OfflineAsset(each.name(), why));
            }
        });
        return List.copyOf(all.values());
    }

    /** Removes one from the store; {@code then} hears how it ended, null: well. */
    public static void delete(StreamStore store, String name, Consumer<@Nullable ApiError> then) {
        StoredConsumer stored = store.consumers().find(name);
        if (stored == null) {
            then.accept(JsError.CONSUMER_NOT_FOUND.error());
            return;
        }
        PackedOut out = new PackedOut(16);
        new ConsumerOp.Delete().put(out);
        Decision decision =
                new Decision().consumer(stored.number(), Times.now(store.lane().clock()), out.buf(), out.length());
        boolean taken = store.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                then.accept(null);
            }

            @Override
            public void failed(String why) {
                then.accept(JsError.CONSUMER_STORE_FAILED.with(why));
            }
        });
        if (!taken) {
            then.accept(JsError.INSUFFICIENT_RESOURCES.error());
        }
    }
}
