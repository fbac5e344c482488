package io.midge.bench;

import io.midge.disk.FileDisk;
import io.midge.loop.Clock;
import io.midge.loop.Entropy;
import io.midge.loop.Lane;
import io.midge.loop.ThreadLane;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreListener;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta;
import io.midge.store.seal.Keys;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** A store on the machine's own disk, with threads for its lanes as a server has them. */
final class StoreRig implements Closeable, StoreListener {
    private final List<ThreadLane> threads = new ArrayList<>();
    private final List<Lane> streamLanes = new ArrayList<>();
    private final ThreadLane control;
    private final Store store;
    private final long openNanos;
    private final AtomicInteger checkpoints = new AtomicInteger();

    private StoreRig(Path directory, StoreOptions options) throws IOException {
        ThreadLane journal = lane("journal");
        control = lane("control");
        ThreadLane background = lane("background");
        int streams = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        for (int i = 0; i < streams; i++) {
            streamLanes.add(lane("stream-" + i));
        }
        RandomGenerator chance = Entropy.system();
        long start = System.nanoTime();
        store = Store.open(new StoreParts(
                FileDisk.at(directory, Clock.system()),
                new StoreLanes(journal, control, background, streamLanes),
                options,
                new Keys(SecretText.NONE, SecretText.NONE, StoreCipher.CHACHA, chance),
                StoreCipher.CHACHA,
                chance,
                this));
        openNanos = System.nanoTime() - start;
    }

    static StoreRig open(Path directory) throws IOException {
        return new StoreRig(directory, StoreOptions.DEFAULTS);
    }

    /** As a server, but for checkpoints, which are only made when the journal is half full. */
    static StoreRig openWithoutCheckpoints(Path directory) throws IOException {
        StoreOptions is = StoreOptions.DEFAULTS;
        return new StoreRig(
                directory,
                new StoreOptions(
                        is.name(),
                        is.journalFile(),
                        is.journalMax(),
                        Long.MAX_VALUE,
                        is.batch(),
                        is.minSegment(),
                        is.maxSegment(),
                        is.flush(),
                        is.large(),
                        is.columns(),
                        is.openFiles(),
                        is.upkeepNanos(),
                        is.verifyNanos(),
                        is.memory()));
    }

    private ThreadLane lane(String name) {
        ThreadLane lane = ThreadLane.start(name, true, Clock.system(), Throwable::printStackTrace);
        threads.add(lane);
        return lane;
    }

    /** How long opening took. */
    long openNanos() {
        return openNanos;
    }

    List<StreamStore> streams() {
        return store.streams();
    }

    /** Asks for a checkpoint, and counts it when it is through. */
    void checkpoint() {
        store.checkpoint(checkpoints::incrementAndGet);
    }

    int checkpoints() {
        return checkpoints.get();
    }

    /** Makes streams, kept in files. */
    List<StreamStore> make(int count) {
        List<CompletableFuture<StreamStore>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<StreamStore> end = new CompletableFuture<>();
            made.add(end);
            byte[] config = "{\"subjects\":[\"orders.>\"]}".getBytes(StandardCharsets.UTF_8);
            StreamSpec spec = new StreamSpec(
                    "BENCH", "S" + i, now(), StreamMeta.Storage.FILE, StreamMeta.Compression.NONE, config);
            store.make(spec, new Store.Made() {
                @Override
                public void made(StreamStore stream) {
                    end.complete(stream);
                }

                @Override
                public void failed(String why) {
                    end.completeExceptionally(new IllegalStateException(why));
                }
            });
        }
        return made.stream().map(CompletableFuture::join).toList();
    }

    static long now() {
        return System.currentTimeMillis() * 1_000_000;
    }

    List<Lane> streamLanes() {
        return streamLanes;
    }

    /** Does something on a lane and waits for it. */
    static <T> T on(Lane lane, Callable<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        lane.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** A clean stop. */
    @Override
    public void close() {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        store.close(() -> end.complete(true));
        end.join();
        threads.forEach(ThreadLane::stop);
    }

    @Override
    public void warning(String line) {
        System.err.println("store: " + line);
    }

    @Override
    public void damage(Damage damage) {
        System.err.println("store: DAMAGE " + damage);
    }

    @Override
    public void failed(String line) {
        System.err.println("store: FAILED " + line);
    }
}
