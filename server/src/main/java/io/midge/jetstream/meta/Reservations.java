package io.midge.jetstream.meta;

import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.LimitHit;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamConfig;
import io.midge.options.AccountOptions;

/** Whether an account and the server have room for a stream as it is to be. */
final class Reservations {
    private Reservations() {}

    /** What of a new stream is looked at before its configuration is. */
    static void checkNew(JsAccount account, Quota server, StreamConfig asked) throws JsException {
        long most = account.limits().maxStreams();
        if (most > 0) {
            long others = account.all().stream()
                    .filter(each -> !each.name().equals(asked.name()))
                    .count();
            if (others >= most) {
                throw new JsException(JsError.MAXIMUM_STREAMS_LIMIT.of(
                        LimitHit.ofAccount(account.name(), "max_streams", most, others, 1)));
            }
        }
        check(account, server, asked, asked.maxBytes(), 0);
    }

    /** Whether one that is there may become so large. */
    static void checkUpdate(JsAccount account, Quota server, StreamConfig old, StreamConfig config) throws JsException {
        long more = Math.max(0, Math.max(config.maxBytes(), 0) - Math.max(old.maxBytes(), 0));
        check(account, server, config, more, Math.max(0, config.maxBytes() - more));
    }

    /**
     * Whether there is room.
     *
     * @param bytes that are to be promised; negative: it does not say, but needs some
     * @param besides bytes that are promised to it already, and count for the account
     */
    static void check(JsAccount account, Quota server, StreamConfig config, long bytes, long besides)
            throws JsException {
        AccountOptions.JetStreamLimits limits = account.limits();
        if (config.maxConsumers() > 0 && limits.maxConsumers() > 0 && config.maxConsumers() > limits.maxConsumers()) {
            throw new JsException(JsError.MAXIMUM_CONSUMERS_LIMIT.of(LimitHit.ofAccount(
                    account.name(), "max_consumers", limits.maxConsumers(), LimitHit.UNTOLD, config.maxConsumers())));
        }
        long needed = bytes < 0 ? 1 : bytes;
        StorageType storage = config.storage();
        long there = besides;
        for (Asset each : account.all()) {
            if (!each.name().equals(config.name()) && each.config().storage() == storage) {
                there = Quota.sum(there, StreamMaker.reserved(each.config()));
            }
        }
        long most = account.quota().limit(storage);
        if (Quota.exceeds(most, there, needed)) {
            throw full(storage, LimitHit.ofAccount(account.name(), Home.option(storage), most, there, needed));
        }
        if (server.cannotReserve(storage, needed)) {
            throw full(
                    storage,
                    LimitHit.ofAll(Home.option(storage), server.limit(storage), server.reserved(storage), needed));
        }
    }

    private static JsException full(StorageType storage, LimitHit hit) {
        JsError error =
                storage == StorageType.MEMORY ? JsError.MEMORY_RESOURCES_EXCEEDED : JsError.STORAGE_RESOURCES_EXCEEDED;
        return new JsException(error.of(hit));
    }
}
