package io.midge;

import io.midge.jetstream.api.Gather;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.Levels;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamInfo;
import io.midge.jetstream.consumer.Consumer;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.JsAccount;
import io.midge.jetstream.meta.JsAccounts;
import io.midge.jetstream.meta.Quota;
import io.midge.jetstream.stream.Stream;
import io.midge.monitor.JetStreamView;
import io.midge.options.JetStreamLimitOptions;
import io.midge.options.JetStreamOptions;
import io.midge.store.StreamStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What monitoring sees of JetStream: figures as they are, and what streams hold, which is asked of them on their lanes. Any thread. */
final class JetStreamPages implements JetStreamView {
    /** So long the streams of an account may take to say what they hold; those that take longer are left out. */
    private static final long PATIENCE_SECONDS = 5;

    private static final Stream.Details NOTHING = new Stream.Details(false, "", 0, 0);

    private final JetStreamOptions options;
    private final Path directory;
    private final JsAccounts accounts;
    private final IntSupplier open;
    private final Supplier<List<String>> failures;

    JetStreamPages(
            JetStreamOptions options,
            Path directory,
            JsAccounts accounts,
            IntSupplier open,
            Supplier<List<String>> failures) {
        this.options = options;
        this.directory = directory;
        this.accounts = accounts;
        this.open = open;
        this.failures = failures;
    }

    @Override
    public Config config() {
        Quota server = accounts.server();
        return new Config(
                server.limit(StorageType.MEMORY),
                server.limit(StorageType.FILE),
                directory.toString(),
                options.syncInterval().toNanos(),
                options.syncAlways() || options.syncInterval().isZero(),
                options.domain(),
                options.maxMemoryStore() > 0 && options.maxFileStore() > 0,
                options.uniqueTag(),
                options.strict());
    }

    @Override
    public JetStreamLimitOptions limits() {
        return options.limits();
    }

    @Override
    public Figures figures() {
        Quota server = accounts.server();
        long requests = 0;
        long errors = 0;
        long woken = 0;
        for (JsAccount each : accounts.all()) {
            requests += each.isEnabled() ? each.requests() : 0;
            errors += each.isEnabled() ? each.errors() : 0;
            woken += each.woken();
        }
        return new Figures(
                server.used(StorageType.MEMORY),
                server.used(StorageType.FILE),
                server.reserved(StorageType.MEMORY),
                server.reserved(StorageType.FILE),
                accounts.enabled(),
                Levels.LEVEL,
                requests,
                errors,
                open.getAsInt(),
                woken);
    }

    @Override
    public List<OfAccount> accounts() {
        List<OfAccount> all = new ArrayList<>();
        for (JsAccount each : accounts.all()) {
            if (each.isEnabled()) {
                Quota quota = each.quota();
                all.add(new OfAccount(
                        each.name(),
                        quota.used(StorageType.MEMORY),
                        quota.used(StorageType.FILE),
                        each.limits().maxMemory(),
                        each.limits().maxStore(),
                        each.requests(),
                        each.errors()));
            }
        }
        return all;
    }

    @Override
    public List<OfStream> streams(String account, boolean consumers) {
        JsAccount of = accounts.find(account);
        if (of == null) {
            return List.of();
        }
        CompletableFuture<List<OfStream>> said = new CompletableFuture<>();
        Gather.of(List.copyOf(of.listed()), asset -> look(asset, consumers), said::complete);
        try {
            return said.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    // On the stream's lane.
    private static @Nullable OfStream look(Asset asset, boolean consumers) {
        if (asset.isOffline()) {
            return kept(asset);
        }
        Stream stream = asset.stream();
        List<ConsumerInfo> infos = consumers
                ? stream.consumers().list().stream().map(Consumer::info).toList()
                : List.of();
        return new OfStream(stream.info(NOTHING), infos);
    }

    // One that is not run is shown with what it holds.
    private static @Nullable OfStream kept(Asset asset) {
        StreamStore store = asset.store();
        Instant created = Instant.EPOCH.plusNanos(store.createdNs());
        try {
            return new OfStream(
                    new StreamInfo(
                            asset.config(),
                            created,
                            store.state(),
                            asset.consumers(),
                            "",
                            null,
                            List.of(),
                            null,
                            null,
                            store.lane().clock().instant()),
                    List.of());
        } catch (IOException e) {
            return null; // its files cannot be read, which the log says
        }
    }

    @Override
    public boolean isEnabled(String account) {
        JsAccount of = accounts.find(account);
        return of != null && of.isEnabled();
    }

    @Override
    public List<String> failures() {
        return failures.get();
    }
}
