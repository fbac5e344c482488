package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes segments again, without what is not needed any more. On the stream's lane. */
final class Rewriting {
    private final Parts parts;
    private final Disk disk;
    private final Segments segments;
    private final Handles handles;
    private final Shelf shelf;
    private final Windows windows;
    private final SegmentReader reader;
    private final Needs needs;
    private final Leftovers leftovers;
    private final OpFrame moved = new OpFrame();
    /** Messages that are to go for good, whatever the stream's set says: then what cannot be read is left out. Null: none. */
    private @Nullable SequenceSet erased;
    /** Of messages, where their payloads are now. */
    private Map<Long, LargeRef> elsewhere = new TreeMap<>();
    /** What directories say of files may not be durable. */
    private boolean unsynced;
    /** Files of segments that are in another one, as soon as that is durable. */
    private final List<Segment> merged = new ArrayList<>();

    Rewriting(
            Parts parts,
            Segments segments,
            Handles handles,
            Shelf shelf,
            Windows windows,
            SegmentReader reader,
            Needs needs,
            Leftovers leftovers) {
        this.parts = parts;
        this.disk = parts.disk();
        this.segments = segments;
        this.handles = handles;
        this.shelf = shelf;
        this.windows = windows;
        this.reader = reader;
        this.needs = needs;
        this.leftovers = leftovers;
    }

    /** Removes a segment of which nothing is needed. */
    void remove(int i) throws IOException {
        settle();
        Segment of = segments.get(i);
        forget(of);
        disk.delete(of.handle.name);
        segments.remove(i, i + 1);
        needs.changed(of, null);
        needs.dropped(of.summary.messages);
        unsynced = true;
        settle();
    }

    /**
     * Makes what the directory says durable. Nothing else is changed before: what a deletion speaks of must not come back when
     * the deletion has gone.
     */
    private void settle() throws IOException {
        if (unsynced) {
            disk.syncDirectory(parts.directory());
            unsynced = false;
        }
        while (!merged.isEmpty()) {
            disk.delete(merged.getLast().handle.name);
            merged.removeLast();
        }
    }

    private void forget(Segment of) throws IOException {
        handles.close(of.handle);
        windows.forget(of);
        shelf.forget(of);
    }

    /** Writes a segment again, with payloads of some messages where they are now; those are durable. */
    boolean move(int i, Map<Long, LargeRef> now) throws IOException {
        elsewhere = now;
        try {
            return rewrite(i, i + 1, null);
        } finally {
            elsewhere = new TreeMap<>();
        }
    }

    /** Writes a segment again without some messages; the old file is left, under another name, to be overwritten. */
    void erase(int i, SequenceSet seqs) throws IOException {
        try {
            erased = seqs;
            rewrite(i, i + 1, null);
        } finally {
            erased = null;
        }
    }

    /**
     * Writes some segments again as one; false: something in them cannot be read, and they stay.
     *
     * @param look which of their frames are needed that are no messages; null: nobody has asked
     */
    boolean rewrite(int from, int to, @Nullable Look look) throws IOException {
        settle();
        Segment first = segments.get(from);
        Segment last = segments.get(to - 1);
        String name = first.handle.name;
        String temporary = name + Compaction.NEW;
        SegmentHeader header = new SegmentHeader(
                parts.codec().flags(),
                parts.group(),
                first.number(),
                last.header.upTo(),
                first.summary.base,
                Math.max(first.header.limit(), last.header.limit()));
        disk.delete(temporary);
        Segment result = new Segment(header, new Summary(header.base()), new Handles.Handle(name));
        try (DiskFile file = disk.create(temporary)) {
            SegmentWriter writer = SegmentWriter.begin(
                    header, () -> file, parts.codec(), parts.options().flush());
            for (int i = from; i < to; i++) {
                if (!copy(segments.get(i), look, writer)) {
                    disk.delete(temporary);
                    return false;
                }
            }
            finish(writer, first.summary, last.summary, result);
            file.sync();
        } catch (BadFrameException e) {
            throw new IOException("a segment that was just written cannot be read", e);
        } catch (IOException e) {
            disk.delete(temporary); // the room that it takes may be the last there was
            throw e;
        }
        putInPlace(temporary, name);
        replace(from, to, result);
        unsynced = true;
        settle(); // until that was possible the others stay; else the next start removes them
        return true;
    }

    /** Gives a segment that was written again its name; the old one keeps another, if it is to be overwritten ({@link Leftovers}). */
    private void putInPlace(String temporary, String name) throws IOException {
        if (erased == null) {
            disk.rename(temporary, name);
            return;
        }
        String old = name + Leftovers.OLD;
        disk.rename(name, old);
        try {
            disk.syncDirectory(parts.directory());
            disk.rename(temporary, name);
        } catch (IOException e) {
            disk.rename(old, name);
            throw e;
        }
        leftovers.add(old);
    }

    private void finish(SegmentWriter writer, Summary first, Summary last, Segment result)
            throws IOException, BadFrameException {
        Summary summary = writer.index().summary;
        summary.end = last.end;
        summary.firstLsn = first.firstLsn;
        summary.lastLsn = last.lastLsn;
        result.summary = summary;
        result.size = writer.seal();
        result.footer = Footer.read(writer.file(), parts.group(), result.number());
    }

    /** Puts one segment in place of some. */
    private void replace(int from, int to, Segment result) throws IOException {
        long messages = -result.summary.messages;
        for (int i = from; i < to; i++) {
            Segment old = segments.get(i);
            forget(old);
            if (i > from) {
                merged.add(old);
            }
            messages += old.summary.messages;
            needs.changed(old, result);
            result.damaged |= old.damaged && erased == null;
        }
        segments.replace(from, to, result);
        needs.dropped(messages);
    }

    /** Copies what is needed of a segment. */
    private boolean copy(Segment of, @Nullable Look look, SegmentWriter writer) throws IOException {
        Shelf.Places places = shelf.places(of);
        Columns seqs = places.seqs();
        long[] others = shelf.others(of);
        int m = 0;
        int o = 0;
        while (m < seqs.count() || o < others.length) {
            boolean message = o == others.length || (m < seqs.count() && places.position(m) < others[o]);
            long at = message ? places.position(m) : others[o];
            if (!message && look != null && !look.isNeeded(of, o++)) {
                continue;
            } else if (!message) {
                o += look == null ? 1 : 0;
            } else if (isGone(seqs.seq(m++))) {
                continue;
            }
            long seq = message ? seqs.seq(m - 1) : 0;
            try {
                if (of.stale != null && of.stale.contains(seq)) {
                    throw new BadFrameException("it is not what was written");
                }
                copy(of, reader.frame(of, at), writer);
            } catch (BadFrameException e) {
                of.damaged = true;
                if (erased == null) {
                    return false;
                }
                shelf.report(of, at, seq, message ? seq : -1, "left out when a message was erased: " + e.getMessage());
            }
        }
        return true;
    }

    private boolean isGone(long seq) {
        SequenceSet gone = erased;
        return (gone != null && gone.contains(seq)) || shelf.isGone(seq);
    }

    private void copy(Segment of, OpFrame frame, SegmentWriter writer) throws IOException {
        long lsn = of.summary.lastLsn;
        if (!SegmentIndex.isMessage(frame.type())) {
            if (needs.isKept(of, frame)) {
                writer.append(frame, lsn, SubjectIndex.NONE);
            }
            return;
        }
        int subject = parts.index().find(frame.buf(), frame.subjectOffset(), frame.subjectLength());
        LargeRef now = elsewhere.get(frame.seq());
        writer.append(now == null ? frame : moved(frame, now), lsn, subject);
    }

    /** The frame with its payload in another file. */
    private OpFrame moved(OpFrame frame, LargeRef now) {
        MessageParts names = new MessageParts();
        names.subject = frame.buf();
        names.subjectOffset = frame.subjectOffset();
        names.subjectLength = frame.subjectLength();
        names.headers = frame.buf();
        names.headersOffset = frame.headersOffset();
        names.headersLength = frame.headersLength();
        byte[] to = new byte[OpFrame.padded(frame.length())];
        moved.putLarge(to, 0, frame.seq(), frame.time(), frame.ttl(), frame.flags(), names, now);
        return moved.trusted(to, 0);
    }
}
