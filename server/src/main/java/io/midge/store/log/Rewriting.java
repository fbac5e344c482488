package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
    private final LargeFiles large;
    private final Needs needs;
    private final OpFrame moved = new OpFrame();
    /** A message that is to go, whatever the stream's set says; 0: none. */
    private long erased;
    /** Payloads in this file are written again elsewhere; 0: none. */
    private int leaving;
    /** What cannot be read is left out. */
    private boolean lossy;

    Rewriting(
            Parts parts,
            Segments segments,
            Handles handles,
            Shelf shelf,
            Windows windows,
            SegmentReader reader,
            LargeFiles large,
            Needs needs) {
        this.parts = parts;
        this.disk = parts.disk();
        this.segments = segments;
        this.handles = handles;
        this.shelf = shelf;
        this.windows = windows;
        this.reader = reader;
        this.large = large;
        this.needs = needs;
    }

    /** Removes a segment of which nothing is needed. */
    void remove(int i) throws IOException {
        Segment of = segments.get(i);
        forget(of);
        disk.delete(of.handle.name);
        disk.syncDirectory(parts.directory());
        segments.remove(i, i + 1);
        needs.changed(of, null);
    }

    private void forget(Segment of) throws IOException {
        handles.close(of.handle);
        windows.forget(of);
        shelf.forget(of);
    }

    /** Writes a segment again, with its payloads in other files than this. */
    boolean move(int i, int file) throws IOException {
        leaving = file;
        try {
            return rewrite(i, i + 1);
        } finally {
            leaving = 0;
        }
    }

    /** Writes a segment again without a message, and makes what the old file had of it unreadable. */
    void erase(int i, long seq, long position) throws IOException {
        Segment of = segments.get(i);
        long from = position;
        long to = end(of, position);
        if (of.isBlocks()) {
            Marks marks = shelf.marks(of);
            int stretch = marks.at(position);
            from = marks.file(stretch);
            to = marks.fileEnd(stretch, of.summary.fileEnd);
        }
        wipePayload(of, position);
        try (DiskFile old = disk.open(of.handle.name)) {
            erased = seq;
            lossy = true;
            rewrite(i, i + 1);
            wipe(old, from, to);
        } finally {
            erased = 0;
            lossy = false;
        }
    }

    /** Where the frame at a position ends, whether it is whole or not: where the next one begins. */
    private long end(Segment of, long position) throws IOException {
        long end = of.summary.logicalEnd;
        Shelf.Places places = shelf.places(of);
        for (int i = 0; i < places.seqs().count(); i++) {
            end = places.position(i) > position ? Math.min(end, places.position(i)) : end;
        }
        for (long other : shelf.others(of)) {
            end = other > position ? Math.min(end, other) : end;
        }
        return end;
    }

    private void wipePayload(Segment of, long position) throws IOException {
        try {
            OpFrame frame = reader.frame(of, position);
            if (frame.type() == OpType.LARGE) {
                large.wipe(LargeRef.of(frame));
            }
        } catch (BadFrameException e) {
            // Nobody can say any more where its payload was.
            of.damaged = true;
        }
    }

    private static void wipe(DiskFile file, long from, long to) throws IOException {
        byte[] zeros = new byte[(int) Math.min(to - from, 64 << 10)];
        for (long at = from; at < to; at += zeros.length) {
            file.write(ByteBuffer.wrap(zeros, 0, (int) Math.min(zeros.length, to - at)), at);
        }
        file.sync();
    }

    /** Writes some segments again as one; false: something in them cannot be read, and they stay. */
    boolean rewrite(int from, int to) throws IOException {
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
                if (!copy(segments.get(i), from, to, writer)) {
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
        disk.rename(temporary, name);
        List<Segment> merged = replace(from, to, result);
        disk.syncDirectory(parts.directory()); // if this fails the others stay, and the next start removes them
        for (Segment each : merged) {
            disk.delete(each.handle.name);
        }
        return true;
    }

    private void finish(SegmentWriter writer, Summary first, Summary last, Segment result)
            throws IOException, BadFrameException {
        Summary summary = writer.index().summary;
        summary.end = last.end;
        summary.firstLsn = first.firstLsn;
        summary.lastLsn = last.lastLsn;
        if (leaving != 0) {
            large.sync();
        }
        result.summary = summary;
        result.size = writer.seal();
        result.footer = Footer.read(writer.file(), parts.group(), result.number());
    }

    /** Puts one segment in place of some; those whose files are not needed any more. */
    private List<Segment> replace(int from, int to, Segment result) throws IOException {
        List<Segment> merged = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Segment old = segments.get(i);
            forget(old);
            if (i > from) {
                merged.add(old);
            }
            needs.changed(old, result);
        }
        segments.replace(from, to, result);
        return merged;
    }

    /** Copies what is needed of a segment. */
    private boolean copy(Segment of, int from, int to, SegmentWriter writer) throws IOException {
        Shelf.Places places = shelf.places(of);
        Columns seqs = places.seqs();
        long[] others = shelf.others(of);
        int m = 0;
        int o = 0;
        while (m < seqs.count() || o < others.length) {
            boolean message = o == others.length || (m < seqs.count() && places.position(m) < others[o]);
            long at = message ? places.position(m) : others[o];
            if (!message) {
                o++;
            } else if (isGone(seqs.seq(m++))) {
                continue;
            }
            try {
                copy(of, reader.frame(of, at), from, to, writer);
            } catch (BadFrameException e) {
                of.damaged = true;
                if (!lossy) {
                    return false;
                }
                long seq = message ? seqs.seq(m - 1) : 0;
                shelf.report(of, at, seq, message ? seq : -1, "left out when a message was erased: " + e.getMessage());
            }
        }
        return true;
    }

    private boolean isGone(long seq) {
        return seq == erased || shelf.isGone(seq);
    }

    private void copy(Segment of, OpFrame frame, int from, int to, SegmentWriter writer)
            throws IOException, BadFrameException {
        long lsn = of.summary.lastLsn;
        if (!SegmentIndex.isMessage(frame.type())) {
            if (needs.isNeeded(of, frame, from, to)) {
                writer.append(frame, lsn, SubjectIndex.NONE);
            }
            return;
        }
        int subject = parts.index().find(frame.buf(), frame.subjectOffset(), frame.subjectLength());
        OpFrame elsewhere = frame.type() == OpType.LARGE && leaving != 0 ? moved(frame) : null;
        writer.append(elsewhere == null ? frame : elsewhere, lsn, subject);
    }

    /** The frame with its payload in another file; null: it stays where it is. */
    private @Nullable OpFrame moved(OpFrame frame) throws IOException, BadFrameException {
        LargeRef ref = LargeRef.of(frame);
        if (ref.file() != leaving || !large.has(ref)) {
            return null;
        }
        byte[] payload = new byte[ref.length()];
        if (!large.read(ref, payload, 0)) {
            return null;
        }
        LargeRef now = large.put(payload, 0, payload.length);
        large.settled(now);
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
