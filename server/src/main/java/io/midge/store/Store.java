package io.midge.store;

import io.midge.disk.Disk;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.raft.Replicator;
import io.midge.raft.Solo;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.StreamMeta;
import io.midge.store.journal.Journal;
import io.midge.store.journal.JournalOptions;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All streams of a server, in one directory; docs/STORE.md says how it keeps them. Any thread; what comes back comes on the lane
 * that the method names.
 *
 * <pre>
 *            ┌ control lane     makes and drops streams, keeps the books of checkpoints
 *   Store ───┤ stream lanes     what each stream holds: index, segments, consumers
 *            ├ journal lane     one sync for all
 *            └ background lane  whatever else the disk takes its time for
 * </pre>
 */
public final class Store {
    /** How often it is looked whether a checkpoint is due, and when one is, however little has happened. */
    private static final long TICK_NANOS = 250_000_000L;

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long KEEP_NANOS = 10_000_000_000L;
    private static final int KEEP_TRIES = 30;
    private static final long DRAIN_NANOS = 2_000_000L;

    /** So long closing waits for a disk that has no room. */
    private static final long LONGEST_DRAIN_NANOS = 10_000_000_000L;

    /** The group of the store's own log: which streams there are. */
    static final long CONTROL = 0;

    /** Hears how making a stream ended. */
    public interface Made {
        /** It is there, and survives. On the stream's lane. */
        void made(StreamStore stream);

        /** It is not there. On the control lane. */
        void failed(String why);
    }

    private final Disk disk;
    private final Closeable lock;
    private final StoreLanes lanes;
    private final StoreOptions options;
    private final StoreListener listener;
    private final Journal journal;
    private final List<LaneStreams> streams;
    private final StreamOpener opener;
    private final Checkpointer checkpointer;
    private final Eraser eraser;
    private final JournalOptions journalOptions;
    private final List<Upkeep> upkeep = new ArrayList<>();
    private final Solo control;
    private final Decision decision = new Decision(); // control lane
    private final OpFrame frame = new OpFrame(); // control lane
    private final ArrayDeque<Made> making = new ArrayDeque<>(); // control lane, in the order of their entries
    private long cutAt; // control lane: where the journal ended at the last checkpoint
    private long cutNanos; // control lane: when that was
    private volatile boolean closing; // written on the control lane

    Store(Opening opened) {
        StoreParts parts = opened.parts();
        disk = parts.disk();
        lanes = parts.lanes();
        options = parts.options();
        listener = parts.listener();
        lock = opened.lock();
        journal = opened.journal();
        streams = opened.streams();
        opener = opened.opener();
        Checkpoint last = opened.checkpoint();
        checkpointer = new Checkpointer(lanes, disk, journal, streams, listener, last);
        eraser = new Eraser(lanes, journal, checkpointer);
        opened.news().checkpoints(() -> checkpoint(() -> {}));
        journalOptions = opened.key().options(options);
        opened.closed().forEach(group -> lanes.control().execute(() -> keep(group)));
        opened.unremoved().forEach(checkpointer::forget);
        control = new Solo(
                CONTROL, options.name(), journal, lanes.control(), this::apply, opened.controlIndex(), last.epoch());
        for (StreamStore each : streams()) {
            serve(each, last.epoch());
            if (each.isStopped()) { // while it was told what the journal has
                stopped(each, each.failure());
            }
        }
        for (LaneStreams each : streams) {
            Upkeep of = new Upkeep(each, options.upkeepNanos());
            upkeep.add(of);
            each.lane().execute(of::start);
        }
        if (options.upkeepNanos() > 0) {
            lanes.control().execute(this::tick);
        }
        if (opened.hasAdopted()) {
            checkpoint(() -> {});
        }
        opened.unremoved().forEach(group -> lanes.background().execute(() -> retire(group)));
    }

    /**
     * Opens what is in a directory, or begins anew in an empty one. It blocks, and reports its progress; nothing is on the lanes
     * before it returns.
     */
    public static Store open(StoreParts parts) throws IOException {
        return new Opening(parts).open();
    }

    /** Every stream, as it was opened: before anything is made or dropped. */
    public List<StreamStore> streams() {
        List<StreamStore> all = new ArrayList<>();
        streams.forEach(each -> all.addAll(each.all()));
        return all;
    }

    private void serve(StreamStore stream, int term) {
        stream.listen(new StreamNews() {
            @Override
            public void stopped(StreamStore of, String why) {
                Store.this.stopped(of, why);
            }

            @Override
            public void waits(StreamStore of, String why) {
                listener.warning("Stream '" + of.name() + "' "
                        + (why.isEmpty() ? "takes messages again" : "takes nothing until there is room: " + why));
            }
        });
        stream.serve(new Solo(
                stream.group(),
                options.name(),
                stream.isInMemory() ? opener.memory() : journal,
                stream.lane(),
                stream,
                stream.progress().index(),
                term));
        stream.lane().execute(() -> stream.erasures().start(eraser));
    }

    private void stopped(StreamStore stream, String why) {
        listener.failed("Stream '" + stream.name() + "' stopped: " + why);
        if (!stream.isInMemory()) {
            lanes.control().execute(() -> keep(stream.group()));
        }
    }

    // What a stream was told that stopped, or cannot be opened, is not to fill the journal of all others.
    private void keep(long group) {
        if (checkpointer.pin(group)) {
            checkpointer.whenIdle(() -> copy(group, 1)); // not while one may remove what was kept before
        }
    }

    private void copy(long group, int tries) {
        if (checkpointer.isPinned(group)) {
            boolean loses = tries > KEEP_TRIES; // a bad sector of the journal is not to stop everybody for ever
            JournalOptions to = Kept.options(journalOptions, group);
            long from = checkpointer.needed(group);
            journal.copy(group, from, to, loses, why -> lanes.control().execute(() -> kept(group, tries, why)));
        }
    }

    private void kept(long group, int tries, String why) {
        if (why.isEmpty()) {
            checkpointer.kept(group);
        } else if (!closing && journal.failure().isEmpty() && checkpointer.isPinned(group)) {
            listener.warning("a stream that stopped keeps the journal from being cut, it is tried again: " + why);
            lanes.control().schedule(KEEP_NANOS, () -> checkpointer.whenIdle(() -> copy(group, tries + 1)));
        }
    }

    // ---- which streams there are ----

    /** Makes a stream. */
    public void make(StreamSpec spec, Made made) {
        lanes.control().execute(() -> propose(spec, made));
    }

    private void propose(StreamSpec spec, Made made) {
        if (closing) {
            made.failed("the store is closing");
            return;
        }
        long group = checkpointer.newGroup();
        StreamMeta meta = opener.meta(spec, group);
        byte[] body = meta.toBytes();
        decision.clear().body(OpType.CREATE, group, spec.createdNs(), body, body.length);
        making.add(made);
        Replicator.Proposal end = new Replicator.Proposal() {
            @Override
            public void committed(long index) {}

            @Override
            public void failed(String why) {
                making.remove(made);
                made.failed(why);
            }
        };
        if (!control.propose(StreamStore.OPERATIONS, decision.buf(), 0, decision.length(), end)) {
            end.failed(noRoom());
        }
    }

    private String noRoom() {
        return control.failure().isEmpty() ? "the journal has no room" : control.failure();
    }

    /** Removes a stream and all it holds; then runs {@code then}, on the control lane, with a reason if it could not be. */
    public void drop(StreamStore stream, long timeNs, Consumer<String> then) {
        lanes.control().execute(() -> {
            decision.clear().body(OpType.DROP, stream.group(), timeNs, new byte[0], 0);
            Replicator.Proposal end = new Replicator.Proposal() {
                @Override
                public void committed(long index) {
                    then.accept("");
                }

                @Override
                public void failed(String why) {
                    then.accept(why);
                }
            };
            if (!control.propose(StreamStore.OPERATIONS, decision.buf(), 0, decision.length(), end)) {
                then.accept(noRoom());
            }
        });
    }

    private void apply(Entry entry) {
        checkpointer.controlIs(entry.lsn, entry.index, entry.term);
        frame.trusted(entry.buf, entry.off);
        if (frame.type() == OpType.CREATE) {
            made(frame, entry.term);
        } else if (frame.type() == OpType.DROP) {
            dropped(frame.seq());
        } else {
            throw new IllegalStateException("an operation of type " + frame.type() + " in the store's own log");
        }
    }

    private void made(OpFrame frame, int term) {
        Made made = making.remove();
        try {
            StreamStore stream = opener.make(StreamMeta.of(frame));
            checkpointer.made(stream.group());
            LaneStreams of = of(stream.group());
            of.lane().execute(() -> {
                of.add(stream);
                serve(stream, term);
                made.made(stream);
            });
        } catch (IOException | BadFrameException e) {
            made.failed(e.getMessage() == null ? e.toString() : e.getMessage());
            unmake(frame.seq());
        }
    }

    // Whoever asked was told that it is not there: the next start is not to make it.
    private void unmake(long group) {
        decision.clear().body(OpType.DROP, group, 0, new byte[0], 0);
        Replicator.Proposal ignored = new Replicator.Proposal() {
            @Override
            public void committed(long index) {}

            @Override
            public void failed(String why) {}
        };
        if (!control.propose(StreamStore.OPERATIONS, decision.buf(), 0, decision.length(), ignored)) {
            listener.warning("a stream that could not be made may be there after the next start: " + noRoom());
        }
    }

    private void dropped(long group) {
        checkpointer.forget(group);
        LaneStreams of = of(group);
        of.lane().execute(() -> {
            StreamStore stream = of.remove(group);
            if (stream != null) {
                stream.close();
            }
            lanes.background().execute(() -> retire(group));
        });
    }

    // Until it is done the journal keeps what says that the stream is no more.
    private void retire(long group) {
        clearing(
                () -> {
                    opener.retire(group);
                    lanes.control().execute(() -> checkpointer.removed(group));
                    clear(group);
                },
                () -> retire(group));
    }

    private void clear(long group) {
        clearing(() -> opener.clear(group), () -> clear(group));
    }

    private interface Clearing {
        void run() throws IOException;
    }

    private void clearing(Clearing step, Runnable again) {
        try {
            step.run();
        } catch (IOException e) {
            listener.warning(
                    "the files of a stream that was removed are still there, it is tried again: " + e.getMessage());
            lanes.background().schedule(RETRY_NANOS, () -> {
                if (!closing) { // else the next start does it
                    again.run();
                }
            });
        }
    }

    private LaneStreams of(long group) {
        Lane lane = lanes.of(group);
        for (LaneStreams each : streams) {
            if (each.lane() == lane) {
                return each;
            }
        }
        throw new IllegalStateException("no such lane");
    }

    // ---- checkpoints and the end ----

    /** Makes a checkpoint; then runs {@code then} on the control lane. */
    public void checkpoint(Runnable then) {
        lanes.control().execute(() -> checkpointer.request(then));
    }

    // A checkpoint when the journal has grown by so much, or something has waited long enough for one.
    private void tick() {
        if (closing) {
            return;
        }
        long end = journal.end();
        long now = lanes.control().clock().nanos();
        if (end - cutAt >= options.checkpoint() || (end > cutAt && now - cutNanos >= LONGEST_NANOS)) {
            cutAt = end;
            cutNanos = now;
            checkpointer.request(() -> {});
        }
        lanes.control().schedule(TICK_NANOS, this::tick);
    }

    /** The journal, for who measures it. */
    Journal journal() {
        return journal;
    }

    /**
     * Ends it: nothing more is taken, what was is durable, segments are sealed so that the next start is quick; then runs {@code
     * then}, on the control lane.
     */
    public void close(Runnable then) {
        lanes.control().execute(() -> {
            closing = true;
            checkpointer.close();
            long since = lanes.control().clock().nanos();
            for (int i = 0; i < streams.size(); i++) {
                LaneStreams each = streams.get(i);
                Upkeep of = upkeep.get(i);
                each.lane().execute(() -> {
                    of.stop();
                    each.all().forEach(StreamStore::refuse);
                });
            }
            lanes.control().schedule(DRAIN_NANOS, () -> drain(since, then));
        });
    }

    // What was taken is to be told how it ended: it survives, unless there is no room for it.
    private void drain(long since, Runnable then) {
        boolean waits = lanes.control().clock().nanos() - since < LONGEST_DRAIN_NANOS;
        if (waits && journal.failure().isEmpty() && (journal.durable() < journal.end() || eraser.isRunning())) {
            lanes.control().schedule(DRAIN_NANOS, () -> drain(since, then));
        } else {
            checkpointer.request(() -> seal(then));
        }
    }

    private void seal(Runnable then) {
        int[] left = {streams.size()};
        for (LaneStreams each : streams) {
            each.lane().execute(() -> {
                each.all().forEach(StreamStore::seal);
                lanes.control().execute(() -> {
                    if (--left[0] == 0) {
                        checkpointer.request(() -> checkpointer.stop(() -> end(then)));
                    }
                });
            });
        }
    }

    private void end(Runnable then) {
        int[] left = {streams.size()};
        for (LaneStreams each : streams) {
            each.lane().execute(() -> {
                each.all().forEach(this::close);
                lanes.control().execute(() -> {
                    if (--left[0] == 0) {
                        lanes.journal().execute(() -> closeAll(then));
                    }
                });
            });
        }
    }

    // On the stream's lane.
    private void close(StreamStore stream) {
        try {
            opener.keepImage(stream);
        } catch (IOException e) {
            listener.warning("the index of stream '" + stream.name()
                    + "' could not be kept, the next start has to gather it: " + e.getMessage());
        }
        stream.close();
    }

    // On the journal lane. Behind what the background lane is at: nobody else may have the directory before.
    private void closeAll(Runnable then) {
        journal.close(() -> lanes.background().execute(() -> {
            try {
                lock.close();
            } catch (IOException e) {
                listener.warning("the store could not be closed: " + e.getMessage());
            }
            lanes.control().execute(then);
        }));
    }

    @Override
    public String toString() {
        return "the store in " + disk.where();
    }
}
