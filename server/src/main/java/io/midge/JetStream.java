package io.midge;

import io.midge.account.Accounts;
import io.midge.account.Internal;
import io.midge.account.Nuid;
import io.midge.disk.FileDisk;
import io.midge.jetstream.api.Api;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.Stored;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.consumer.Ending;
import io.midge.jetstream.meta.Advisories;
import io.midge.jetstream.meta.Asset;
import io.midge.jetstream.meta.Complaints;
import io.midge.jetstream.meta.JsAccount;
import io.midge.jetstream.meta.JsAccounts;
import io.midge.jetstream.meta.Quota;
import io.midge.jetstream.meta.StreamMaker;
import io.midge.jetstream.meta.Streams;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.monitor.JetStreamView;
import io.midge.options.ClusterOptions;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import io.midge.store.Store;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamStore;
import io.midge.store.file.GoStoreGuard;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * JetStream of one server: opens its store, takes up the streams in it, listens to the API, and ends all of that. Nothing of it is
 * loaded by a server that has no JetStream.
 *
 * <p>Threads: any; it starts and stops on that of its caller.
 */
final class JetStream implements AutoCloseable {
    /** How long a stop waits for the store: a disk that is full, or slow. What is not closed then is found at the next start. */
    private static final long STOP_SECONDS = 15;

    private static final String DIRECTORY = "jetstream";

    /**
     * What it needs of its server.
     *
     * @param options of the server
     * @param budget what waits for connections
     * @param random that nobody can guess
     * @param server its name
     */
    record Parts(
            Options options,
            Accounts accounts,
            Loops loops,
            OutboundBudget budget,
            RandomGenerator random,
            Clock clock,
            Log log,
            String server) {
        JetStreamOptions jetStream() {
            return Objects.requireNonNull(options.jetStream());
        }
    }

    private final Parts parts;
    private final Log log;
    private final JetStreamLanes lanes;
    private final StoreReports reports;
    private final Store store;
    private final JsAccounts accounts;
    private final Streams streams;
    private final Api api;
    private final JetStreamPages pages;
    /** Streams that no account has; changed by who starts or reloads. */
    private final List<StreamStore> orphans = new CopyOnWriteArrayList<>();

    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Starts it; the API answers when this returns. */
    static JetStream start(Parts parts) throws IOException {
        Log log = parts.log();
        long since = parts.clock().nanos();
        log.info("Starting JetStream");
        JetStreamLanes lanes = JetStreamLanes.start(
                Runtime.getRuntime().availableProcessors(),
                parts.clock(),
                parts.loops().fanouts(),
                log);
        try {
            JetStream started = new JetStream(parts, lanes);
            long millis = TimeUnit.NANOSECONDS.toMillis(parts.clock().nanos() - since);
            log.info("Took " + millis + "ms to start JetStream");
            return started;
        } catch (IOException e) {
            lanes.stop();
            throw new IOException("Can't start JetStream: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            lanes.stop();
            throw e;
        }
    }

    private JetStream(Parts parts, JetStreamLanes lanes) throws IOException {
        this.parts = parts;
        this.lanes = lanes;
        log = parts.log();
        JetStreamOptions options = parts.jetStream();
        Path directory = directory(parts.options());
        FileDisk disk = disk(directory);
        Quota quota = new Quota();
        JetStreamSizes sizes = JetStreamSizes.of(parts.options(), options, parts.budget(), log);
        quota.limit(StorageType.MEMORY, sizes.memory());
        quota.limit(StorageType.FILE, options.maxFileStore() < 0 ? disk.free() / 4 * 3 : options.maxFileStore());
        accounts = new JsAccounts(quota);
        accounts.configure(parts.accounts().all(), parts.accounts().system());
        JetStreamBanner.log(log, options, quota, directory);
        ClusterOptions cluster = parts.options().cluster();
        if (cluster != null && cluster.port() != 0) {
            log.warn(
                    "JetStream is that of this server alone: a cluster is not supported yet, and every stream has one replica");
        }
        refuseExcess(options);
        reports = new StoreReports(log, parts.clock());
        store = open(disk, sizes);
        boolean started = false;
        try {
            Complaints complaints = new Complaints(log, parts.clock());
            Advisories advisories = new Advisories(
                    lanes.postbox(lanes.api()), new Nuid(parts.random()), parts.clock(), options.domain());
            streams = new Streams(lanes.api(), store, maker(complaints), quota, advisories);
            api = new Api(new Api.Parts(
                    lanes.api(),
                    streams,
                    accounts,
                    options,
                    lanes.postbox(lanes.api()),
                    advisories,
                    complaints,
                    parts.random(),
                    parts.server(),
                    parts.loops().several(),
                    log));
            pages = new JetStreamPages(options, directory, accounts, api::open, reports::failures);
            recover(store.streams());
            if (options.maxFileStore() < 0) { // what streams have is not free, but theirs
                quota.limit(StorageType.FILE, quota.limit(StorageType.FILE) + quota.used(StorageType.FILE));
            }
            run(api::configure);
            started = true;
        } finally {
            if (!started) { // whoever starts another server here is not to find the store taken
                stop(served());
                closeStore();
            }
        }
    }

    private StreamMaker maker(Complaints complaints) {
        boolean shared = parts.loops().several();
        return new StreamMaker(
                parts.jetStream(),
                lanes::postbox,
                new Internal(parts.loops().fanouts().getFirst(), shared),
                parts.random(),
                log,
                parts.options().limits().maxPending(),
                shared,
                complaints);
    }

    private static Path directory(Options options) {
        String configured = options.storeDir();
        return configured.isEmpty()
                ? Path.of(System.getProperty("java.io.tmpdir"), "nats", DIRECTORY)
                : Path.of(configured, DIRECTORY);
    }

    private FileDisk disk(Path directory) throws IOException {
        if (parts.options().storeDir().isEmpty()) {
            log.warn("Temporary storage directory used, data could be lost on system reboot");
        }
        FileDisk disk = FileDisk.at(directory, parts.clock());
        GoStoreGuard.check(disk, "");
        return disk;
    }

    private void refuseExcess(JetStreamOptions options) throws IOException {
        String excess = accounts.excess();
        if (!excess.isEmpty() && (options.maxFileStore() >= 0 || !excess.contains("storage"))) {
            throw new IOException("Error enabling jetstream on configured accounts: " + excess);
        }
    }

    private Store open(FileDisk disk, JetStreamSizes sizes) throws IOException {
        JetStreamOptions options = parts.jetStream();
        long sync = options.syncAlways() ? 0 : options.syncInterval().toNanos();
        StoreOptions own = StoreOptions.DEFAULTS.as(parts.server(), sizes.memory(), sync);
        Keys keys = new Keys(options.key(), options.prevKey(), options.cipher(), parts.random());
        return Store.open(new StoreParts(disk, lanes.ofStore(), own, keys, options.cipher(), parts.random(), reports));
    }

    // ---- streams that are there

    // Each begins on its lane, and this waits until all of them have.
    private void recover(List<StreamStore> stored) {
        CountDownLatch begun = new CountDownLatch(stored.size());
        for (StreamStore each : stored) {
            Stored<StreamConfig> config = Stored.stream(each.name(), each.config());
            Asset asset = adopt(each, config);
            if (asset == null) {
                begun.countDown();
                continue;
            }
            each.lane().execute(() -> {
                try {
                    begin(asset, each, config.offline());
                } finally {
                    begun.countDown();
                }
            });
        }
        Waits.steadily(begun, Long.MAX_VALUE);
    }

    private @Nullable Asset adopt(StreamStore stored, Stored<StreamConfig> config) {
        String name = stored.account() + " > " + stored.name();
        JsAccount account = accounts.find(stored.account());
        if (account == null || !account.isEnabled()) {
            orphans.add(stored);
            log.warn("Stream '" + name + "' is kept, but not served: account " + stored.account()
                    + (account == null ? " is not configured" : " has no jetstream option"));
            return null;
        }
        if (account.has(config.config().name())) {
            reports.failed("Stream '" + name + "' is there twice, only one of them is served");
            return null;
        }
        if (!config.isReadable()) {
            reports.failed("JetStream stream '" + name + "' could not be recovered: its configuration cannot be read: "
                    + config.offline());
        }
        return streams.adopt(account, config.config());
    }

    private void begin(Asset asset, StreamStore stored, String reason) {
        String name = asset.account() + " > " + asset.name();
        try {
            String wrong = streams.resume(asset, stored, reason);
            if (!wrong.isEmpty()) {
                abandon(asset, stored, wrong);
            } else if (log.isDebug()) {
                log.debug("  Restored stream '" + name + "', up to sequence " + stored.lastSeq() + ", "
                        + asset.consumers() + " consumers");
            }
        } catch (RuntimeException | Error e) { // whatever it is, requests for it wait until this has ended
            log.error("Internal error, stream '" + name + "' is not served", e);
            abandon(asset, stored, String.valueOf(e.getMessage()));
        }
    }

    // Requests for it are answered at once, though it is not run.
    private void abandon(Asset asset, StreamStore stored, String why) {
        reports.failed("Stream '" + asset.account() + " > " + asset.name()
                + "' could not be recovered and is not served: " + why
                + ". What is stored of it stays as it is: mend that"
                + " (rights, the disk) and start again, or delete the stream");
        streams.abandon(asset, stored, "could not be recovered: " + why);
    }

    // ---- what is told of it

    /** As monitoring sees it. */
    JetStreamView view() {
        return pages;
    }

    /** Whether it serves. */
    boolean isOn() {
        return !stopped.get();
    }

    // ---- changes and the end

    /**
     * Accounts are others now, have other limits, or import other streams, which those of them that listen hear a moment later. Their
     * streams stay on the disk whether they are served or not.
     */
    void reload() {
        if (!isOn()) {
            return;
        }
        List<JsAccount> before = List.copyOf(accounts.all());
        run(() -> {
            accounts.configure(parts.accounts().all(), parts.accounts().system());
            api.configure();
        });
        List<JsAccount> lost = before.stream().filter(each -> !isServed(each)).toList();
        settle(lost);
        List<Asset> ended =
                lost.stream().flatMap(each -> each.listed().stream()).toList();
        stop(ended);
        run(() -> ended.forEach(streams::release));
        ended.forEach(each -> orphans.add(each.store()));
        List<StreamStore> come = orphans.stream()
                .filter(each -> isServed(accounts.find(each.account())))
                .toList();
        orphans.removeAll(come);
        run(() -> come.forEach(each -> recover(List.of(each))));
        for (Asset each : served()) {
            each.lane().execute(() -> {
                if (each.isHere()) {
                    each.stream().reimport();
                }
            });
        }
    }

    // Waits for streams that are being made, changed or deleted in accounts where nothing more is begun.
    private void settle(List<JsAccount> lost) {
        CountDownLatch settled = new CountDownLatch(lost.size());
        run(() -> lost.forEach(each -> streams.whenIdle(each, settled::countDown)));
        Waits.steadily(settled, STOP_SECONDS);
    }

    private static boolean isServed(@Nullable JsAccount account) {
        return account != null && account.isEnabled();
    }

    private List<Asset> served() {
        List<Asset> all = new ArrayList<>();
        accounts.all().forEach(each -> all.addAll(each.listed()));
        return all;
    }

    private static void stop(List<Asset> all) {
        CountDownLatch told = new CountDownLatch(all.size());
        for (Asset each : all) {
            each.lane().execute(() -> {
                try {
                    if (!each.isOffline()) {
                        each.stream().stop(Ending.SHUTDOWN);
                    }
                } finally {
                    told.countDown();
                }
            });
        }
        Waits.steadily(told, STOP_SECONDS);
    }

    /** Ends it, and waits for that: consumers are told, and what was taken is durable. */
    @Override
    public void close() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        log.info("Initiating JetStream Shutdown...");
        run(api::stop);
        stop(served());
        if (!closeStore()) {
            log.warn("JetStream did not end in " + STOP_SECONDS + " seconds, the next start finds what it has written");
            return; // its threads are no reason for the JVM to stay
        }
        lanes.stop();
        log.info("JetStream Shutdown");
    }

    // False: it takes too long.
    private boolean closeStore() {
        CountDownLatch closed = new CountDownLatch(1);
        store.close(closed::countDown);
        return Waits.steadily(closed, STOP_SECONDS);
    }

    // Runs something on the API lane, and waits for it.
    private void run(Runnable task) {
        CountDownLatch done = new CountDownLatch(1);
        lanes.api().execute(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        Waits.steadily(done, STOP_SECONDS);
    }
}
