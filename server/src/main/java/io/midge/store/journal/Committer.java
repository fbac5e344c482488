package io.midge.store.journal;

import io.midge.disk.DiskFile;
import io.midge.disk.DiskFull;
import io.midge.loop.Lane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches durable, one per task and one after the other: a batch is not written before the one before was synced, unless the
 * options want less ({@link JournalOptions#syncNanos}). On the journal lane.
 *
 * <pre>
 *                 ┌────────────────────────────────────────────────┐
 *                 ▾                                                │ next batch
 *   IDLE ─▸ place: the file ─▸ write, sync ─▸ durable, delivered ──┘
 *                 │    ▴            │
 *     no file can │    │ 1 s        │ failed: the file is sealed, the batch is written once more, to another file
 *     be made     ▾    │            ▾
 *               PARKED─┘          again failed, for another reason than a full disk: FAILED for good
 * </pre>
 */
final class Committer implements Runnable {
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** A lane that has nothing else to do may be kept for so long. */
    private static final long QUICK_NANOS = 2_000_000;

    private final Lane lane;
    private final JournalOptions options;
    private final Intake intake;
    private final JournalFiles files;
    private final Preparation preparation;
    private final Groups groups;
    private final BatchWriter writer;
    private final JournalListener listener;

    private @Nullable JournalFile place;
    private @Nullable DiskFile file;
    /** The batch that waits for a file. */
    private @Nullable Batch parked;
    /** The last file failed, and another one must take its place. */
    private boolean sealed;

    /** Something was written behind {@link #synced}. */
    private boolean unsynced;

    private boolean willSync;
    private long synced;
    private boolean failed;
    private boolean ending;
    private @Nullable Runnable closing;
    private volatile long durable;
    private volatile boolean quick;

    Committer(
            Lane lane,
            JournalOptions options,
            Intake intake,
            JournalFiles files,
            Preparation preparation,
            Groups groups,
            BatchWriter writer,
            JournalListener listener,
            long durable) {
        this.lane = lane;
        this.options = options;
        this.intake = intake;
        this.files = files;
        this.preparation = preparation;
        this.groups = groups;
        this.writer = writer;
        this.listener = listener;
        this.durable = durable;
        this.synced = durable;
    }

    /** Whether it ends, or has ended. On the journal lane. */
    boolean isClosing() {
        return ending || failed;
    }

    /** All below was told of, and survives, if not each batch is synced: until the power is lost. Any thread. */
    long durable() {
        return durable;
    }

    @Override
    public void run() {
        if (failed) {
            return;
        }
        Batch batch = parked == null ? intake.take() : parked;
        parked = null;
        if (batch == null) {
            if (closing != null && sync()) {
                end();
                closed();
            }
            return;
        }
        long begin = lane.clock().nanos();
        boolean stored = store(batch);
        quick = lane.clock().nanos() - begin < QUICK_NANOS;
        if (stored) {
            durable = batch.lsn + batch.room;
            groups.deliver(batch);
            if (closing != null || !intake.isDone()) {
                lane.execute(this);
            }
        }
    }

    /** Whether the last batch took no longer than other work would wait for. Any thread. */
    boolean isQuick() {
        return quick;
    }

    /** Writes a batch where it belongs or, if that fails, to a file that takes its place. False: parked, or failed for good. */
    private boolean store(Batch batch) {
        if (!sealed) {
            JournalFile to = place;
            try {
                if (to == null || batch.lsn >= to.end) {
                    if (!sync()) {
                        return lost(batch);
                    }
                    to = files.at(batch.lsn, durable);
                }
            } catch (IOException e) {
                return cannot(batch, e, Layout.name(batch.lsn));
            }
            try {
                write(batch, to);
                return true;
            } catch (IOException e) {
                seal(to, batch.lsn, e);
                if (failed) {
                    return lost(batch);
                }
            }
        }
        String name = Layout.name(batch.lsn);
        try {
            JournalFile to = files.replace(batch.lsn);
            preparation.more();
            write(batch, to);
            sealed = false;
            return true;
        } catch (IOException e) {
            end();
            return cannot(batch, e, name);
        }
    }

    private void write(Batch batch, JournalFile to) throws IOException {
        boolean now = options.syncNanos() == 0 || batch.prompt;
        writer.write(batch, to, open(to), options.syncNanos() == 0 ? batch.lsn : synced, now);
        if (now) {
            unsynced = false;
            synced = batch.lsn + batch.room;
        } else {
            unsynced = true;
            if (!willSync) {
                willSync = true;
                lane.schedule(options.syncNanos(), () -> {
                    willSync = false;
                    sync();
                });
            }
        }
    }

    /** Syncs what was only written. False: what was told of may not survive, and nothing is taken any more. */
    boolean sync() {
        DiskFile of = file;
        if (!unsynced || of == null) {
            return !failed;
        }
        unsynced = false;
        try {
            of.sync();
            synced = durable;
            return true;
        } catch (IOException e) {
            fail("what was written cannot be synced: " + e.getMessage());
            return false;
        }
    }

    /** The file, open; whenever it is another than before, the next one is prepared and the mark is looked at. */
    private DiskFile open(JournalFile to) throws IOException {
        DiskFile was = file;
        if (was != null && to == place) {
            return was;
        }
        end();
        DiskFile now = files.open(to);
        file = now;
        place = to;
        preparation.more();
        if (files.used() * 2 >= options.max()) {
            listener.checkpoint(files.used(), options.max());
        }
        return now;
    }

    /** Nothing more is written to the last file, and never is it synced again; what it was told of before is synced first. */
    private void seal(JournalFile of, long lsn, IOException why) {
        sealed = true;
        sync();
        end();
        listener.sealed(of.name(), lsn, String.valueOf(why.getMessage()));
    }

    private void end() {
        DiskFile was = file;
        file = null;
        place = null;
        if (was != null) {
            try {
                was.close();
            } catch (IOException e) {
                return; // what counts in it was synced
            }
        }
    }

    private boolean cannot(Batch batch, IOException e, String name) {
        if (DiskFull.is(e) && closing == null) {
            parked = batch;
            preparation.more();
            lane.schedule(RETRY_NANOS, this);
        } else {
            parked = batch;
            fail(options.file(name) + ": " + e.getMessage());
        }
        return false;
    }

    private boolean lost(Batch batch) {
        groups.lost(List.of(batch), intake.failure());
        intake.release(batch);
        return false;
    }

    private void fail(String why) {
        failed = true;
        intake.stop(why);
        preparation.stop();
        List<Batch> lost = new ArrayList<>();
        Batch waits = parked;
        parked = null;
        if (waits != null) {
            lost.add(waits);
        }
        lost.addAll(intake.abandon());
        listener.failed(why);
        groups.lost(lost, why);
        lost.forEach(intake::release);
        closed();
    }

    // Once: a batch may have left a task behind that finds nothing either.
    private void closed() {
        Runnable done = closing;
        closing = null;
        if (done != null) {
            done.run();
        }
    }

    /** An IOException on the file that is being written, other than while writing: it is not used any more. */
    void distrust(JournalFile of, IOException why) {
        if (of == place) {
            seal(of, durable, why);
        }
    }

    /** What is open of this file, to write to it; null if it is not the one that is being filled. */
    @Nullable
    DiskFile opened(JournalFile of) {
        return of == place ? file : null;
    }

    /** Ends as soon as all is written that was taken. */
    void close(Runnable done) {
        ending = true;
        closing = done;
        Batch waits = parked;
        if (failed) {
            closed();
        } else if (waits != null) {
            fail("closed while no file could be made");
        } else {
            run();
        }
    }
}
