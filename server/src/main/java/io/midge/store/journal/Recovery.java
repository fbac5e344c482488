package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.raft.Entry;
import io.midge.store.journal.Damage.Kind;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from some LSN to its end, tells its entries in order, and leaves it so that {@link Journal#open} can go on. What
 * cannot be read is passed over and reported; only what a loss of power may have torn at the very end is set aside ({@link Tail}).
 * On its caller's thread.
 */
public final class Recovery {
    /** Hears what is in the journal. */
    @FunctionalInterface
    public interface Replay {
        /** An entry that was durable, or may have been. Valid during the call. */
        void entry(Entry entry);

        /** As {@link #entry}, of one whose payload was erased. */
        default void erased(Entry entry) {}

        /**
         * Whether an entry of a last batch that is not whole comes right behind the one of its group before it. What does not was
         * decided on what is missing, and is left out.
         */
        default boolean follows(long group, long index) {
            return true;
        }

        /** So many bytes of so many have been read. */
        default void progress(long read, long of) {}
    }

    private static final long PROGRESS = 1 << 20;

    private final JournalOptions options;
    private final BlockCodec codec;
    private final Replay replay;
    private final long from;
    private final Disk disk;
    private final Window window;
    private final Scan scan;
    private final Losses losses = new Losses();
    private final Entry entry = new Entry();
    private List<JournalFile> files = new ArrayList<>();
    private List<JournalFile> ahead = new ArrayList<>();
    private byte[] plain = new byte[0];
    private long told;
    /** The last batch is not whole. */
    private boolean torn;

    /** Where the last one begins that was read, how much room it takes, and in which file. */
    private long lastLsn = -1;

    private int lastRoom;
    private int lastIn;

    private long end;
    private long fileEnd;
    private int link;
    private int epoch = 1;

    private Recovery(Disk disk, JournalOptions options, BlockCodec codec, long from, Replay replay) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.from = from;
        this.replay = replay;
        this.window = new Window(disk, options);
        this.scan = new Scan(new Envelope(options.id()));
    }

    /**
     * Reads the journal.
     *
     * @param from the first LSN that is wanted
     * @throws JournalException it is encrypted, and the key is missing or another
     */
    public static Recovery read(
            Disk disk, JournalOptions options, BlockCodec codec, long from, JournalListener listener, Replay replay)
            throws IOException, JournalException {
        Recovery recovery = new Recovery(disk, options, codec, from, replay);
        try {
            recovery.run();
        } finally {
            recovery.window.close();
        }
        recovery.damages().forEach(listener::damaged);
        return recovery;
    }

    /** What could not be read, in order. */
    public List<Damage> damages() {
        return losses.all();
    }

    /** Where the journal goes on. */
    public long end() {
        return end;
    }

    /** Where the file ends in which it goes on. */
    long fileEnd() {
        return fileEnd;
    }

    /** Of the last batch. */
    int link() {
        return link;
    }

    /** For the batches to come. */
    int epoch() {
        return epoch;
    }

    List<JournalFile> inUse() {
        return files;
    }

    List<JournalFile> ahead() {
        return ahead;
    }

    private void run() throws IOException, JournalException {
        disk.createDirectories(options.directory());
        Redo.finish(disk, options);
        files = list();
        if (files.isEmpty()) {
            if (from > 0) {
                losses.add(Kind.MISSING, from, from, 0);
            }
            begin(Layout.paged(from));
            return;
        }
        int first = files.size() - 1;
        while (first > 0 && files.get(first).first > from) {
            first--;
        }
        if (files.get(first).first > from) {
            losses.add(Kind.MISSING, from, files.get(first).first, 0);
        }
        Reader reader = new Reader(files, window, options.id(), first);
        walk(reader);
        window.close();
        finish(reader);
        long all = end - files.getFirst().first;
        replay.progress(all, all);
    }

    /** Nothing is there: the log begins, or goes on, in a new file. */
    private void begin(long at) {
        end = at;
        fileEnd = at;
    }

    private List<JournalFile> list() throws IOException {
        List<Disk.Entry> found = new ArrayList<>();
        for (Disk.Entry each : disk.list(options.directory())) {
            if (!each.isDirectory() && Layout.first(each.name()) >= 0) {
                found.add(each);
            } else if (each.name().endsWith(".new")) {
                disk.delete(options.file(each.name()));
            }
        }
        found.sort(Comparator.comparing(Disk.Entry::name));
        List<JournalFile> listed = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            long at = Layout.first(found.get(i).name());
            long size = found.get(i).size();
            long end = at + Math.max(options.fileSize(), Layout.paged(Math.min(size, Layout.MAX_FILE)));
            if (i + 1 < found.size()) {
                end = Math.min(end, Layout.first(found.get(i + 1).name()));
            }
            listed.add(new JournalFile(at, end, size, size >= end - at));
        }
        return listed;
    }

    /** Reads all batches up to the end, or the one that may be torn. */
    private void walk(Reader reader) throws IOException, JournalException {
        while (true) {
            progress(reader.at);
            switch (reader.step()) {
                case BATCH -> {
                    if (!batch(reader)) {
                        return;
                    }
                    lastLsn = reader.header.lsn;
                    lastRoom = reader.header.room;
                    lastIn = reader.number;
                    reader.pass();
                    epoch = reader.epoch + 1;
                }
                case DAMAGE -> {
                    if (reader.foundAt > from) {
                        damage(reader);
                    }
                    reader.skip();
                }
                case END -> {
                    return;
                }
            }
        }
    }

    private void progress(long at) {
        if (at - told >= PROGRESS) {
            told = at;
            long start = files.getFirst().first;
            replay.progress(at - start, files.getLast().end - start);
        }
    }

    /** Tells of the entries of a batch. False: it is not whole, and the last one. */
    private boolean batch(Reader reader) throws IOException, JournalException {
        BatchHeader header = reader.header;
        if (header.next() <= from) {
            return true;
        }
        byte[] buf = body(reader);
        boolean whole = scan.whole() == header.entries && scan.badFrom < 0;
        if (!whole && !reader.isFollowed()) {
            torn = true;
            return false;
        }
        if (whole) {
            tell(buf, origin(reader), null);
            return true;
        }
        buf = body(reader); // the search has moved the window
        Kind kind = scan.count() == 0 ? Kind.BATCHES : Kind.ENTRIES;
        long origin = origin(reader);
        long bad = scan.badFrom < 0 ? header.lsn : origin + scan.badFrom;
        long to = scan.badFrom < 0 ? header.next() : origin + scan.badTo;
        tell(buf, origin, losses.add(kind, bad, to, header.entries - scan.whole()));
        return true;
    }

    /** The LSN of the first byte of what {@link #body} gave. */
    private long origin(Reader reader) {
        boolean inPlain = reader.header.isSealed() || reader.header.lsn >= options.sealedFrom();
        return inPlain ? reader.header.lsn : window.start();
    }

    /** Loads, opens and looks through the body of a batch. */
    private byte[] body(Reader reader) throws IOException, JournalException {
        BatchHeader header = reader.header;
        int there = window.load(reader.file(), header.lsn, header.room);
        int at = window.at(header.lsn);
        int length = Math.min(header.length, there - BatchHeader.SIZE);
        if (!header.isSealed() && header.lsn >= options.sealedFrom()) {
            scan.run(plain, 0, 0, 0); // whoever wrote this had no key
            return plain;
        }
        if (!header.isSealed()) {
            int body = at + BatchHeader.SIZE;
            scan.run(window.buf, body, body + length, window.start());
            if (length < header.length && scan.badFrom < 0) {
                scan.badFrom = body + length;
                scan.badTo = body + header.length;
            }
            return window.buf;
        }
        if (length == header.length && header.crc(window.buf, at + BatchHeader.SIZE, length) == header.bodyCrc) {
            plain = Recovery.open(codec, header, window.buf, at, plain);
            scan.run(plain, BatchHeader.SIZE, BatchHeader.SIZE + header.raw, header.lsn);
            return plain;
        }
        scan.run(plain, 0, 0, 0);
        return plain;
    }

    /** Opens a sealed body, so that its entries stand as they would without a codec. */
    static byte[] open(BlockCodec codec, BatchHeader header, byte[] buf, int at, byte[] into) throws JournalException {
        if (codec.flags() == 0) {
            throw new JournalException("the journal is encrypted, and there is no key for it");
        }
        byte[] to = into.length < BatchHeader.SIZE + header.raw ? new byte[BatchHeader.SIZE + header.raw] : into;
        try {
            codec.open(buf, at + BatchHeader.SIZE, header.length, to, BatchHeader.SIZE, header.raw, header.lsn);
        } catch (BadBlockException e) {
            throw new JournalException("the journal does not open with this key", e);
        }
        return to;
    }

    /** Tells of what was found; {@code draft} is where the damage goes, if there is any. */
    private void tell(byte[] buf, long origin, Losses.@Nullable Draft draft) {
        for (int i = 0; i < scan.count(); i++) {
            int at = scan.at(i);
            long lsn = origin + at;
            long group = Envelope.group(buf, at);
            long index = Envelope.index(buf, at);
            if (!scan.isWhole(i)) {
                if (draft != null) {
                    losses.lost(draft, group, index, lsn);
                }
                continue;
            }
            losses.seen(group, index, lsn);
            if (lsn >= from) {
                tell(buf, at, lsn);
            }
        }
    }

    private void tell(byte[] buf, int at, long lsn) {
        Envelope.view(entry, buf, at, lsn);
        if (Envelope.isErased(buf, at)) {
            replay.erased(entry);
        } else {
            replay.entry(entry);
        }
    }

    /** Tells of what can be made out between two batches of which the first is not followed by the second. */
    private void damage(Reader reader) throws IOException {
        long to = reader.foundAt;
        Losses.Draft draft = losses.add(Kind.BATCHES, reader.at, to, 0);
        for (int i = reader.number; i <= reader.foundIn(); i++) {
            JournalFile file = files.get(i);
            long start = Math.max(reader.at, file.first);
            long stop = Math.min(to, file.end);
            if (stop > start && start < options.sealedFrom()) {
                int there = window.load(file, start, (int) (stop - start));
                scan.run(window.buf, window.at(start), window.at(start) + there, window.start());
                tell(window.buf, window.start(), draft);
                draft.entries += scan.broken;
            }
        }
    }

    /**
     * Writes the last batch once more, and syncs it. All before it was durable when it was written; of itself that is not known: its
     * sync may not have come, or have failed, and then the machine has it in memory and takes it for written.
     */
    private void settleLast() throws IOException {
        if (lastLsn < 0) {
            return;
        }
        JournalFile in = files.get(lastIn);
        int there = window.load(in, lastLsn, lastRoom);
        BatchHeader header = new BatchHeader(options.id());
        boolean isAsRead = !window.isUnreadable(lastLsn, lastLsn + there)
                && header.read(window.buf, window.at(lastLsn))
                && header.lsn == lastLsn;
        if (!isAsRead) {
            window.close();
            return; // better not known to be durable than overwritten
        }
        ByteBuffer pages = ByteBuffer.wrap(window.buf, window.at(lastLsn), there);
        window.close();
        try (DiskFile file = disk.open(options.file(in.name()))) {
            file.write(pages, lastLsn - in.first);
            file.sync();
        }
    }

    /** Sees to the end, so that the next batch can follow. */
    private void finish(Reader reader) throws IOException {
        settleLast();
        JournalFile last = reader.file();
        if (reader.wholeFile && reader.at > last.first && last.size < last.end - last.first) {
            losses.add(Kind.MISSING, Math.max(reader.at, last.first + last.size), last.end, 0);
        }
        Tail tail = new Tail(disk, options, codec, scan, files, losses, replay);
        tail.settle(reader, torn ? reader.header : null, epoch);
        files = tail.inUse();
        ahead = tail.ahead();
        end = tail.end();
        link = tail.link();
        Batch salvaged = tail.salvaged();
        for (int at = BatchHeader.SIZE; at < salvaged.length; at += size(salvaged, at)) {
            tell(salvaged.buf, at, salvaged.lsn + at);
        }
        fileEnd = files.getLast().end;
        if (reader.provenEnd > end) {
            losses.add(Kind.BATCHES, end, reader.provenDurable, 0);
            losses.add(Kind.TAIL, reader.provenDurable, reader.provenEnd, 1);
            goOn(reader.provenEnd);
        }
        if (end < from) {
            losses.add(Kind.MISSING, end, from, 0);
            goOn(Layout.paged(from));
        }
    }

    /** The log goes on in a new file, with this LSN. */
    private void goOn(long lsn) throws IOException {
        for (JournalFile file : ahead) {
            disk.delete(options.file(file.name()));
        }
        ahead = new ArrayList<>();
        files.getLast().end = end;
        begin(lsn);
    }

    private static int size(Batch batch, int at) {
        return Envelope.size(Envelope.length(batch.buf, at));
    }
}
