package io.midge.jetstream.api;

import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.OfflineAsset;
import io.midge.jetstream.config.ResponseType;
import io.midge.jetstream.config.Responses;
import io.midge.jetstream.consumer.OfflineConsumers;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.Offline;
import io.midge.loop.Confined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of the consumers of a stream that is kept and not run: only those are known that are not understood. */
@Confined("API lane")
final class OfflineVerbs {
    private OfflineVerbs() {}

    private static @Nullable Offline of(Asset asset) {
        return asset.isOffline() ? asset.offline() : null;
    }

    /** Answers with their names; false: the stream is not one of those. */
    static boolean names(Request request, Asset asset, int asked) {
        Offline kept = of(asset);
        if (kept == null) {
            return false;
        }
        List<OfflineAsset> all = kept.consumers();
        int offset = Math.min(asked, all.size());
        List<String> names = all.subList(offset, Math.min(all.size(), offset + Responses.NAMES_LIMIT)).stream()
                .map(OfflineAsset::name)
                .toList();
        request.answer(Responses.consumerNames(names, all.size(), offset));
        return true;
    }

    /** Answers with their names and why; false: the stream is not one of those. */
    static boolean list(Request request, Asset asset, int asked) {
        Offline kept = of(asset);
        if (kept == null) {
            return false;
        }
        List<OfflineAsset> all = kept.consumers();
        int offset = Math.min(asked, all.size());
        request.answer(Responses.consumerList(List.of(), all.subList(offset, all.size()), all.size(), offset));
        return true;
    }

    /** Refuses if the stream is one of those: with what is wrong with this consumer. */
    static void refuse(Asset asset, String consumer) throws JsException {
        Offline kept = of(asset);
        if (kept != null) {
            throw new JsException(
                    JsError.CONSUMER_OFFLINE_REASON.with(find(kept, consumer).reason()));
        }
    }

    private static OfflineAsset find(Offline kept, String consumer) throws JsException {
        for (OfflineAsset each : kept.consumers()) {
            if (each.name().equals(consumer)) {
                return each;
            }
        }
        throw new JsException(JsError.CONSUMER_NOT_FOUND);
    }

    /** Removes one of them; false: the stream is not one of those. Where it was the only one, the next start runs the stream. */
    static boolean delete(Request request, Asset asset, String consumer) throws JsException {
        Offline kept = of(asset);
        if (kept == null) {
            return false;
        }
        find(kept, consumer);
        kept.store()
                .lane()
                .execute(() -> OfflineConsumers.delete(kept.store(), consumer, why -> {
                    if (why == null) {
                        asset.without(consumer);
                        request.answer(Responses.success(ResponseType.CONSUMER_DELETE));
                    } else {
                        request.refuse(why);
                    }
                }));
        return true;
    }
}
