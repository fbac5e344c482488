package io.midge.store;

import io.midge.disk.Disk;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.CheckpointFile;
import io.midge.store.file.DamagedFileException;
import io.midge.store.file.FormatFile;
import io.midge.store.file.StreamMeta;
import io.midge.store.journal.Journal;
import io.midge.store.journal.JournalException;
import io.midge.store.journal.JournalOptions;
import io.midge.store.journal.Recovery;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Opens a store: streams as the last checkpoint knew them, then the journal's entries behind it, then what nobody named. Nothing is
 * removed because something else forgot it: a directory that neither the checkpoint nor the journal speaks of is opened for what
 * it holds. On the thread that opens; the lanes have nothing to do yet.
 */
final class Opening {
    static final String JOURNAL = "journal";
    static final String QUARANTINE = "quarantine";
    private static final String LOCK = "LOCK";
    private static final String REMEDY = "; mend that (rights, the disk) and start again, until then it is not there";

    private final StoreParts parts;
    private final Disk disk;
    private final StoreListener listener;
    private final StreamOpener opener;
    private final JournalNews news;
    private final List<LaneStreams> lanes = new ArrayList<>();
    private final TreeMap<Long, StreamStore> streams = new TreeMap<>();
    private final TreeMap<Long, Checkpoint.Mark> marks = new TreeMap<>();
    private final TreeSet<Long> dropped = new TreeSet<>();
    private final TreeMap<Long, StreamMeta> unmade = new TreeMap<>();
    private final TreeSet<Long> closed = new TreeSet<>();
    private final TreeMap<Long, Long> homeless = new TreeMap<>(); // groups of entries that no stream took, and how many
    private final TreeMap<Long, Long> salvaged = new TreeMap<>(); // the last index of each group that is taken
    private final TreeSet<Long> unremoved = new TreeSet<>(); // dropped, but their directories are still there
    private final TreeSet<Long> unmarked = new TreeSet<>(); // opened for what their files say
    private final Gaps gaps;
    private final OpFrame frame = new OpFrame();
    private @Nullable StreamStore told; // last
    private long nextGroup = 1;
    private long controlIndex;
    private boolean isCheckpointLost;
    private @Nullable Closeable lock;
    private @Nullable Checkpoint checkpoint;
    private @Nullable Journal journal;
    private @Nullable JournalKey key;

    Opening(StoreParts parts) {
        this.parts = parts;
        this.disk = parts.disk();
        this.listener = parts.listener();
        this.opener = new StreamOpener(parts);
        this.news = new JournalNews(parts.listener(), JOURNAL);
        this.gaps = new Gaps(parts.listener());
        for (Lane each : parts.lanes().streams()) {
            lanes.add(new LaneStreams(each));
        }
    }

    Store open() throws IOException {
        Closeable held = disk.lock(LOCK);
        lock = held;
        try {
            new FormatFile(disk).check();
            for (String each : List.of(JOURNAL, QUARANTINE, StreamFiles.streams())) {
                disk.createDirectories(each);
                disk.syncDirectory(each); // names of a process that ended may be seen, and not be durable
            }
            disk.syncDirectory("");
            readCheckpoint();
            openKnown();
            openJournal();
            openUnknown();
            return new Store(this);
        } catch (IOException | RuntimeException | Error e) { // there may be no memory for it
            held.close();
            throw e;
        }
    }

    // The number of this opening is on the disk before anything is written under it.
    private void readCheckpoint() throws IOException {
        CheckpointFile file = new CheckpointFile(disk);
        Checkpoint last;
        try {
            last = file.read(listener::warning);
            last.marks().forEach(mark -> marks.put(mark.group(), mark));
            Checkpoint.Mark control = marks.get(Store.CONTROL);
            controlIndex = control == null ? 0 : control.index();
        } catch (NoSuchFileException e) {
            last = new Checkpoint(0, 0, 1, List.of());
        } catch (DamagedFileException e) {
            listener.warning(e.getMessage() + "; all of the journal and of the streams' files is read instead");
            last = new Checkpoint(lost().epoch(), 0, 1, List.of());
            isCheckpointLost = true;
        }
        nextGroup = last.nextGroup();
        Checkpoint next = new Checkpoint(last.epoch() + 1, last.journalStart(), nextGroup, List.copyOf(marks.values()));
        file.write(next);
        checkpoint = next;
    }

    private Checkpoint lost() {
        return new Checkpoint(1 << 20, 0, 1, List.of());
    }

    private void openKnown() throws IOException {
        List<Disk.Entry> found = disk.list(StreamFiles.streams());
        long done = 0;
        for (Disk.Entry each : found) {
            long group = StreamFiles.group(each.name());
            if (each.name().endsWith(StreamFiles.GONE)) {
                finishRemoving(each.name().substring(0, each.name().length() - StreamFiles.GONE.length()));
            } else if (group > 0) {
                nextGroup = Math.max(nextGroup, group + 1);
                Checkpoint.Mark mark = marks.get(group);
                if (mark != null) {
                    add(group, mark);
                }
            }
            done++;
            if (done % 100 == 0) {
                listener.progress("streams are opened", done, found.size());
            }
        }
    }

    private void finishRemoving(String name) {
        long group = StreamFiles.group(name);
        nextGroup = Math.max(nextGroup, group + 1);
        try {
            opener.remove(group);
        } catch (IOException e) {
            listener.warning("the files of a stream that was removed are still there: " + e.getMessage());
        }
    }

    private void add(long group, Checkpoint.@Nullable Mark mark) {
        try {
            StreamMeta meta = StreamMeta.read(disk, StreamFiles.directory(group), listener::warning);
            StreamStore stream = opener.open(meta, mark);
            if (mark == null) {
                gaps.unmarked(group);
                unmarked.add(group);
            }
            put(stream);
            if (key != null) {
                readKept(stream);
            }
        } catch (IOException | RuntimeException e) { // one stream's files do not keep the others from being served
            streams.remove(group);
            notOpened(group, e);
        }
    }

    private void notOpened(long group, Exception why) {
        closed.add(group);
        String what = why instanceof IOException && why.getMessage() != null ? why.getMessage() : why.toString();
        listener.failed("A stream could not be opened, its files stay as they are: " + what + REMEDY);
    }

    private void readKept(StreamStore stream) throws IOException {
        Kept.finishRemoving(disk, stream.group());
        if (Kept.isThere(disk, stream.group())) {
            JournalNews of = new JournalNews(listener, Kept.directory(stream.group()));
            Kept.read(disk, key().options(parts.options()), key(), stream, gaps, of);
            stream.files().hasKept();
            stream.progress().changed();
        }
    }

    private void put(StreamStore stream) {
        streams.put(stream.group(), stream);
    }

    // ---- the journal ----

    private void openJournal() throws IOException {
        Checkpoint from = checkpoint();
        JournalKey key = JournalKey.of(parts);
        this.key = key;
        JournalOptions options = key.options(parts.options());
        for (StreamStore each : List.copyOf(streams.values())) {
            try {
                readKept(each);
            } catch (IOException | RuntimeException e) {
                streams.remove(each.group());
                each.close();
                notOpened(each.group(), e);
            }
        }
        Recovery found = read(options, key, from.journalStart());
        if (makeUnmade()) {
            found = read(options, key, from.journalStart()); // for their operations; others know theirs
        }
        streams.values().forEach(gaps::end);
        key.recovered(found.end());
        journal = Journal.open(
                disk,
                options,
                key.codec(),
                found,
                parts.lanes().journal(),
                parts.lanes().background(),
                news);
        homeless.keySet().retainAll(marks.keySet()); // what was on its way to streams that are no more is nobody's
        homeless.forEach((group, count) -> listener.warning("the journal has " + count + " operations of stream "
                + Long.toHexString(group) + ", which is not there or could not be opened"));
    }

    // Streams whose making was durable, and nothing else of them: or their directory is lost. True: they were told
    // something.
    private boolean makeUnmade() throws IOException {
        boolean told = false;
        for (StreamMeta meta : unmade.values()) {
            told |= homeless.remove(meta.group()) != null;
            put(opener.make(meta));
            marks.put(meta.group(), StreamOpener.nothing(meta.group()));
        }
        return told;
    }

    private Recovery read(JournalOptions options, JournalKey key, long from) throws IOException {
        try {
            return Recovery.read(disk, options, key.codec(), from, news, new Recovery.Replay() {
                @Override
                public void entry(Entry entry) {
                    replay(entry);
                }

                @Override
                public boolean follows(long group, long index) {
                    return Opening.this.follows(group, index);
                }

                @Override
                public void progress(long read, long of) {
                    listener.progress("the journal is read", read, of);
                }
            });
        } catch (JournalException e) {
            throw new StoreException(disk.where() + '/' + JOURNAL + ": " + e.getMessage(), e);
        }
    }

    // Of the last batch, which may have been torn: asked in order, before any of it is replayed.
    private boolean follows(long group, long index) {
        StreamStore stream = streams.get(group);
        long before = group == Store.CONTROL
                ? controlIndex
                : stream == null ? index - 1 : stream.progress().index();
        long next = salvaged.getOrDefault(group, before) + 1;
        if (index == next) {
            salvaged.put(group, index);
        }
        return index <= next;
    }

    private void replay(Entry entry) {
        if (entry.group == Store.CONTROL) {
            control(entry);
            return;
        }
        StreamStore stream = told;
        if (stream == null || stream.group() != entry.group || stream.isClosed()) {
            stream = streams.get(entry.group);
            told = stream;
        }
        if (stream == null && !dropped.contains(entry.group) && !closed.contains(entry.group)) {
            stream = unnamed(entry);
        }
        if (stream == null) {
            if (!dropped.contains(entry.group)) {
                homeless.merge(entry.group, 1L, Long::sum);
            }
        } else if (entry.index > stream.progress().index() && !stream.isStopped()) {
            try {
                gaps.apply(stream, entry);
            } catch (RuntimeException e) {
                if (!stream.isStopped()) { // else it says why
                    throw e;
                }
            }
        }
    }

    // What made this stream is not in the journal any more that can be read; its directory may be there, or was removed
    // since.
    private @Nullable StreamStore unnamed(Entry entry) {
        try {
            if (disk.exists(StreamFiles.directory(entry.group) + "/meta")) {
                add(entry.group, null);
            }
        } catch (IOException e) {
            listener.failed("A stream could not be opened, its files stay as they are: " + e.getMessage() + REMEDY);
        }
        return streams.get(entry.group);
    }

    private void control(Entry entry) {
        try {
            frame.read(entry.buf, entry.off, entry.off + entry.len);
            if (entry.index <= controlIndex) {
                if (frame.type() == OpType.DROP) {
                    dropped.add(frame.seq()); // known, but the journal may still have what it was told
                }
                return;
            }
            controlIndex = entry.index;
            if (frame.type() == OpType.CREATE) {
                StreamMeta meta = StreamMeta.of(frame);
                nextGroup = Math.max(nextGroup, meta.group() + 1);
                if (!streams.containsKey(meta.group()) && !closed.contains(meta.group())) {
                    make(meta);
                }
            } else if (frame.type() == OpType.DROP) {
                drop(frame.seq());
            }
        } catch (BadFrameException | IOException e) {
            listener.failed("A stream could not be made again: " + e.getMessage());
        }
    }

    // Where there is no directory it may have been removed already, which the journal says further on.
    private void make(StreamMeta meta) throws IOException {
        if (disk.exists(StreamFiles.directory(meta.group()) + "/meta")) {
            if (isCheckpointLost) { // the journal may have been cut: what its files have counts
                add(meta.group(), null);
                return;
            }
            if (meta.storage() == StreamMeta.Storage.MEMORY) { // its configuration is in no journal
                disk.syncDirectory(StreamFiles.directory(meta.group()));
                add(meta.group(), StreamOpener.nothing(meta.group()));
            } else {
                put(opener.make(meta));
            }
            marks.put(meta.group(), StreamOpener.nothing(meta.group()));
        } else {
            unmade.put(meta.group(), meta);
        }
    }

    private void drop(long group) throws IOException {
        dropped.add(group);
        unmade.remove(group);
        marks.remove(group);
        closed.remove(group);
        StreamStore stream = streams.remove(group);
        if (stream != null) {
            stream.close();
        }
        try {
            opener.remove(group);
        } catch (IOException e) {
            unremoved.add(group);
            listener.warning("the files of a stream that was removed are still there: " + e.getMessage());
        }
    }

    // ---- what neither names ----

    private void openUnknown() throws IOException {
        for (Disk.Entry each : disk.list(StreamFiles.streams())) {
            long group = StreamFiles.group(each.name());
            boolean known = streams.containsKey(group) || closed.contains(group) || unremoved.contains(group);
            if (group > 0 && dropped.contains(group)) {
                finishRemoving(each.name());
            } else if (group > 0 && !known) {
                if (disk.exists(StreamFiles.directory(group) + "/meta")) {
                    listener.warning(
                            "stream " + each.name() + " stands in no checkpoint: it is opened for what it holds");
                    add(group, null);
                } else {
                    quarantine(each.name());
                }
            }
        }
        for (StreamStore each : streams.values()) {
            if (unmarked.contains(each.group())) {
                each.progress().adopted();
            }
            for (LaneStreams of : lanes) {
                if (of.lane() == each.lane()) {
                    of.add(each);
                }
            }
        }
    }

    private void quarantine(String name) throws IOException {
        String to = QUARANTINE + '/' + name;
        if (disk.list(StreamFiles.streams() + '/' + name).isEmpty()) {
            disk.delete(StreamFiles.streams() + '/' + name);
            return; // it was being made
        }
        listener.warning(disk.where() + '/' + StreamFiles.streams() + '/' + name
                + " says of no stream what it is: it is moved to " + to);
        disk.rename(StreamFiles.streams() + '/' + name, to);
        disk.syncDirectory(QUARANTINE);
        disk.syncDirectory(StreamFiles.streams());
    }

    // ---- what was found ----

    StoreParts parts() {
        return parts;
    }

    JournalNews news() {
        return news;
    }

    StreamOpener opener() {
        return opener;
    }

    List<LaneStreams> streams() {
        return lanes;
    }

    /** Streams that could not be opened: what the journal has of them must stay there. */
    SortedSet<Long> closed() {
        return closed;
    }

    /** Streams that were dropped and whose directories could not be removed yet. */
    SortedSet<Long> unremoved() {
        return unremoved;
    }

    /** Whether there are streams of which no checkpoint knows. */
    boolean hasAdopted() {
        return !unmarked.isEmpty();
    }

    long controlIndex() {
        return controlIndex;
    }

    /** How the journal is read. */
    JournalKey key() {
        return found(key);
    }

    Closeable lock() {
        return found(lock);
    }

    Journal journal() {
        return found(journal);
    }

    /** As far as it is true now. */
    Checkpoint checkpoint() {
        Checkpoint last = found(checkpoint);
        return new Checkpoint(last.epoch(), last.journalStart(), nextGroup, List.copyOf(marks.values()));
    }

    private static <T> T found(@Nullable T what) {
        if (what == null) {
            throw new IllegalStateException("the store is not open yet");
        }
        return what;
    }
}
