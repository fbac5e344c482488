package io.midge.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.CheckpointFile;
import io.midge.store.journal.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes checkpoints: what streams have applied is brought to their files, and the journal is cut.
 *
 * <pre>
 *   journal lane     up to where is it durable? all before is on its way to the lanes of its streams
 *   stream lanes     each stream that has changed writes what it holds back, and says how far its files go
 *   background lane  these files are synced; then the checkpoint file says so, for all streams
 *   control lane     the journal is cut
 * </pre>
 *
 * A stream whose files fail keeps its last mark, and the journal is not cut beyond that: what the stream was told stays there. So does
 * a stream for which there is no room, until there is.
 */
@Confined("control lane")
final class Checkpointer {
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final StoreLanes lanes;
    private final Disk disk;
    private final Journal journal;
    private final List<LaneStreams> streams;
    private final StoreListener listener;
    private final int epoch;
    private final CheckpointFile file;
    private final TreeMap<Long, Checkpoint.Mark> marks = new TreeMap<>();
    private final TreeSet<Long> pinned = new TreeSet<>();
    private final TreeSet<Long> kept = new TreeSet<>(); // of those pinned, what they were told is not needed here
    private final TreeSet<Long> gone = new TreeSet<>(); // while a checkpoint was being made that knew of them
    private final List<Runnable> waiting = new ArrayList<>();
    private List<Runnable> served = List.of();
    private NavigableMap<Long, Checkpoint.Mark> written; // by the last one
    private final List<Runnable> idle = new ArrayList<>();
    private List<StreamCheckpoint> taken = new ArrayList<>();
    private final TreeSet<Long> late = new TreeSet<>(); // this time
    private final TreeSet<Long> removing = new TreeSet<>();
    private Checkpoint.@Nullable Mark control; // which streams there are is known up to here
    private boolean running;
    private boolean closing;
    private boolean stopped;
    private @Nullable Runnable ended; // runs when nothing is under way any more
    private int sweeping;
    private long durable;
    private long start;
    private long nextGroup;

    Checkpointer(
            StoreLanes lanes,
            Disk disk,
            Journal journal,
            List<LaneStreams> streams,
            StoreListener listener,
            Checkpoint last) {
        this.lanes = lanes;
        this.disk = disk;
        this.journal = journal;
        this.streams = streams;
        this.listener = listener;
        this.file = new CheckpointFile(disk);
        this.epoch = last.epoch();
        this.start = last.journalStart();
        this.nextGroup = last.nextGroup();
        marks.putAll(byGroup(last));
        this.written = byGroup(last);
    }

    private static NavigableMap<Long, Checkpoint.Mark> byGroup(Checkpoint of) {
        TreeMap<Long, Checkpoint.Mark> marks = new TreeMap<>();
        of.marks().forEach(mark -> marks.put(mark.group(), mark));
        return marks;
    }

    /** Gives out a number that no group ever had. */
    long newGroup() {
        return nextGroup++;
    }

    /** Which streams there are is known up to this entry. */
    void controlIs(long lsn, long index, int term) {
        control = new Checkpoint.Mark(Store.CONTROL, 0, 0, lsn, index, term, 0, 0, 0, 0, 0, 0, 0);
    }

    /** A stream is there, of which no files are good yet. */
    void made(long group) {
        marks.put(group, StreamOpener.nothing(group));
    }

    /** The files of a stream that is no more are gone as well. */
    void removed(long group) {
        removing.remove(group);
        pinned.remove(group);
        kept.remove(group);
        marks.remove(group);
    }

    /** A stream is no more; its files are about to be removed, and until they are the journal says so. */
    void forget(long group) {
        removing.add(group);
        pinned.remove(group);
        kept.remove(group);
        gone.add(group);
    }

    /** Makes one, or one more behind the one that is being made; then runs {@code then} here. */
    void request(Runnable then) {
        if (stopped) {
            then.run();
            return;
        }
        waiting.add(then);
        if (!running) {
            begin();
        }
    }

    private void begin() {
        running = true;
        served = List.copyOf(waiting);
        waiting.clear();
        taken = new ArrayList<>();
        late.clear();
        sweeping = streams.size();
        lanes.journal().execute(() -> {
            long now = journal.durable();
            lanes.control().execute(() -> durable = now);
            for (LaneStreams each : streams) { // behind what the journal has handed over
                each.lane().execute(() -> each.sweep(swept -> lanes.control().execute(() -> swept(swept))));
            }
        });
    }

    private void swept(LaneStreams.Swept some) {
        taken.addAll(some.taken());
        late.addAll(some.late());
        if (--sweeping == 0) {
            List<StreamCheckpoint> all = taken;
            lanes.journal()
                    .execute(
                            () -> { // no mark may stand behind what the journal keeps
                                if (journal.sync()) {
                                    lanes.background().execute(() -> sync(all));
                                } else {
                                    lanes.control()
                                            .execute(() ->
                                                    synced(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(all)));
                                }
                            });
        }
    }

    // On the background lane.
    private void sync(List<StreamCheckpoint> all) {
        List<StreamCheckpoint> done = new ArrayList<>();
        List<StreamCheckpoint> failed = new ArrayList<>();
        List<StreamCheckpoint> waiting = new ArrayList<>();
        for (StreamCheckpoint each : all) {
            boolean synced = false;
            try {
                each.sync();
                synced = true;
                each.write(disk);
                done.add(each);
            } catch (IOException | RuntimeException e) {
                if (synced && e instanceof IOException io && DiskFull.is(io)) {
                    waiting.add(each);
                    continue;
                }
                failed.add(each);
                String why = "its files cannot be written: " + (e instanceof IOException ? e.getMessage() : e);
                each.stream().lane().execute(() -> each.stream().stop(why));
            }
        }
        lanes.control().execute(() -> synced(done, failed, waiting));
    }

    private void synced(List<StreamCheckpoint> done, List<StreamCheckpoint> failed, List<StreamCheckpoint> waiting) {
        waiting.forEach(each -> late.add(each.mark().group()));
        for (StreamCheckpoint each : failed) {
            if (!gone.contains(each.mark().group()) && !each.stream().isInMemory()) {
                pinned.add(each.mark().group());
            }
        }
        for (StreamCheckpoint each : done) {
            long group = each.mark().group();
            if (!pinned.contains(group) && !gone.contains(group)) {
                marks.put(group, each.mark());
            }
        }
        long cut = durable;
        if (removing.isEmpty() && control != null) {
            marks.put(Store.CONTROL, control);
        } else if (control != null) {
            Checkpoint.Mark before = marks.get(Store.CONTROL);
            cut = Math.min(cut, before == null ? start : before.lsn());
        }
        pinned.addAll(removing);
        late.removeAll(gone);
        late.addAll(pinned);
        late.removeAll(kept);
        for (long group : late) {
            Checkpoint.Mark mark = marks.get(group);
            cut = Math.min(cut, mark == null ? start : mark.lsn());
        }
        long from = Math.max(start, cut);
        Checkpoint next = new Checkpoint(epoch, from, nextGroup, List.copyOf(marks.values()));
        lanes.background().execute(() -> write(next, done, waiting));
    }

    // On the background lane.
    private void write(Checkpoint next, List<StreamCheckpoint> done, List<StreamCheckpoint> waiting) {
        try {
            file.write(next);
        } catch (IOException e) {
            lanes.control().execute(() -> notWritten(next, done, waiting, String.valueOf(e.getMessage())));
            return;
        }
        NavigableMap<Long, Checkpoint.Mark> now = byGroup(next);
        for (StreamCheckpoint each : done) {
            if (each.mark().equals(now.get(each.mark().group()))) { // else the one before still counts
                clearUp(each);
            }
        }
        lanes.control().execute(() -> written(next, done, waiting));
    }

    private void clearUp(StreamCheckpoint each) {
        try {
            each.clearUp(disk);
        } catch (IOException e) {
            listener.warning("what a checkpoint no longer needs is still there: " + e.getMessage());
        }
    }

    private void notWritten(Checkpoint next, List<StreamCheckpoint> done, List<StreamCheckpoint> waiting, String why) {
        if (closing) {
            listener.warning("the last checkpoint could not be written, the next start has to read more: " + why);
            done.addAll(waiting);
            tell(List.of(), done);
        } else {
            listener.warning("the checkpoint could not be written, it is tried again: " + why);
            lanes.control().schedule(RETRY_NANOS, () -> lanes.background().execute(() -> write(next, done, waiting)));
        }
    }

    private void written(Checkpoint next, List<StreamCheckpoint> done, List<StreamCheckpoint> waiting) {
        start = next.journalStart();
        written = byGroup(next);
        journal.cut(start);
        tell(done, waiting);
    }

    private void tell(List<StreamCheckpoint> done, List<StreamCheckpoint> failed) {
        sweeping = streams.size();
        for (LaneStreams each : streams) { // the next one begins when all know of this one
            each.lane().execute(() -> {
                done.stream()
                        .filter(one -> one.stream().lane() == each.lane())
                        .forEach(one -> one.stream().checkpointed(one));
                failed.stream()
                        .filter(one -> one.stream().lane() == each.lane())
                        .forEach(one -> one.stream().checkpointFailed(one));
                lanes.control().execute(this::told);
            });
        }
    }

    private void told() {
        if (--sweeping == 0) {
            end();
        }
    }

    private void end() {
        running = false;
        gone.clear();
        List<Runnable> now = List.copyOf(idle);
        idle.clear();
        now.forEach(Runnable::run);
        List<Runnable> told = served;
        served = List.of();
        told.forEach(Runnable::run);
        if (running) {
            return; // one of them asked for the next
        }
        if (stopped) {
            List<Runnable> left = List.copyOf(waiting);
            waiting.clear();
            left.forEach(Runnable::run);
            Runnable then = ended;
            ended = null;
            if (then != null) {
                then.run();
            }
        } else if (!waiting.isEmpty()) {
            begin();
        }
    }

    /** Nobody waits any longer for one that cannot be written. */
    void close() {
        closing = true;
    }

    /** Whether the last one has a stream's files as they were after this entry. */
    boolean covers(long group, long lsn) {
        Checkpoint.Mark mark = written.get(group);
        return mark != null && mark.lsn() >= lsn;
    }

    /** None is begun any more; {@code then} runs here when none is under way. */
    void stop(Runnable then) {
        stopped = true;
        if (running) {
            ended = then;
        } else {
            then.run();
        }
    }

    /** A stream stopped, or was never opened: what it was told last stays in the journal. False: it is no more. */
    boolean pin(long group) {
        if (gone.contains(group) || removing.contains(group)) {
            return false;
        }
        pinned.add(group);
        return true;
    }

    /** What a pinned stream was told stands somewhere else now. */
    void kept(long group) {
        if (isPinned(group)) {
            kept.add(group);
        }
    }

    /** Whether what a stream was told last is to stay somewhere. */
    boolean isPinned(long group) {
        return pinned.contains(group) && !removing.contains(group);
    }

    /** Runs {@code then} here when no checkpoint is being made: at once, or before the next one. */
    void whenIdle(Runnable then) {
        if (running) {
            idle.add(then);
        } else {
            then.run();
        }
    }

    /** Below this no entry of a stream is needed, whichever checkpoint a start finds. */
    long needed(long group) {
        Checkpoint.Mark mark = written.get(group);
        return mark == null ? start : Math.max(start, mark.lsn());
    }
}
