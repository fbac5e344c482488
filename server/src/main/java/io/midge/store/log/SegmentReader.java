package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of one segment by sequence. The marks say in which stretch of about 1 KiB a message is; from there the headers are
 * walked along, each of which is checked. Whoever reads on begins where the last message ended. If the message is not found, or
 * something is damaged, the footer says where exactly it should be: so damage costs no more than what it hit. On the stream's
 * lane.
 */
final class SegmentReader {
    private static final int KEEP = 256 << 10;

    private final Windows windows;
    private final Shelf shelf;
    private final LargeFiles large;
    private final OpFrame frame = new OpFrame();
    private @Nullable Segment hinted;
    private int hintStretch;
    private long hintSeq;
    private long hintAt;
    private long at;
    private long before;
    private long after;

    SegmentReader(Windows windows, Shelf shelf, LargeFiles large) {
        this.windows = windows;
        this.shelf = shelf;
        this.large = large;
    }

    /** Gives back what is only here. */
    void rest() {
        hinted = null;
        frame.trusted(new byte[OpFrame.HEADER], 0);
    }

    /** After a message was not read: the next one in the segment, or the segment's end plus 1. */
    long after() {
        return after;
    }

    /** After a message was not read: the one before it in the segment, or the segment's base. */
    long before() {
        return before;
    }

    /** Reads a message; false: it is not there, or it is damaged, which was reported. */
    boolean read(Segment of, long seq, StoredMessage into) throws IOException {
        return read(of, seq, into, true);
    }

    /**
     * Reads a message, with or without a payload that lies elsewhere; false: it is not there, or it is damaged, which was
     * reported.
     */
    boolean read(Segment of, long seq, StoredMessage into, boolean payload) throws IOException {
        Summary summary = of.summary;
        if (seq < summary.first || seq > summary.last) {
            after = seq < summary.first && summary.messages > 0 ? summary.first : summary.end + 1;
            before = seq > summary.last && summary.messages > 0 ? summary.last : summary.base;
            return false;
        }
        try {
            if (of.stale == null && walk(of, shelf.marks(of), seq) && fill(of, into, payload)) {
                return true;
            }
        } catch (BadFrameException e) {
            hinted = null;
        } catch (IOException e) {
            hinted = null; // what cannot be read may stand before it
        }
        return readExactly(of, seq, into, payload);
    }

    /** Goes from header to header until the message comes; false: it does not. */
    private boolean walk(Segment of, Marks marks, long seq) throws IOException, BadFrameException {
        int stretch = marks.of(seq);
        if (stretch < 0) {
            return false;
        }
        long next = marks.start(stretch);
        if (hinted == of && hintStretch == stretch && hintSeq < seq && hintAt > next) {
            next = hintAt;
        }
        long until = marks.end(stretch, of.summary.logicalEnd);
        while (next < until) {
            look(of, marks, stretch, next, until);
            long end = next + OpFrame.padded(frame.length());
            if (SegmentIndex.isMessage(frame.type())) {
                if (frame.seq() > seq) {
                    return false;
                }
                if (frame.seq() == seq) {
                    whole(of, marks, stretch, next, until);
                    hinted = of;
                    hintStretch = stretch;
                    hintSeq = seq;
                    hintAt = end;
                    return true;
                }
            }
            next = end;
        }
        return false;
    }

    /** Looks at the header at a position. */
    private void look(Segment of, Marks marks, int stretch, long position, long until)
            throws IOException, BadFrameException {
        if (until - position < OpFrame.HEADER) {
            throw new BadFrameException("no room for a header");
        }
        windows.cover(of, marks, stretch, position, OpFrame.HEADER, until);
        frame.header(windows.buf(), windows.off(), Integer.MAX_VALUE);
        if (OpFrame.padded(frame.length()) > until - position) {
            throw new BadFrameException("a frame reaches beyond its stretch");
        }
    }

    /** Has the whole frame there whose header was looked at. */
    private void whole(Segment of, Marks marks, int stretch, long position, long until)
            throws IOException, BadFrameException {
        windows.cover(of, marks, stretch, position, frame.length(), until);
        frame.trusted(windows.buf(), windows.off());
        at = position;
        if (!frame.isWhole()) {
            throw new BadFrameException("checksum of a body is wrong");
        }
    }

    /**
     * The whole frame at a position, valid until the next call.
     *
     * @throws BadFrameException there is none
     */
    OpFrame frame(Segment of, long position) throws IOException, BadFrameException {
        Marks marks = shelf.marks(of);
        int stretch = marks.at(position);
        if (stretch < 0) {
            throw new BadFrameException("no frame is here");
        }
        long until = marks.end(stretch, of.summary.logicalEnd);
        look(of, marks, stretch, position, until);
        whole(of, marks, stretch, position, until);
        return frame;
    }

    private boolean readExactly(Segment of, long seq, StoredMessage into, boolean payload) throws IOException {
        Shelf.Places places = shelf.places(of);
        Columns seqs = places.seqs();
        int i = seqs.ceil(seq);
        boolean there = i < seqs.count() && seqs.seq(i) == seq;
        int next = there ? i + 1 : i;
        after = next < seqs.count() ? seqs.seq(next) : of.summary.end + 1;
        before = i > 0 ? seqs.seq(i - 1) : of.summary.base;
        if (!there || (of.stale != null && of.stale.contains(seq))) {
            return false;
        }
        long position = places.position(i);
        try {
            frame(of, position);
            if (!SegmentIndex.isMessage(frame.type()) || frame.seq() != seq) {
                throw new BadFrameException("another frame than expected");
            }
            return fill(of, into, payload);
        } catch (BadFrameException e) {
            lost(of, places, i, e.getMessage());
            return false;
        }
    }

    /** Tells what is lost with a frame: itself, or its whole block. */
    private void lost(Segment of, Shelf.Places places, int i, @Nullable String why) throws IOException {
        of.damaged = true;
        String what = why == null ? "damaged" : why;
        int from = i;
        int to = i;
        long position = places.position(i);
        if (of.isBlocks()) {
            Marks marks = shelf.marks(of);
            int stretch = marks.at(position);
            long end = marks.end(stretch, of.summary.logicalEnd);
            position = marks.file(stretch);
            while (from > 0 && places.position(from - 1) >= marks.start(stretch)) {
                from--;
            }
            while (to + 1 < places.seqs().count() && places.position(to + 1) < end) {
                to++;
            }
        }
        shelf.report(of, position, places.seqs().seq(from), places.seqs().seq(to), what);
    }

    private boolean fill(Segment of, StoredMessage into, boolean payload) throws IOException, BadFrameException {
        LargeRef ref = frame.type() == OpType.LARGE ? LargeRef.of(frame) : null;
        int names = frame.subjectLength() + frame.headersLength();
        int length = ref == null ? frame.payloadLength() : ref.length();
        if (ref != null && length > SegmentHeader.MAX_OPENED) {
            throw new BadFrameException("a payload is too long");
        }
        into.seq = frame.seq();
        into.time = frame.time();
        into.ttl = frame.ttl();
        into.flags = frame.flags();
        into.subjectOffset = 0;
        into.subjectLength = frame.subjectLength();
        into.headersOffset = into.subjectLength;
        into.headersLength = frame.headersLength();
        into.payloadOffset = names;
        into.payloadLength = length;
        if (ref != null && payload && !large.has(ref)) {
            return lostPayload(of, ref);
        }
        int here = ref == null ? names + length : names;
        byte[] own = own(into, payload ? names + length : here);
        System.arraycopy(frame.buf(), frame.bodyOffset(), own, 0, here);
        into.subject = own;
        into.headers = own;
        into.payload = own;
        return ref == null || !payload || large.read(ref, own, names) || lostPayload(of, ref);
    }

    private boolean lostPayload(Segment of, LargeRef ref) {
        of.damaged = true;
        shelf.report(of, at, frame.seq(), frame.seq(), "the payload in " + large.name(ref.file()) + " is damaged");
        return false;
    }

    private static byte[] own(StoredMessage of, int need) {
        byte[] own = of.own;
        if (own == null || own.length < need || (own.length > KEEP && need < KEEP)) {
            own = new byte[Math.max(256, need < KEEP ? Integer.highestOneBit(need) << 1 : need)];
            of.own = own;
        }
        return own;
    }
}
