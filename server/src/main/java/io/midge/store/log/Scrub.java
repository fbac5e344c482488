package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.store.index.SequenceSet;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/**
 * Goes round all sealed segments and verifies them, a bounded number of bytes at a time: header, footer, each frame, and each page
 * against the checksum that was made when it was written. Where a page is another than that although all in it is whole, it is
 * of another time or place, and all messages that it touches are lost. What the disk does not give back is told and passed over. On the
 * stream's lane.
 */
final class Scrub {
    /** Hears of frames in order: the bytes of the file that a frame, or its block, takes. */
    private interface Frames {
        /** {@code seq} is 0 if it is no message. Returns whether to go on. */
        boolean frame(long start, long end, long seq, long position) throws IOException;
    }

    /** What a step has come to. */
    private static final class Pace {
        /** Bytes that may still be looked at. */
        long left;
        /** The frame, or the block, that was looked at last. */
        long start = -1;
        /** Where the next step begins. */
        long position;

        long frame;

        Pace(long left, Summary of) {
            this.left = left;
            this.position = of.fileEnd;
            this.frame = of.logicalEnd;
        }
    }

    private final Parts parts;
    private final Segments segments;
    private final Handles handles;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final byte[] page = new byte[PageSums.PAGE];
    private StoredMessage message = new StoredMessage();
    /** The segment that is next, and from which byte of its file and which frame on. */
    private long number = -1;

    private long position;
    private long frame;
    private boolean explained;

    Scrub(Parts parts, Segments segments, Handles handles, Shelf shelf, SegmentReader reader) {
        this.parts = parts;
        this.segments = segments;
        this.handles = handles;
        this.shelf = shelf;
        this.reader = reader;
    }

    /** Verifies so many bytes; how many are left of this round. */
    long step(long bytes) {
        long left = bytes;
        int i = 0;
        while (i < segments.count() && segments.get(i).number() < number) {
            i++;
        }
        while (left > 0 && i < segments.count() && !segments.get(i).isActive()) {
            Segment of = segments.get(i);
            if (of.number() != number) {
                begin(of.number());
            }
            left = verify(of, left);
            if (frame >= of.summary.logicalEnd) {
                i++;
                begin(number + 1);
            }
        }
        long rest = -position;
        for (int k = i; k < segments.count() && !segments.get(k).isActive(); k++) {
            rest += segments.get(k).summary.fileEnd;
        }
        if (rest <= 0) {
            begin(-1);
        }
        return Math.max(0, rest);
    }

    /** Gives back what is only here. */
    void rest() {
        message = new StoredMessage();
    }

    private void begin(long segment) {
        number = segment;
        position = 0;
        frame = 0;
    }

    /** Verifies a segment from the current frame on, and pages that all frames of are verified; how many bytes are left. */
    private long verify(Segment of, long most) {
        try {
            return verifyFrames(of, most);
        } catch (IOException e) {
            shelf.report(of, position & -PageSums.PAGE, 0, -1, "it cannot be verified from here on: " + e.getMessage());
            position = of.summary.fileEnd;
            frame = of.summary.logicalEnd;
            return most - 1;
        }
    }

    private long verifyFrames(Segment of, long most) throws IOException {
        if (position == 0) {
            footer(of);
        }
        Pace pace = new Pace(most, of.summary);
        each(of, frame, (start, end, seq, at) -> {
            if (pace.left <= 0) {
                pace.position = start;
                pace.frame = at;
                return false;
            }
            boolean whole = isWhole(of, seq, at);
            pace.left -= start == pace.start ? 0 : end - start;
            pace.left -= whole && seq > 0 && message.payloadLength > end - start ? message.payloadLength : 0;
            pace.start = start;
            return true;
        });
        boolean through = pace.frame >= of.summary.logicalEnd;
        pages(of, position & -PageSums.PAGE, through ? of.summary.fileEnd : pace.position & -PageSums.PAGE);
        position = Math.max(1, pace.position);
        frame = pace.frame;
        return pace.left;
    }

    private boolean isHeaderWhole(Segment of) throws IOException {
        byte[] head = new byte[SegmentHeader.SIZE];
        int length = handles.open(of.handle).read(ByteBuffer.wrap(head), 0);
        try {
            if (!SegmentHeader.decode(head, length).equals(of.header)) {
                throw new BadFrameException("the header is another segment's");
            }
            return true;
        } catch (BadFrameException e) {
            shelf.report(of, 0, 0, -1, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void footer(Segment of) throws IOException {
        isHeaderWhole(of);
        Footer footer = of.footer;
        if (footer == null) {
            return;
        }
        for (Section each : Section.ALL) {
            shelf.sound(of, () -> shelf.section(of, each));
        }
        try {
            footer.verify(handles.open(of.handle), parts.group());
        } catch (BadFrameException e) {
            shelf.report(of, footer.at(), 0, -1, String.valueOf(e.getMessage()));
        }
    }

    private void each(Segment of, long from, Frames hears) throws IOException {
        Shelf.Places places = shelf.places(of);
        Marks marks = shelf.marks(of);
        Columns seqs = places.seqs();
        long[] others = shelf.others(of);
        int m = first(seqs.count(), from, places::position);
        int o = first(others.length, from, i -> others[i]);
        boolean more = true;
        while (more && (m < seqs.count() || o < others.length)) {
            boolean isMessage = o == others.length || (m < seqs.count() && places.position(m) < others[o]);
            long seq = isMessage ? seqs.seq(m) : 0;
            long at = isMessage ? places.position(m++) : others[o++];
            long next = Math.min(
                    m < seqs.count() ? places.position(m) : of.summary.logicalEnd,
                    o < others.length ? others[o] : of.summary.logicalEnd);
            if (of.isBlocks()) {
                int stretch = marks.at(at);
                more = hears.frame(marks.file(stretch), marks.fileEnd(stretch, of.summary.fileEnd), seq, at);
            } else {
                more = hears.frame(at, next, seq, at);
            }
        }
    }

    /** The first of so many positions, in order, that is not below this one. */
    private static int first(int count, long from, IntToLongFunction position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (position.applyAsLong(middle) < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isWhole(Segment of, long seq, long at) throws IOException {
        if (seq > 0) {
            return reader.read(of, seq, message, !shelf.isGone(seq));
        }
        try {
            reader.frame(of, at);
            return true;
        } catch (BadFrameException e) {
            of.damaged = true;
            shelf.report(
                    of, shelf.inFile(of, at), 0, -1, "an operation that is no message is damaged: " + e.getMessage());
            return false;
        }
    }

    private void pages(Segment of, long from, long to) throws IOException {
        Cursor sums = shelf.sound(of, () -> shelf.section(of, Section.PAGES));
        int known = sums.left() / 4;
        byte[] sum = sums.buf();
        for (long at = from; at < to && at / PageSums.PAGE < known; at += PageSums.PAGE) {
            int length = (int) Math.min(PageSums.PAGE, of.summary.fileEnd - at);
            int came = handles.open(of.handle).read(ByteBuffer.wrap(page, 0, length), at); // others were read meanwhile
            if (came != length || Le.crc(page, 0, length) != Le.u32(sum, (int) (at / PageSums.PAGE) * 4)) {
                differs(of, at, at + length);
            }
        }
    }

    /** A page is not what was written. */
    private void differs(Segment of, long from, long to) throws IOException {
        explained = from == 0 && !isHeaderWhole(of);
        each(of, 0, (start, end, seq, at) -> {
            if (end > from && start < to) {
                explained |= !isWhole(of, seq, at) || !isPadded(of, start, end);
            }
            return start < to;
        });
        if (explained) {
            return;
        }
        shelf.report(of, from, 0, -1, "a page is not the one that was written");
        each(of, 0, (start, end, seq, at) -> {
            if (end > from && start < to && seq > 0) {
                SequenceSet stale = of.stale == null ? new SequenceSet() : of.stale;
                stale.add(seq, seq);
                of.stale = stale;
                of.damaged = true;
                shelf.report(of, at, seq, seq, "it is on a page that is not the one that was written");
            }
            return start < to;
        });
    }

    /** Whether what follows a frame up to the next one is zeros. */
    private boolean isPadded(Segment of, long start, long end) throws IOException {
        DiskFile file = handles.open(of.handle);
        byte[] bytes = new byte[OpFrame.ALIGN];
        file.read(ByteBuffer.wrap(bytes), start);
        long padding = end - start - OpFrame.claimedLength(bytes, 0);
        if (padding < 0 || padding > OpFrame.ALIGN) {
            return true;
        }
        int length = file.read(ByteBuffer.wrap(bytes, 0, (int) padding), end - padding);
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                shelf.report(of, end - padding, 0, -1, "zeros behind a frame were changed");
                return false;
            }
        }
        return true;
    }
}
