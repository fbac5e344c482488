package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.DiskFull;
import io.midge.store.op.BadFrameException;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a stream's segments. Of those that were sealed before the mark the footer is read; the one that the mark is in is read
 * frame by frame up to there and goes on to be written; what was made after the mark is removed. Without a mark all that is
 * there counts. A segment whose footer is damaged is read frame by frame and left as it is, and so is the last one, if something in
 * it is damaged: then a new one is written.
 */
final class Opening {
    private static final int HEX = 8;
    private static final String SEGMENT = ".seg";
    private static final String LARGE = ".big";

    /** A file on the way to become a segment. */
    private static final class Found {
        final long number;
        final Handles.Handle handle;
        final long size;

        @Nullable
        SegmentHeader header;

        @Nullable
        Footer footer;

        @Nullable
        Summary summary;

        String why = "";

        Found(long number, Handles.Handle handle, long size) {
            this.number = number;
            this.handle = handle;
            this.size = size;
        }

        long upTo() {
            Footer end = footer;
            SegmentHeader head = header;
            return end != null ? end.header().upTo() : head != null ? head.upTo() : number;
        }

        /** The stream's last sequence before it; -1: not known. */
        long base() {
            Summary whole = summary;
            SegmentHeader head = header;
            return whole != null ? whole.base : head != null ? head.base() : -1;
        }
    }

    private final Parts parts;
    private final Handles handles;
    private final @Nullable Mark mark;
    private final Segments segments;
    private final LargeFiles large;
    private final Leftovers leftovers;
    private final Disk disk;
    private long highest;

    Opening(
            Parts parts,
            Handles handles,
            @Nullable Mark mark,
            Segments segments,
            LargeFiles large,
            Leftovers leftovers) {
        this.parts = parts;
        this.handles = handles;
        this.mark = mark;
        this.segments = segments;
        this.large = large;
        this.leftovers = leftovers;
        this.disk = parts.disk();
    }

    /** The name of a segment's file. */
    static String name(String directory, long number) {
        String hex = Long.toHexString(number);
        return directory + "/" + "0".repeat(Math.max(0, HEX - hex.length())) + hex + SEGMENT;
    }

    /** The number of the next new segment. */
    long next() {
        return Math.max(highest + 1, mark == null ? 1 : mark.length() == 0 ? mark.segment() : mark.segment() + 1);
    }

    void run() throws IOException {
        disk.createDirectories(parts.directory());
        findOld();
        List<Found> found = list();
        for (Found each : found) {
            look(each);
        }
        removeMerged(found);
        if (mark != null) {
            segments.lastIsAtLeast(mark.last());
        }
        for (int i = 0; i < found.size(); i++) {
            Segment segment = segment(found.get(i), i + 1 < found.size() ? found.get(i + 1) : null);
            if (segment != null) {
                segments.add(segment);
            }
        }
        boolean missing = mark != null && mark.length() > 0 && highest != mark.segment();
        if (mark != null && missing) {
            long last = segments.count() == 0 ? 0 : segments.get(segments.count() - 1).summary.end;
            damaged(name(parts.directory(), mark.segment()), 0, last + 1, mark.last(), "the file is missing");
        }
    }

    /** Old files of segments that were being erased from: what took their place is there, or they get it back. */
    private void findOld() throws IOException {
        for (Disk.Entry each : disk.list(parts.directory())) {
            if (each.name().endsWith(SEGMENT + Leftovers.OLD)) {
                String old = parts.directory() + "/" + each.name();
                String name = old.substring(0, old.length() - Leftovers.OLD.length());
                if (disk.exists(name)) {
                    leftovers.add(old);
                } else {
                    disk.rename(old, name);
                    disk.syncDirectory(parts.directory());
                }
            }
        }
    }

    private List<Found> list() throws IOException {
        List<Found> found = new ArrayList<>();
        for (Disk.Entry each : disk.list(parts.directory())) {
            String name = parts.directory() + "/" + each.name();
            long number = number(each.name(), SEGMENT, 16);
            if (each.name().endsWith(SEGMENT + Compaction.NEW)) {
                disk.delete(name);
            } else if (number >= 0 && mark != null && isAfter(mark, number)) {
                disk.delete(name);
            } else if (number >= 0) {
                found.add(new Found(number, new Handles.Handle(name), each.size()));
                highest = Math.max(highest, number);
            } else if (number(each.name(), LARGE, 10) > 0) {
                large.found((int) number(each.name(), LARGE, 10), each.size());
            }
        }
        found.sort((a, b) -> Long.compare(a.number, b.number));
        return found;
    }

    private static boolean isAfter(Mark mark, long number) {
        return number > mark.segment() || (number == mark.segment() && mark.length() == 0);
    }

    /** The number in a name; -1: it is no such name. */
    private static long number(String name, String suffix, int radix) {
        String digits = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
        if (digits.isEmpty() || digits.length() > HEX + 2 || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
            return -1;
        }
        try {
            long number = Long.parseLong(digits, radix);
            return number <= Integer.MAX_VALUE ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private boolean isMarked(Found file) {
        return mark != null && file.number == mark.segment();
    }

    /** Reads the footer, or else the header. */
    private void look(Found file) throws IOException {
        DiskFile open = handles.open(file.handle);
        try {
            if (!isMarked(file)) {
                Footer footer = Footer.read(open, parts.group(), file.number);
                admit(footer.header());
                Summary summary = Summary.decode(footer.section(open, parts, Section.SUMMARY));
                if (summary.fileEnd != footer.at()) {
                    throw new BadFrameException("summary and trailer do not agree");
                }
                file.footer = footer;
                file.summary = summary;
                return;
            }
        } catch (BadFrameException e) {
            file.why = String.valueOf(e.getMessage());
        } catch (IOException e) {
            unreadable(file, e);
        }
        byte[] head = new byte[SegmentHeader.SIZE];
        try {
            int length = open.read(ByteBuffer.wrap(head), 0);
            SegmentHeader header = SegmentHeader.decode(head, length);
            if (header.group() != parts.group() || header.number() != file.number) {
                throw new BadFrameException("the header is another segment's");
            }
            admit(header);
            file.header = header;
        } catch (BadFrameException e) {
            file.why = String.valueOf(e.getMessage());
        } catch (IOException e) {
            unreadable(file, e);
        }
    }

    // What stands there is lost, as if it were damaged; the rest of the file is not.
    private static void unreadable(Found file, IOException e) throws IOException {
        if (DiskFull.is(e)) {
            throw e;
        }
        file.why = "it cannot be read: " + e.getMessage();
    }

    private void admit(SegmentHeader header) throws BadFrameException {
        if (!parts.admits(header.flags())) {
            throw new BadFrameException("it says that it is not encrypted, as all of its stream is");
        }
    }

    /** Removes segments whose frames stand in an earlier one as well; not before that one's name is durable. */
    private void removeMerged(List<Found> found) throws IOException {
        long upTo = -1;
        boolean durable = false;
        for (Found each : List.copyOf(found)) {
            if (each.number <= upTo) {
                if (!durable) {
                    disk.syncDirectory(parts.directory());
                    durable = true;
                }
                handles.close(each.handle);
                disk.delete(each.handle.name);
                found.remove(each);
            } else {
                upTo = each.upTo();
            }
        }
    }

    private @Nullable Segment segment(Found file, @Nullable Found next) throws IOException {
        long before = segments.count() == 0 ? 0 : segments.get(segments.count() - 1).summary.end;
        long base = file.base() < 0 ? before : file.base();
        long after = next != null ? next.base() : mark != null ? mark.last() : -1;
        if (base < before) {
            damaged(file.handle.name, 0, 0, -1, "its messages are in another segment too: it is left alone");
            return null;
        }
        Footer footer = file.footer;
        Summary summary = file.summary;
        if (footer != null && summary != null) {
            Segment sealed = new Segment(footer.header().withBase(base), summary, file.handle);
            sealed.footer = footer;
            sealed.size = file.size;
            return sealed;
        }
        return mark != null && isMarked(file) ? marked(mark, file, base) : unsealed(file, base, after);
    }

    /** The segment that the mark is in. */
    private Segment marked(Mark up, Found file, long base) throws IOException {
        Segment segment = scanned(file, base, up.last(), up.length(), true);
        segment.summary.lsn(up.lsn());
        if (segment.rebuilt == null || segment.damaged) {
            cut(file, up.length());
        } else {
            goOn(segment, up.length());
        }
        return segment;
    }

    /** What lies behind the mark comes again from the journal, to another segment: here it must not be found any more. */
    private void cut(Found file, long length) throws IOException {
        if (file.size > length) {
            handles.close(file.handle);
            try (DiskFile open = disk.open(file.handle.name)) {
                open.truncate(length);
                open.sync();
            }
        }
    }

    /** A segment that has no footer, or none that is whole. */
    private Segment unsealed(Found file, long base, long after) throws IOException {
        boolean open = mark == null && file.number == highest && file.header != null;
        long last = after < 0 ? SegmentScan.UNKNOWN : after;
        Segment segment = scanned(file, base, last, open ? file.size : Long.MAX_VALUE, !open);
        if (open && segment.summary.fileEnd == file.size && !segment.damaged) {
            goOn(segment, file.size);
        } else if (!open || !segment.damaged) {
            damaged(file.handle.name, segment.summary.fileEnd, 0, -1, file.why);
        }
        return segment;
    }

    /** The segment is whole up to this length: it will be written again from there on. */
    private void goOn(Segment segment, long length) throws IOException {
        SegmentIndex index = segment.rebuilt;
        if (index == null) {
            throw new IllegalStateException("a segment that was not read");
        }
        BlockCodec codec;
        try {
            int flags = segment.header.flags();
            codec = flags == 0 ? BlockCodec.NONE : parts.opener().codec(flags);
        } catch (BadBlockException e) {
            throw new IOException("blocks that were read cannot be written", e);
        }
        handles.close(segment.handle);
        DiskFile open = disk.open(segment.handle.name);
        if (open.size() > length) {
            open.truncate(length);
        }
        segment.writer =
                new SegmentWriter(segment.header, open, codec, parts.options().flush(), index);
        segment.rebuilt = null;
    }

    private Segment scanned(Found file, long base, long last, long until, boolean whole) throws IOException {
        DiskFile open = handles.open(file.handle);
        SegmentHeader header = file.header;
        boolean known = header != null;
        if (header == null) {
            int limit = parts.options().minSegment();
            int flags = SegmentScan.flags(open, parts);
            flags = parts.admits(flags) ? flags : parts.codec().flags();
            header = new SegmentHeader(flags, parts.group(), file.number, file.number, base, limit);
        }
        SegmentScan scan = new SegmentScan(file.handle.name, open, header.withBase(base), parts, last, parts.damage());
        SegmentIndex index = scan.run(until, whole);
        if (last != SegmentScan.UNKNOWN) {
            index.summary.end = Math.max(index.summary.end, last);
        }
        // What is in it was not written before what is in the one before.
        long before = segments.count() == 0 ? 0 : segments.get(segments.count() - 1).summary.lastLsn;
        index.summary.firstLsn = Math.max(1, before);
        Segment segment = new Segment(header.withBase(base), index.summary, file.handle);
        segment.rebuilt = index;
        segment.size = file.size;
        segment.damaged = scan.foundDamage();
        segment.unreadable = scan.foundUnreadable();
        if (!known && isMarked(file)) {
            segment.damaged = true;
            damaged(file.handle.name, 0, 0, -1, file.why);
        }
        return segment;
    }

    private void damaged(String file, long position, long from, long to, String what) {
        parts.damage().damaged(new Damage(file, position, from, to, what));
    }
}
