package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream in the files of its segments. Frames are appended to the last one; when it is full it is sealed with
 * a footer, and the next one begins, twice as large up to a bound. Nothing is synced but by a checkpoint: what lies behind the
 * last one's mark is applied again from the journal after a crash. On the stream's lane.
 *
 * <pre>
 *   append ─▸ SegmentWriter (buffer, SegmentIndex)          read, next ─▸ Search ─▸ SegmentReader ─▸ Windows ─▸ file
 *                │ full                                                     │             │
 *                ▾                                                        Shelf: marks, columns (ColumnCache, Footer,
 *             Footer ─▸ Segment: a summary                                        or SegmentScan where that is damaged)
 * </pre>
 */
public final class SegmentLog implements MessageLog {
    private final Parts parts;
    private final Handles handles;
    private final Segments segments = new Segments();
    private final LargeFiles large;
    private final Shelf shelf;
    private final Windows windows;
    private final SegmentReader reader;
    private final Search search;
    private final Leftovers leftovers;
    private final Compaction compaction;
    private final Scrub scrub;
    private Rows rows = new Rows();
    /** Of the segment whose rows these are. */
    private @Nullable Summary rowsOf;

    private final StoredMessage scratch = new StoredMessage();
    /** Sealed segments' files that no checkpoint has synced yet. */
    private final List<DiskFile> unsynced = new ArrayList<>();

    private long next;
    private long lastLsn;
    private boolean newNames;
    private long synced = -1;
    private @Nullable Flushed running;
    /** Those of {@link #unsynced} that the checkpoint under way syncs. */
    private List<DiskFile> syncing = List.of();

    private SegmentLog(Parts parts) {
        this.parts = parts;
        this.handles = new Handles(parts.disk(), parts.cache());
        this.large = new LargeFiles(parts, handles);
        this.shelf = new Shelf(parts, handles);
        this.windows = new Windows(handles, parts);
        this.reader = new SegmentReader(windows, shelf, large);
        this.search = new Search(segments, shelf, reader, parts.deleted());
        this.leftovers = new Leftovers(parts.disk(), parts.directory());
        this.compaction = new Compaction(parts, segments, handles, shelf, windows, reader, large, leftovers);
        this.scrub = new Scrub(parts, segments, handles, shelf, reader);
    }

    /**
     * Opens what is there, up to a mark, and tells it to a loader.
     *
     * @param mark of the last checkpoint; null: there is none, and all counts that is there
     */
    public static SegmentLog open(Parts parts, @Nullable Mark mark, Loader loader) throws IOException {
        return open(parts, mark, loader, null);
    }

    /**
     * As {@link #open(Parts, Mark, Loader)}.
     *
     * @param known how the segments were whose content the loader knows: if they are the same it is told nothing; null: it knows
     *     nothing
     */
    public static SegmentLog open(Parts parts, @Nullable Mark mark, Loader loader, @Nullable Shape known)
            throws IOException {
        SegmentLog log = new SegmentLog(parts);
        try {
            Opening opening = new Opening(parts, log.handles, mark, log.segments, log.large, log.leftovers);
            opening.run();
            log.next = opening.next();
            log.lastLsn = mark == null ? 0 : mark.lsn();
            for (int i = 0; i < log.segments.count(); i++) {
                log.lastLsn = Math.max(log.lastLsn, log.segments.get(i).summary.lastLsn);
            }
            log.compaction.opened(mark, log.load(loader, known));
            Segment active = log.segments.active();
            if (active != null && active.header.flags() != parts.codec().flags()) {
                log.seal(); // blocks of another kind go into a segment of their own
            }
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** Tells the loader what there is, unless it knows that; the segment with the newest configuration. */
    private @Nullable Segment load(Loader loader, @Nullable Shape known) throws IOException {
        if (known != null && known.equals(segments.shape(known.config()))) {
            for (int i = 0; i < segments.count(); i++) {
                if (segments.get(i).number() == known.config()) {
                    return segments.get(i);
                }
            }
            return null;
        }
        if (known != null) {
            loader.anew();
        }
        Loading loading = new Loading(parts, segments, shelf, reader, loader);
        loading.run();
        return loading.config();
    }

    /** What the segments are; null: one of them is not sealed, or is damaged. */
    public @Nullable Shape shape() {
        return segments.shape(compaction.config());
    }

    /** The last sequence that the stream had, as far as its files know. */
    public long lastSequence() {
        return segments.end();
    }

    /** All below this are gone, as far as the files know and this was told. */
    public long firstSequence() {
        return shelf.first();
    }

    @Override
    public void append(OpFrame frame, long lsn, int subject) throws IOException {
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        if (writer != null && !writer.fits(frame)) {
            try {
                seal();
                writer = null;
            } catch (IOException e) {
                writer.stretch(frame, e);
            }
        }
        if (writer == null) {
            writer = begin(frame);
        }
        writer.append(frame, lsn, subject);
        lastLsn = Math.max(lastLsn, lsn);
        if (frame.type() == OpType.LARGE) {
            settled(frame);
        } else if (frame.type() == OpType.CONFIG) {
            compaction.configured(segments.get(segments.count() - 1));
        }
    }

    private void settled(OpFrame frame) {
        try {
            large.settled(LargeRef.of(frame));
        } catch (BadFrameException e) {
            throw new IllegalStateException("a frame that was not checked", e);
        }
    }

    /** Begins a segment with this frame. */
    private SegmentWriter begin(OpFrame frame) {
        long end = segments.end();
        boolean jumps = SegmentIndex.isMessage(frame.type()) && frame.seq() - end > Integer.MAX_VALUE / 2;
        int flags = parts.codec().flags();
        SegmentHeader header =
                new SegmentHeader(flags, parts.group(), next, next, jumps ? frame.seq() - 1 : end, limit());
        String name = Opening.name(parts.directory(), next);
        newNames = true;
        SegmentWriter writer = SegmentWriter.begin(
                header, () -> create(name), parts.codec(), parts.options().flush());
        Segment segment = new Segment(header, writer.index().summary, new Handles.Handle(name));
        segment.writer = writer;
        segments.add(segment);
        next++;
        synced = -1;
        return writer;
    }

    private DiskFile create(String name) throws IOException {
        parts.disk().delete(name);
        return parts.disk().create(name);
    }

    /** Why nothing can be written for now; empty: it can. What is appended waits in memory until then. */
    public String shortage() {
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        return writer == null ? "" : writer.shortage();
    }

    /** Tries again what there was no room for. */
    public void retry() throws IOException {
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        if (writer != null && writer.isOverdue()) {
            seal();
        } else {
            flush();
        }
    }

    /** Twice as large as the last one, if that became full. */
    private int limit() {
        if (segments.count() == 0) {
            return parts.options().minSegment();
        }
        Segment last = segments.get(segments.count() - 1);
        int limit = Math.max(last.header.limit(), parts.options().minSegment());
        boolean full = last.summary.logicalEnd >= limit / 2;
        return (int) Math.min(parts.options().maxSegment(), full ? 2L * limit : limit);
    }

    /** Closes the segment that is written with a footer, so that it need not be read when the log is opened again. */
    public void seal() throws IOException {
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        if (active == null || writer == null) {
            return;
        }
        long size = writer.seal();
        try {
            active.footer = Footer.read(writer.file(), parts.group(), active.number());
        } catch (BadFrameException e) {
            throw new IOException("a footer that was just written cannot be read", e);
        }
        active.size = size;
        active.writer = null;
        active.livingAt = -1;
        SegmentIndex index = writer.index();
        parts.cache().keep(active.columns, index.columns.trim(), index.columns.heap());
        parts.cache().keep(active.marks, index.marks, index.marks.heap());
        unsynced.add(writer.file());
    }

    /** Writes what waits, without syncing it. */
    public Mark flush() throws IOException {
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        if (active == null || writer == null) {
            return new Mark(next, 0, lastLsn, segments.end());
        }
        writer.flush();
        writer.rest();
        return new Mark(active.number(), writer.size(), lastLsn, segments.end());
    }

    /** How many bytes wait in memory to be written. */
    public int waiting() {
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        return writer == null ? 0 : writer.waiting();
    }

    /** Writes what waits and says what has to be synced. One checkpoint at a time. */
    public Flushed checkpoint() throws IOException {
        if (running != null) {
            throw new IllegalStateException("a checkpoint is under way");
        }
        Mark mark = flush();
        syncing = List.copyOf(unsynced);
        List<DiskFile> files = new ArrayList<>(syncing);
        Segment active = segments.active();
        SegmentWriter writer = active == null ? null : active.writer;
        if (writer != null && synced != writer.size()) {
            files.add(writer.file());
            synced = writer.size();
        }
        Flushed flushed = new Flushed(mark, files, newNames, parts.disk(), parts.directory());
        newNames = false;
        running = flushed;
        compaction.checkpointBegins();
        return flushed;
    }

    /** All that a checkpoint named is durable, and so is the checkpoint. */
    public void checkpointed(Mark mark) throws IOException {
        Flushed flushed = running;
        if (flushed == null || !flushed.mark().equals(mark)) {
            throw new IllegalStateException("no such checkpoint is under way");
        }
        running = null;
        for (DiskFile each : syncing) {
            unsynced.remove(each);
            each.close();
        }
        syncing = List.of();
        compaction.checkpointed(mark);
    }

    /** A checkpoint that was begun is not made; what it has synced is durable all the same. */
    public void checkpointFailed() {
        running = null;
        syncing = List.of();
        newNames = true;
        synced = -1;
    }

    /** Changes when something is read from files. */
    public long uses() {
        return windows.uses();
    }

    /** Gives back memory that serves only those who read a moment ago. */
    public void rest() throws IOException {
        windows.rest();
        reader.rest();
        shelf.rest();
        scrub.rest();
        rows = new Rows();
        rowsOf = null;
        handles.closeAll();
    }

    /** Writes a large payload to a file of its own kind. The entry that refers to it may be appended after {@link #syncLarge}. */
    public LargeRef putLarge(byte[] buf, int off, int len) throws IOException {
        return large.putAwaited(buf, off, len);
    }

    /** Returns when all large payloads put so far are durable. */
    public void syncLarge() throws IOException {
        large.syncAwaited();
    }

    /** No entry will refer to this payload. */
    public void dropLarge(LargeRef ref) {
        large.settled(ref);
    }

    /**
     * Gives back room on the disk: one step, that rewrites no more than so many bytes.
     *
     * @return whether there may be more to do
     */
    public boolean compact(long budget) throws IOException {
        return compaction.step(budget);
    }

    /** Whether the disk has given back all that was asked of it since the start. */
    public boolean isReadable() {
        return segments.areReadable();
    }

    /** To make messages that were deleted unreadable on the disk. */
    public Erasing erasing(SequenceSet seqs) {
        return new Erasing(this, segments, shelf, reader, large, compaction, seqs);
    }

    /** What has some of these is not given back before they are erased. */
    public void spares(Spared which) {
        compaction.spares(which);
    }

    /**
     * Verifies the next so many bytes of sealed segments, and tells of damage.
     *
     * @return how many bytes are left of this round; 0: the next call begins another
     */
    public long scrub(long bytes) {
        return scrub.step(bytes);
    }

    @Override
    public boolean read(long seq, StoredMessage into) throws IOException {
        return search.read(seq, into, true);
    }

    @Override
    public boolean head(long seq, StoredMessage into) throws IOException {
        return search.read(seq, into, false);
    }

    @Override
    public boolean known(long seq, LoadedMessage into) throws IOException {
        Segment of = segments.of(seq);
        if (of == null || of.summary.messages == 0) {
            return false;
        }
        if (rowsOf != of.summary) {
            shelf.sound(of, () -> {
                rows.read(shelf, of);
                return rows;
            });
            rowsOf = of.isActive() ? null : of.summary;
        }
        int i = Arrays.binarySearch(rows.seqs, 0, rows.count, seq);
        if (i >= 0) {
            into.size = rows.sizes[i];
            into.ttl = rows.ttls[i];
        }
        return i >= 0;
    }

    @Override
    public long next(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        return search.next(from, filter, into);
    }

    @Override
    public long previous(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        return search.previous(from, filter, into);
    }

    @Override
    public int subjectOf(long seq) throws IOException {
        return search.subjectOf(seq, parts.index(), scratch);
    }

    @Override
    public long nextOf(int subject, long from) throws IOException {
        return search.nextOf(subject, from);
    }

    @Override
    public long previousOf(int subject, long from) throws IOException {
        return search.previousOf(subject, from);
    }

    @Override
    public long count(long from, SubjectFilter filter) throws IOException {
        return search.count(from, filter);
    }

    @Override
    public long atTime(long time) throws IOException {
        return search.atTime(time);
    }

    /** Nothing is to be done at once: the stream's set says what is deleted, and {@link #compact} looks at it. */
    @Override
    public void deleted(long fromSeq, long toSeq) {}

    @Override
    public void firstIs(long seq) {
        shelf.firstIs(seq);
    }

    @Override
    public long used() {
        return segments.size() + large.size();
    }

    /** Closes all files. What waits is not written: the journal has it, or a checkpoint was made. */
    @Override
    public void close() throws IOException {
        for (DiskFile each : unsynced) {
            each.close();
        }
        unsynced.clear();
        Segment active = segments.active();
        if (active != null && active.writer != null) {
            active.writer.close();
        }
        for (int i = 0; i < segments.count(); i++) {
            shelf.forget(segments.get(i));
        }
        large.close();
        handles.closeAll();
    }
}
