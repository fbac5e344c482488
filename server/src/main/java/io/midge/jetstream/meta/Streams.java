package io.midge.jetstream.meta;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.Levels;
import io.midge.jetstream.config.OfflineAsset;
import io.midge.jetstream.config.OtherStreams;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StoreCompression;
import io.midge.jetstream.config.Stored;
import io.midge.jetstream.config.StreamCheck;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamConfigJson;
import io.midge.jetstream.config.StreamLimits;
import io.midge.jetstream.consumer.Consumer;
import io.midge.jetstream.consumer.Ending;
import io.midge.jetstream.consumer.OfflineConsumers;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.store.Store;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes, changes and deletes streams: the door of this package. What takes its time comes back to the API lane. */
@Confined("API lane")
public final class Streams {
    /** Hears how something ended. */
    public interface Outcome {
        /**
         * It is as it was asked for.
         *
         * @param created whether it was not there before
         */
        void is(Asset asset, boolean created);

        void refused(ApiError why);
    }

    private final Lane lane;
    private final Store store;
    private final StreamMaker maker;
    private final Quota server;
    private final Advisories advisories;
    private final Log log;

    public Streams(Lane lane, Store store, StreamMaker maker, Quota server, Advisories advisories) {
        this.lane = lane;
        this.store = store;
        this.maker = maker;
        this.server = server;
        this.advisories = advisories;
        this.log = maker.log();
    }

    // ---- making one

    /** Makes a stream, unless it is there with this very configuration. */
    public void create(JsAccount account, StreamConfig asked, boolean pedantic, Outcome outcome) {
        try {
            if (!account.isEnabled()) { // any more: it may have waited for something else
                throw new JsException(JsError.NOT_ENABLED_FOR_ACCOUNT);
            }
            StreamConfig wanted = Levels.stored(asked);
            Reservations.checkNew(account, server, wanted);
            StreamConfig config = StreamCheck.create(wanted, pedantic, limits(account), others(account));
            String unsupported = StreamCheck.unsupported(config);
            if (unsupported != null) {
                throw new JsException(JsError.STREAM_INVALID_CONFIG.with(unsupported + " not supported yet"));
            }
            if (config.replicas() > 1) {
                throw new JsException(JsError.STREAM_REPLICAS_NOT_SUPPORTED);
            }
            Asset there = account.at(config.name());
            if (there == null) {
                Reservations.check(account, server, config, config.maxBytes(), 0);
                StreamCheck.filters(config);
                refuseOverlap(account, config, null);
                make(account, config, outcome);
            } else if (there.isBusy()) {
                there.whenIdle(() -> create(account, asked, pedantic, outcome));
            } else if (there.isHere() && Levels.asOf(config, there.config()).equals(there.config())) {
                outcome.is(there, false);
            } else {
                throw new JsException(JsError.STREAM_NAME_EXIST);
            }
        } catch (JsException e) {
            maker.complaints().debug(log, account, asked.name(), e.error());
            outcome.refused(e.error());
        }
    }

    private StreamLimits limits(JsAccount account) {
        return new StreamLimits(
                account.name(),
                maker.options().limits().duplicateWindow().toNanos(),
                account.limits().maxBytesRequired(),
                account.limits().memoryMaxStreamBytes(),
                account.limits().storeMaxStreamBytes());
    }

    private static OtherStreams others(JsAccount account) {
        return name -> {
            Asset asset = account.at(name);
            return asset == null || asset.isGone() ? null : asset.config();
        };
    }

    private static void refuseOverlap(JsAccount account, StreamConfig config, @Nullable Asset self) throws JsException {
        for (Asset each : account.all()) {
            if (each != self
                    && StreamCheck.overlap(config.subjects(), each.config().subjects())) {
                throw new JsException(JsError.STREAM_SUBJECT_OVERLAP);
            }
        }
    }

    private void make(JsAccount account, StreamConfig config, Outcome outcome) {
        Asset asset = new Asset(account, config);
        account.put(asset);
        reserve(account, config, 1);
        StreamSpec spec = new StreamSpec(
                account.name(),
                config.name(),
                StreamMaker.nanos(lane.clock().instant()),
                config.storage() == StorageType.MEMORY ? StreamMeta.Storage.MEMORY : StreamMeta.Storage.FILE,
                config.compression() == StoreCompression.S2 ? StreamMeta.Compression.S2 : StreamMeta.Compression.NONE,
                StreamConfigJson.toBytes(config));
        store.make(spec, new Store.Made() {
            @Override
            public void made(StreamStore stored) {
                begin(asset, config, stored, outcome);
            }

            @Override
            public void failed(String why) {
                lane.execute(() -> notMade(asset, why, outcome));
            }
        });
    }

    // On the stream's lane.
    private void begin(Asset asset, StreamConfig config, StreamStore stored, Outcome outcome) {
        StreamMaker.Made made = null;
        String wrong;
        try {
            made = maker.make(asset.account(), config, stored, server);
            wrong = made.stream().start();
        } catch (RuntimeException | Error e) { // whatever it is, requests for it wait until this has ended
            log.error("Internal error, stream '" + asset.account() + " > " + config.name() + "' is not made", e);
            wrong = e.toString();
        }
        if (made == null || !wrong.isEmpty()) {
            if (made != null) {
                made.gone();
            }
            store.drop(stored, StreamMaker.nanos(lane.clock().instant()), why -> {});
            String cause = wrong;
            lane.execute(() -> notMade(asset, cause, outcome));
            return;
        }
        StreamMaker.Made done = made;
        lane.execute(() -> {
            asset.made(done);
            try {
                advisories.created(asset.account().account(), asset.name());
                outcome.is(asset, true);
            } finally {
                asset.settle();
            }
        });
    }

    private void notMade(Asset asset, String why, Outcome outcome) {
        log.warn("Stream create failed for '" + asset.account() + " > " + asset.name() + "': " + why);
        remove(asset);
        try {
            outcome.refused(JsError.STREAM_CREATE.with("error creating store for stream"));
        } finally {
            asset.settle();
        }
    }

    private void remove(Asset asset) {
        reserve(asset.account(), asset.config(), -1);
        asset.account().remove(asset);
        asset.gone();
    }

    private void reserve(JsAccount account, StreamConfig config, int sign) {
        long bytes = sign * StreamMaker.reserved(config);
        server.reserve(config.storage(), bytes);
        account.quota().reserve(config.storage(), bytes);
    }

    // ---- those that are there

    /**
     * Takes up a stream that is stored, when the server starts or its account gets JetStream again. On any thread, while nothing else
     * is done with its account; {@link #resume} is to follow.
     */
    public Asset adopt(JsAccount account, StreamConfig config) {
        Asset asset = new Asset(account, config);
        account.put(asset);
        reserve(account, config, 1);
        return asset;
    }

    /**
     * Begins a stream that was taken up, or leaves it alone where this server does not understand it, or one of its consumers. On its
     * lane.
     *
     * @param reason why it cannot be run; empty: nothing is known
     * @return why it could not be begun, which is left to do: {@link #abandon}; empty: all is well
     */
    public String resume(Asset asset, StreamStore stored, String reason) {
        String name = asset.account() + " > " + asset.name();
        List<OfflineAsset> consumers = OfflineConsumers.of(stored);
        for (OfflineAsset each : consumers) {
            log.warn("  Detected unsupported consumer '" + name + " > " + each.name() + "': " + each.reason());
        }
        if (!reason.isEmpty()) {
            log.warn("  Detected unsupported stream '" + name + "': " + reason);
            offline(asset, new Offline(stored, reason, consumers));
            return "";
        }
        if (!consumers.isEmpty()) {
            log.warn("  Stopping unsupported stream '" + name + '\'');
            String why = Stored.stopped(consumers.getFirst().name());
            offline(asset, new Offline(stored, why, consumers));
            return "";
        }
        StreamMaker.Made made = maker.make(asset.account(), asset.config(), stored, server);
        String wrong = made.stream().start();
        if (!wrong.isEmpty()) {
            made.gone();
            return wrong;
        }
        asset.made(made);
        lane.execute(asset::settle);
        return "";
    }

    private void offline(Asset asset, Offline kept) {
        asset.offline(kept);
        lane.execute(asset::settle);
    }

    /** One that could not be begun is kept as it is. On its lane. */
    public void abandon(Asset asset, StreamStore stored, String why) {
        offline(asset, new Offline(stored, why, List.of()));
    }

    /** Its account has no JetStream any more: the stream, which was stopped, stays where it is stored. */
    public void release(Asset asset) {
        asset.freed();
        remove(asset);
        asset.settle();
    }

    /** Runs when none of an account's streams is being made, changed or deleted. */
    public void whenIdle(JsAccount account, Runnable then) {
        for (Asset each : account.all()) {
            if (each.isBusy()) {
                each.whenIdle(() -> whenIdle(account, then));
                return;
            }
        }
        then.run();
    }

    /**
     * The stream of a name, or a refusal.
     *
     * @throws InTheWayException something is done with it first
     */
    public Asset get(JsAccount account, String name) throws JsException {
        Asset first = account.at(name);
        if (first != null && first.isInTheWay()) {
            throw new InTheWayException(first);
        }
        Asset asset = account.find(name);
        if (asset == null) {
            Offline kept = kept(account, name);
            throw new JsException(
                    kept == null
                            ? JsError.STREAM_NOT_FOUND.error()
                            : JsError.STREAM_OFFLINE_REASON.with(kept.reason()));
        }
        return asset;
    }

    private static @Nullable Offline kept(JsAccount account, String name) {
        Asset asset = account.known(name);
        return asset != null && asset.isOffline() ? asset.offline() : null;
    }

    /** The same, or one that is kept and not run. */
    public Asset known(JsAccount account, String name) throws JsException {
        Asset asset = account.known(name);
        return asset == null ? get(account, name) : asset;
    }

    /** What is checked of an update before it is asked whether there is such a stream. */
    public StreamConfig checked(JsAccount account, StreamConfig asked, boolean pedantic) throws JsException {
        return StreamCheck.checked(asked, pedantic, limits(account), others(account));
    }

    /** Gives a stream another configuration. */
    public void update(JsAccount account, StreamConfig asked, boolean pedantic, Outcome outcome) {
        try {
            Asset asset = account.at(asked.name());
            if (asset != null && asset.isBusy()) {
                asset.whenIdle(() -> update(account, asked, pedantic, outcome));
                return;
            }
            asset = get(account, asked.name());
            StreamConfig old = asset.config();
            StreamConfig config =
                    StreamCheck.update(old, Levels.stored(asked), pedantic, limits(account), others(account));
            String unsupported = StreamCheck.unsupported(config);
            if (unsupported != null) {
                throw new JsException(JsError.STREAM_INVALID_CONFIG.with(unsupported + " not supported yet"));
            }
            Reservations.checkUpdate(account, server, old, config);
            if (config.replicas() > 1) {
                throw new JsException(JsError.STREAM_REPLICAS_NOT_SUPPORTED);
            }
            refuseOverlap(account, config, asset);
            change(asset, old, config, outcome);
        } catch (JsException e) {
            maker.complaints().debug(log, account, asked.name(), e.error());
            outcome.refused(e.error());
        }
    }

    private void change(Asset asset, StreamConfig old, StreamConfig config, Outcome outcome) {
        reserve(asset.account(), old, -1);
        reserve(asset.account(), config, 1);
        asset.changing(config);
        asset.lane().execute(() -> {
            ApiError violated = violated(asset, old, config);
            if (violated == null) {
                asset.stream().update(config, why -> lane.execute(() -> changed(asset, old, config, why, outcome)));
            } else {
                lane.execute(() -> changed(asset, old, config, violated, outcome));
            }
        });
    }

    // Consumers that would not be allowed any more.
    private static @Nullable ApiError violated(Asset asset, StreamConfig old, StreamConfig config) {
        long threshold = config.consumerLimits().inactiveThresholdNs();
        long pending = config.consumerLimits().maxAckPending();
        boolean other = (threshold > 0 && threshold != old.consumerLimits().inactiveThresholdNs())
                || (pending > 0 && pending != old.consumerLimits().maxAckPending());
        List<String> names = new ArrayList<>();
        if (other) {
            for (Consumer each : asset.stream().consumers().list()) {
                if ((threshold > 0 && each.config().inactiveThresholdNs() > threshold)
                        || (pending > 0 && each.config().maxAckPending() > pending)) {
                    names.add(each.name());
                }
            }
        }
        return names.isEmpty()
                ? null
                : JsError.STREAM_UPDATE.with("change to limits violates consumers: " + String.join(", ", names));
    }

    private void changed(Asset asset, StreamConfig old, StreamConfig config, @Nullable ApiError why, Outcome outcome) {
        try {
            if (why == null) {
                asset.changed(config);
                advisories.updated(asset.account().account(), asset.name());
                outcome.is(asset, false);
            } else {
                reserve(asset.account(), config, -1);
                reserve(asset.account(), old, 1);
                asset.changed(old);
                outcome.refused(why);
            }
        } finally {
            asset.settle();
        }
    }

    /** Deletes a stream, and all it holds. */
    public void delete(JsAccount account, String name, Outcome outcome) {
        Asset asset = account.at(name);
        if (asset == null) {
            outcome.refused(JsError.STREAM_NOT_FOUND.error());
        } else if (asset.isBusy()) {
            asset.whenIdle(() -> delete(account, name, outcome));
        } else {
            boolean stopped = asset.isStuck();
            boolean runs = !stopped && !asset.isOffline();
            asset.deleting();
            asset.lane().execute(() -> {
                if (runs) {
                    asset.stream().stop(Ending.DELETED);
                }
                store.drop(
                        asset.store(),
                        StreamMaker.nanos(lane.clock().instant()),
                        why -> lane.execute(() -> dropped(asset, stopped, why, outcome)));
            });
        }
    }

    private void dropped(Asset asset, boolean stopped, String why, Outcome outcome) {
        try {
            if (!stopped) {
                advisories.deleted(asset.account().account(), asset.name());
            }
            if (why.isEmpty()) {
                asset.freed();
                remove(asset);
                outcome.is(asset, false);
            } else {
                log.error("Stream '" + asset.account() + " > " + asset.name() + "' was stopped, but is still there: "
                        + why + "; delete it again");
                asset.stuck();
                outcome.refused(JsError.STREAM_DELETE.with(why));
            }
        } finally {
            asset.settle();
        }
    }
}
