package io.midge.sim.store;

import io.midge.raft.Replicator;
import io.midge.sim.Dice;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreOptions;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One of the streams that are told the same, in a store of its own, which is opened again when it is asked to. */
final class TwinStream {
    private static final int MIB = 1 << 20;

    final boolean inMemory;
    final Decision decision = new Decision();

    private final Dice dice;
    private final boolean encrypted;
    private final Scheduler scheduler;
    private final StoreOptions options;
    private SimDisk disk;
    private Store store;
    private @Nullable StreamStore stream;
    private Findings news = new Findings();
    private int waiting;

    TwinStream(Dice dice, Trace trace, boolean inMemory, Compression compression, boolean encrypted)
            throws IOException {
        this.dice = dice;
        this.inMemory = inMemory;
        this.encrypted = encrypted;
        this.scheduler = new Scheduler(dice.next(), trace);
        this.disk = new SimDisk(dice.next());
        this.options = options(dice);
        this.store = SmallStore.open(disk, scheduler, encrypted, options, news);
        Storage storage = inMemory ? Storage.MEMORY : Storage.FILE;
        store.make(new StreamSpec("A", "twin", 1, storage, compression, new byte[] {1}), new Store.Made() {
            @Override
            public void made(StreamStore made) {
                stream = made;
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        run(() -> stream != null);
    }

    // Small, so that every boundary is met; only the journal never refuses.
    private static StoreOptions options(Dice dice) {
        return new StoreOptions(
                "",
                512 << 10,
                64L * MIB,
                dice.pick(64 << 10, 256 << 10),
                (int) dice.pick(4 << 10, 64 << 10),
                1 << 10,
                (int) dice.pick(2 << 10, 8 << 10, 32 << 10),
                (int) dice.pick(256, 1 << 10, 4 << 10),
                (int) dice.pick(512, 2 << 10),
                dice.pick(1 << 10, 16 << 10, MIB),
                (int) dice.pick(1, 3, 64),
                dice.pick(100_000, 5_000_000, 100_000_000),
                0,
                64L * MIB);
    }

    StreamStore stream() {
        return Objects.requireNonNull(stream);
    }

    /** Proposes what was decided. */
    void propose() {
        waiting++;
        boolean taken = stream().propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                waiting--;
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        if (!taken) {
            throw new IllegalStateException("refused: " + stream().failure());
        }
        decision.clear();
    }

    /** Time passes, in which checkpoints are made and segments rewritten. */
    void pass(long nanos) {
        scheduler.runFor(nanos);
        sound();
    }

    /** Until all is applied that was proposed. */
    void settle() {
        run(() -> waiting == 0);
    }

    /** Asks for a checkpoint, and waits for it or not. */
    void checkpoint(boolean waits) {
        boolean[] done = {!waits};
        store.checkpoint(() -> done[0] = true);
        run(() -> done[0]);
    }

    /** All was applied: it is closed, or killed, or loses its power, and is opened again. */
    void reopen() throws IOException {
        int way = dice.below(3);
        if (way == 0) {
            until(store::close);
        }
        disk = way == 1 ? disk.powerLoss(dice.next()) : disk.restart();
        scheduler.restart();
        news = new Findings();
        store = SmallStore.open(disk, scheduler, encrypted, options, news);
        stream = store.streams().getFirst();
        sound();
    }

    private void until(Consumer<Runnable> what) {
        boolean[] done = {false};
        what.accept(() -> done[0] = true);
        run(() -> done[0]);
    }

    private void run(java.util.function.BooleanSupplier done) {
        scheduler.limit(Long.MAX_VALUE);
        Scheduler.End end = scheduler.runUntil(done);
        sound();
        if (end != Scheduler.End.DONE) {
            throw new IllegalStateException("it stands still");
        }
    }

    private void sound() {
        if (!scheduler.failures().isEmpty()) {
            throw new IllegalStateException(
                    "a task failed", scheduler.failures().getFirst().cause());
        }
        if (!news.isEmpty()) {
            throw new IllegalStateException("there should be no news: " + news);
        }
    }
}
