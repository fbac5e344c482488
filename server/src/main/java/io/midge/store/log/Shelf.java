package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.disk.DiskFull;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of segments beyond their summaries: from memory, from the server's cache, from their footers, or, where a footer is
 * damaged, from their frames. On the stream's lane.
 */
final class Shelf {
    /** Where exactly each message of a segment is. */
    @SuppressWarnings("ArrayRecordComponent") // looked at, and compared by nobody
    record Places(Segment segment, Columns seqs, int[] positions) {
        long position(int i) {
            return (long) positions[i] << 3;
        }
    }

    /** Reads sections. */
    interface Reading<T> {
        T read() throws IOException, BadFrameException;
    }

    private final Parts parts;
    private final Handles handles;
    private @Nullable Places places;
    private long first = 1;

    Shelf(Parts parts, Handles handles) {
        this.parts = parts;
        this.handles = handles;
    }

    /** The stream's first sequence: all below are gone. */
    long first() {
        return first;
    }

    void firstIs(long seq) {
        first = Math.max(first, seq);
    }

    /** Whether a message was deleted. */
    boolean isGone(long seq) {
        return seq < first || parts.deleted().contains(seq);
    }

    /** How many sequences are not deleted, from one to another. */
    long live(long from, long to) {
        long start = Math.max(from, first);
        return start > to ? 0 : to - start + 1 - parts.deleted().count(start, to);
    }

    /** A section of a segment. */
    Cursor section(Segment of, Section which) throws IOException, BadFrameException {
        SegmentIndex live = of.live();
        if (live != null) {
            return live.builder.section(which);
        }
        Footer footer = of.footer;
        if (footer == null) {
            throw new IllegalStateException("a segment without a footer");
        }
        return footer.section(handles.open(of.handle), parts, which);
    }

    Marks marks(Segment of) throws IOException {
        SegmentIndex live = of.live();
        if (live != null) {
            return live.marks;
        }
        Marks marks = of.marks.get();
        if (marks == null) {
            marks = sound(of, () -> {
                SegmentIndex made = of.live(); // of the frames, when this is asked for the second time
                return made == null ? Marks.decode(section(of, Section.MARKS), of.summary, of.isBlocks()) : made.marks;
            });
            if (of.live() == null) {
                parts.cache().keep(of.marks, marks, marks.heap());
            }
        }
        return marks;
    }

    Columns columns(Segment of) throws IOException {
        SegmentWriter writer = of.writer;
        if (writer != null) {
            return writer.index().columns;
        }
        Columns columns = of.columns.get();
        if (columns == null) {
            columns = sound(of, () -> readColumns(of));
            parts.cache().keep(of.columns, columns, columns.heap());
        }
        return columns;
    }

    /**
     * Whether a segment may have messages of a subject. Where there is no room to keep its columns its dictionary is asked, which is less to
     * read, and takes the room of nobody's.
     */
    boolean mayHave(Segment of, int subject) throws IOException {
        if (subject == SubjectIndex.NONE || of.isActive()) {
            return subject != SubjectIndex.NONE;
        }
        Columns known = columnsAtHand(of);
        if (known != null || of.live() != null || parts.cache().hasRoom(12L * of.summary.messages)) {
            return (known == null ? columns(of) : known).mayHave(subject);
        }
        byte[] name = parts.index().name(subject);
        return sound(of, () -> {
            Cursor names = section(of, Section.DICTIONARY);
            for (int left = atMost(of.summary.subjects, names); left > 0; left--) {
                int size = names.number(0xffff);
                int at = names.take(size);
                if (Arrays.equals(names.buf(), at, at + size, name, 0, name.length)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Columns, if that costs nothing. */
    @Nullable
    Columns columnsAtHand(Segment of) {
        SegmentWriter writer = of.writer;
        return writer != null ? writer.index().columns : of.columns.get();
    }

    /** Where exactly each message is. */
    Places places(Segment of) throws IOException {
        Places known = places;
        if (known == null || known.segment != of) {
            known = sound(of, () -> readPlaces(of));
            places = of.isActive() ? null : known;
        }
        return known;
    }

    private Columns readColumns(Segment of) throws IOException, BadFrameException {
        Cursor names = section(of, Section.DICTIONARY);
        Cursor seqs = section(of, Section.SEQUENCES);
        Cursor subjects = section(of, Section.SUBJECTS);
        int[] ids = new int[atMost(of.summary.subjects, names)];
        for (int i = 0; i < ids.length; i++) {
            int length = names.number(0xffff);
            ids[i] = parts.index().find(names.buf(), names.take(length), length);
        }
        int count = atMost(of.summary.messages, seqs);
        Columns columns = new Columns(of.summary.base, count);
        long seq = of.summary.base;
        for (int i = 0; i < count; i++) {
            seq = nextSeq(of, seq, seqs);
            columns.add(seq, ids[subjects.number(ids.length - 1)]);
        }
        return columns;
    }

    private Places readPlaces(Segment of) throws IOException, BadFrameException {
        Cursor seqs = section(of, Section.SEQUENCES);
        Cursor positions = section(of, Section.POSITIONS);
        int count = atMost(of.summary.messages, seqs);
        Columns columns = new Columns(of.summary.base, count);
        int[] at = new int[atMost(count, positions)];
        long seq = of.summary.base;
        long last = 0;
        for (int i = 0; i < count; i++) {
            seq = nextSeq(of, seq, seqs);
            columns.add(seq, SubjectIndex.NONE);
            last += positions.number(Integer.MAX_VALUE);
            at[i] = (int) last;
            position(of, last << 3);
        }
        return new Places(of, columns, at);
    }

    /** Where frames stand in a segment that are not messages. */
    long[] others(Segment of) throws IOException {
        return sound(of, () -> {
            Cursor from = section(of, Section.OTHERS);
            long[] all = new long[atMost(of.summary.others, from)];
            long at = 0;
            for (int i = 0; i < all.length; i++) {
                from.number(0xff);
                at = position(of, at + 8L * from.number(Integer.MAX_VALUE));
                all[i] = at;
            }
            return all;
        });
    }

    private static long position(Segment of, long at) throws BadFrameException {
        if (at < SegmentHeader.SIZE || at >= of.summary.logicalEnd || at >>> 3 > Integer.MAX_VALUE) {
            throw new BadFrameException("a position outside of the segment");
        }
        return at;
    }

    /** The next sequence of a segment. */
    static long nextSeq(Segment of, long seq, Cursor from) throws BadFrameException {
        long next = seq + from.number(Integer.MAX_VALUE) + 1;
        if (next < of.summary.first || next > of.summary.last || next - of.summary.base > Integer.MAX_VALUE) {
            throw new BadFrameException("a sequence outside of the segment");
        }
        return next;
    }

    /** A count of things, each of which takes a byte at least. */
    static int atMost(int count, Cursor in) throws BadFrameException {
        if (count > in.left()) {
            throw new BadFrameException("a section is too short");
        }
        return count;
    }

    /**
     * Reads something of a segment; if its sections are damaged or cannot be read, once more with what its frames say: also if that was
     * found out by what it reads from, for then it has read some of either.
     */
    <T> T sound(Segment of, Reading<T> reading) throws IOException {
        SegmentIndex before = of.live();
        try {
            T read = reading.read();
            if (of.live() == before) {
                return read;
            }
        } catch (BadFrameException e) {
            if (of.live() == before) {
                rebuild(of, e.getMessage());
            }
        } catch (IOException e) {
            if (DiskFull.is(e) || of.live() != null || of.footer == null) {
                throw e;
            }
            rebuild(of, "the footer cannot be read: " + e.getMessage());
        }
        try {
            return reading.read();
        } catch (BadFrameException e) {
            throw new IllegalStateException("what was made of the frames is damaged", e);
        }
    }

    /** Makes a segment's footer again, in memory: the file is left as it is. */
    void rebuild(Segment of, @Nullable String why) throws IOException {
        Footer footer = of.footer;
        if (of.live() != null || footer == null) {
            throw new IllegalStateException("nothing to be made again: " + why);
        }
        report(of, footer.at(), 0, -1, why == null ? "the footer is damaged" : why);
        DiskFile file = handles.open(of.handle);
        Summary old = of.summary;
        SegmentHeader header = of.header.withBase(old.base);
        SegmentScan scan = new SegmentScan(of.handle.name, file, header, parts, old.end, damage -> {
            of.damaged = true;
            report(of, damage.position(), damage.fromSeq(), damage.toSeq(), damage.what());
        });
        SegmentIndex index = scan.run(footer.at(), true);
        of.unreadable |= scan.foundUnreadable();
        index.summary.end = old.end;
        index.summary.firstLsn = old.firstLsn;
        index.summary.lastLsn = old.lastLsn;
        of.rebuilt = index;
        of.summary = index.summary;
        forget(of);
    }

    /** Forgets what was read of a segment. */
    void forget(Segment of) {
        parts.cache().forget(of.marks);
        parts.cache().forget(of.columns);
        places = null;
    }

    /** Where a frame stands in the file, or its block does. */
    long inFile(Segment of, long position) throws IOException {
        Marks marks = marks(of);
        int stretch = of.isBlocks() ? marks.at(position) : -1;
        return stretch < 0 ? position : marks.file(stretch);
    }

    /** Tells of damage, unless it was told of that place; that it has cost messages may show later. */
    void report(Segment of, long position, long fromSeq, long toSeq, String what) {
        SequenceSet reported = of.reported;
        if (reported == null) {
            reported = new SequenceSet();
            of.reported = reported;
        }
        boolean loss = fromSeq > 0 && live(fromSeq, toSeq) > 0;
        long place = 2 * position;
        boolean known = reported.contains(place + 1) || (!loss && reported.contains(place));
        if (!known) {
            reported.add(loss ? place + 1 : place, loss ? place + 1 : place);
            parts.damage().damaged(new Damage(of.handle.name, position, fromSeq, loss ? toSeq : fromSeq - 1, what));
        }
    }

    /** Gives back what is only here. */
    void rest() {
        places = null;
    }
}
