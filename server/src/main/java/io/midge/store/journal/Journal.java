package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.raft.GroupLog;
import io.midge.store.seal.BlockCodec;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The durable log under all groups of a server: entries of any thread become durable together, and are told in order. See the
 * package for a drawing, {@link Layout} for what lies on the disk.
 *
 * <p>It grows until it is {@linkplain #cut cut}; at half of its capacity a checkpoint is asked for, and when it is used up nothing
 * is taken ({@link GroupLog#FULL}) until then.
 */
public final class Journal implements GroupLog {
    private final byte[] nothing = new byte[0];

    private final Disk disk;
    private final BlockCodec codec;
    private final JournalOptions options;
    private final Intake intake;
    private final JournalFiles files;
    private final Groups groups;
    private final Preparation preparation;
    private final Committer committer;
    private final Eraser eraser;
    private final JournalListener listener;
    private final Lane lane;
    private final Lane background;
    private final Runnable commit;
    /** The same by who appended, if it can be. */
    private final Runnable commitHere;

    private Journal(
            Disk disk,
            JournalOptions options,
            BlockCodec codec,
            Recovery found,
            Lane lane,
            Lane background,
            JournalListener listener) {
        this.disk = disk;
        this.codec = codec;
        this.options = options;
        this.listener = listener;
        this.lane = lane;
        this.background = background;
        intake = new Intake(options, codec, found.end(), found.fileEnd());
        files = new JournalFiles(disk, options, intake, found);
        groups = new Groups(intake);
        preparation = new Preparation(files, background, listener);
        BatchWriter writer = new BatchWriter(options.id(), codec, found.epoch(), found.link());
        committer = new Committer(lane, options, intake, files, preparation, groups, writer, listener, found.end());
        eraser = new Eraser(disk, options, codec, files, committer, preparation, listener);
        commit = () -> lane.execute(committer);
        intake.wakes(commit);
        commitHere = () -> {
            if (!committer.isQuick() || !lane.runHere(committer)) {
                lane.execute(committer);
            }
        };
    }

    /**
     * Goes on where a recovery has ended.
     *
     * @param codec seals the bodies of batches; {@link BlockCodec#NONE} leaves them as they are
     * @param lane the journal lane: writes and syncs, and does nothing else
     * @param background the lane on which files are prepared
     */
    public static Journal open(
            Disk disk,
            JournalOptions options,
            BlockCodec codec,
            Recovery found,
            Lane lane,
            Lane background,
            JournalListener listener) {
        Journal journal = new Journal(disk, options, codec, found, lane, background, listener);
        journal.preparation.more();
        return journal;
    }

    @Override
    public long append(long group, long index, int term, byte kind, byte[] buf, int off, int len) {
        return append(group, index, term, kind, nothing, 0, 0, buf, off, len, false);
    }

    @Override
    public long appendAlone(long group, long index, int term, byte kind, byte[] buf, int off, int len) {
        return append(group, index, term, kind, nothing, 0, 0, buf, off, len, true);
    }

    /** As {@link #append} or {@link #appendAlone}, of an entry that stands in two places: one behind the other. */
    public long append(
            long group,
            long index,
            int term,
            byte kind,
            byte[] head,
            int headOff,
            int headLen,
            byte[] body,
            int bodyOff,
            int bodyLen,
            boolean alone) {
        if (group < 0 || group > Layout.MAX_GROUP || headLen < 0 || bodyLen < 0) {
            throw new IllegalArgumentException(
                    "journal: group " + group + ", " + headLen + " and " + bodyLen + " bytes");
        }
        Runnable commits = alone ? commitHere : commit;
        long lsn = intake.append(group, index, term, kind, head, headOff, headLen, body, bodyOff, bodyLen, commits);
        if (lsn >= 0) {
            return lsn;
        }
        if (lsn == Intake.TOO_LARGE) {
            throw new IllegalArgumentException("journal: an entry of " + ((long) headLen + bodyLen)
                    + " bytes does not fit into a file of " + options.fileSize());
        }
        if (lsn == FULL && intake.isBounded()) {
            lane.execute(() -> listener.checkpoint(used(), capacity()));
        }
        return lsn;
    }

    @Override
    public String failure() {
        return intake.failure();
    }

    @Override
    public void listen(long group, Listener listener) {
        groups.listen(group, listener);
    }

    @Override
    public void forget(long group) {
        groups.forget(group);
    }

    /** All below survives; {@linkplain JournalOptions#syncNanos if not each batch is synced}: once {@link #sync} says so. Any thread. */
    public long durable() {
        return committer.durable();
    }

    /** Makes all that was told of survive. On the journal lane. False: that failed, and nothing is taken any more. */
    public boolean sync() {
        return committer.sync();
    }

    /** All that was appended is below. Any thread. */
    public long end() {
        return intake.end();
    }

    /** Nothing below is needed any more: what lies wholly below is used again. Any thread. */
    public void cut(long lsn) {
        preparation.cut(Math.min(lsn, durable()));
    }

    /** How many bytes of the log its files span, of {@link #capacity}. Any thread. */
    public long used() {
        return files.used();
    }

    /** How many bytes its files may span. */
    public long capacity() {
        return options.max();
    }

    /**
     * Overwrites the payloads of all durable entries of a group that are chosen, and what may be left of them in files that were cut
     * and in quarantine.
     * Nobody may need them any more: what is in them was applied, and stands in files that a checkpoint names. Any thread.
     *
     * @param from an LSN below which none of them stands
     * @param chosen on the journal lane, and the background lane after that; the entry is valid during the call
     * @param done on the journal lane: why it could not be done; nothing, if none of it can be read any more
     */
    public void erase(long group, long from, Predicate<Entry> chosen, Consumer<String> done) {
        Erasure.Wanted wanted = new Erasure.Wanted(group, from, durable(), chosen);
        hold();
        lane.execute(new Erasure(eraser, lane, background, wanted, why -> {
            release();
            done.accept(why);
        }));
    }

    /**
     * No file is removed until this is taken back by {@link #release}: what is to be erased is to be found. What is cut is used again
     * until then. Any thread.
     */
    public void hold() {
        preparation.hold();
    }

    /** Takes back one {@link #hold}. Any thread. */
    public void release() {
        preparation.release();
    }

    /**
     * Copies what a group was told, as far as it is durable, to a log of its own, behind what is there already; {@link Recovery} reads
     * it. The journal must not be cut there meanwhile. Any thread.
     *
     * @param from an LSN below which nothing is wanted
     * @param to the journal's options, but for the directory
     * @param loses what cannot be read now is left out, and is missing by its index; else it is a reason not to do it
     * @param done on the journal lane: why it could not be done; nothing, if it was
     */
    public void copy(long group, long from, JournalOptions to, boolean loses, Consumer<String> done) {
        BatchEntries batches = new BatchEntries(disk, options, codec);
        Walk walk = new Walk(batches, files, options.sealedFrom(), from, end(), loses);
        lane.execute(new GroupCopy(disk, to, codec, committer, listener, walk, lane, group, done));
    }

    /**
     * Takes nothing more and makes durable what was taken. Any thread.
     *
     * @param done runs on the journal lane when all is durable, or has failed
     */
    public void close(Runnable done) {
        intake.stop("the journal is closed");
        preparation.stop();
        lane.execute(() -> committer.close(done));
    }
}
