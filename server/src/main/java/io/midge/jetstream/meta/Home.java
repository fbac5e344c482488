package io.midge.jetstream.meta;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.LimitHit;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.stream.StreamHome;
import io.midge.options.JetStreamOptions;
import io.midge.store.StreamStore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where one stream lives: the limits of its account and of the server, and what it takes of them. Any thread. */
final class Home implements StreamHome {
    private final JsAccount account;
    private final Quota server;
    private final JetStreamOptions options;
    private final long maxPending;
    private final Complaints complaints;
    private final AtomicLong size = new AtomicLong();

    Home(JsAccount account, Quota server, JetStreamOptions options, long maxPending, Complaints complaints) {
        this.account = account;
        this.server = server;
        this.options = options;
        this.maxPending = maxPending;
        this.complaints = complaints;
    }

    @Override
    public @Nullable ApiError refusal(StorageType storage, long bytes) {
        if (server.wouldExceed(storage, 0)) {
            String kind = storage.text();
            complaints.error(
                    "server " + kind,
                    "JetStream " + kind + " resource limits exceeded for server (" + option(storage)
                            + " of the jetstream block is " + server.limit(storage) + " bytes, " + server.used(storage)
                            + " are used)");
            return JsError.INSUFFICIENT_RESOURCES.of(
                    LimitHit.ofAll(option(storage), server.limit(storage), server.used(storage), bytes));
        }
        if (account.quota().wouldExceed(storage, bytes)) {
            String kind = storage.text();
            String name = account.name();
            complaints.warn(
                    "account " + kind + ' ' + name,
                    "JetStream " + kind + " resource limits exceeded for account: \"" + name + "\" ("
                            + option(storage) + " of its jetstream option is "
                            + account.quota().limit(storage) + " bytes, "
                            + account.quota().used(storage) + " are used)");
            return JsError.ACCOUNT_RESOURCES_EXCEEDED.of(LimitHit.ofAccount(
                    name,
                    option(storage),
                    account.quota().limit(storage),
                    account.quota().used(storage),
                    bytes));
        }
        return null;
    }

    static String option(StorageType storage) {
        return storage == StorageType.MEMORY ? "max_mem" : "max_file";
    }

    @Override
    public void sized(StorageType storage, long by) {
        size.addAndGet(by);
        server.used(storage, by);
        account.quota().used(storage, by);
    }

    /** The stream is no more: what it took is free. */
    void gone(StorageType storage) {
        sized(storage, -size.get());
    }

    @Override
    public void woken() {
        account.woke();
    }

    @Override
    public int maxBufferedMsgs() {
        return options.maxBufferedMsgs();
    }

    @Override
    public long maxBufferedSize() {
        return options.maxBufferedSize();
    }

    @Override
    public long maxPending() {
        return maxPending;
    }

    @Override
    public void failed(StreamStore store, String why) {
        complaints.error(
                "failed " + store.group(),
                "JetStream stream '" + account.name() + " > " + store.name() + "' cannot go on: " + why);
    }
}
