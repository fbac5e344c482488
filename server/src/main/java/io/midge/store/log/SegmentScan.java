package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.disk.DiskFull;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BadBlockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a segment's frames from its file, one after the other, and makes its index of those that are whole. Where something is
 * damaged it looks for the next header that is, at multiples of 8: that passes over one frame, or one block. On the stream's
 * lane.
 *
 * <p>Which messages a damaged place has cost follows from the sequences before and behind it, since those only grow. What stands
 * behind the last whole frame is told when the end is reached, with all sequences up to {@code lastSeq}.
 */
final class SegmentScan {
    /** Nobody knows which sequence was the last. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final int WINDOW = 256 << 10;

    /** So many pages that cannot be read are passed over; where there are more it is the disk that is gone, and not what it holds. */
    private static final int MOST_UNREADABLE = 64;

    private final DiskFile file;
    private final SegmentHeader header;
    private final Parts parts;
    private final long lastSeq;
    private final SegmentIndex index;
    private final DamageListener damage;
    private final String name;
    private final OpFrame frame = new OpFrame();
    private final OpFrame inner = new OpFrame();
    private byte[] buf = new byte[0];
    private long bufferAt;
    private int loaded;
    private long end;
    private byte[] block = new byte[0];
    private long summed;
    /** The highest sequence that any header was seen to have. */
    private long seen;
    /** Where damage began whose cost is not known yet; -1: none. */
    private long pending = -1;

    private String why = "";
    /** What the disk said when it did not give back some of it; empty: it did. */
    private String unreadable = "";

    private int unreadables;
    private boolean footer;
    private boolean anyDamage;

    /** Of a file that belongs to a segment with this header; no message has a sequence above {@code lastSeq}. */
    SegmentScan(String name, DiskFile file, SegmentHeader header, Parts parts, long lastSeq, DamageListener damage) {
        this.name = name;
        this.file = file;
        this.header = header;
        this.parts = parts;
        this.lastSeq = lastSeq;
        this.damage = damage;
        this.index = new SegmentIndex(header.base(), header.flags() != 0);
        this.seen = header.base();
    }

    /** Whether a footer's begin was reached. */
    boolean foundFooter() {
        return footer;
    }

    /** Whether anything was reported. */
    boolean foundDamage() {
        return anyDamage;
    }

    /** Whether the disk did not give back some of it. */
    boolean foundUnreadable() {
        return unreadables > 0;
    }

    /** The flags of the first frame that can be read, where no header says them: 0, or those of a block. */
    static int flags(DiskFile file, Parts parts) throws IOException {
        SegmentHeader any = new SegmentHeader(0, 0, 0, 0, 0, 0);
        SegmentScan scan = new SegmentScan("", file, any, parts, UNKNOWN, ignored -> {});
        scan.end = file.size();
        long at = scan.search(SegmentHeader.SIZE, true);
        if (at < 0) {
            return 0;
        }
        scan.load(at, OpFrame.HEADER);
        return scan.isHeader(at, true) && scan.frame.type() == OpType.BLOCK ? scan.frame.flags() : 0;
    }

    /**
     * Reads frames up to a footer, or up to {@code until}.
     *
     * @param whole something is lost if the file ends before both
     */
    SegmentIndex run(long until, boolean whole) throws IOException {
        end = Math.min(until, file.size());
        long at = SegmentHeader.SIZE;
        sum(0, Math.min(at, end));
        while (at < end) {
            if (load(at, Math.min(Footer.OPENING, end - at)) && Footer.opens(buf, in(at), loaded)) {
                footer = true;
                break;
            }
            if (!load(at, OpFrame.HEADER) || !isHeader(at, false) || !load(at, frame.length())) {
                damaged(at, unreadable.isEmpty() ? "no whole frame begins here" : "it cannot be read: " + unreadable);
                long next = resume(at);
                if (next < 0 || next == end) { // what is written next takes its place
                    break;
                }
                sum(at, next);
                at = next;
                continue;
            }
            take(at);
            long next = at + OpFrame.padded(frame.length());
            sum(at, next);
            at = next;
            index.summary.fileEnd = at;
        }
        if (whole && !footer && end < until && pending < 0) {
            damaged(end, "the file is cut off");
        }
        settle(lastSeq == UNKNOWN ? UNKNOWN : lastSeq + 1);
        return index;
    }

    private int in(long at) {
        return (int) (at - bufferAt);
    }

    /** Has so many bytes from a position on in the buffer; false: the file ends before. */
    private boolean load(long at, long need) throws IOException {
        if (at >= bufferAt && at + need <= bufferAt + loaded) {
            return true;
        }
        if (need > end - at) {
            return false;
        }
        int room = (int) Math.min(Math.max(need, WINDOW), end - at);
        if (buf.length < room) {
            buf = new byte[room];
        }
        bufferAt = at;
        loaded = read(room);
        return loaded >= need;
    }

    private int read(int room) throws IOException {
        try {
            return file.read(ByteBuffer.wrap(buf, 0, room), bufferAt);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            return readPages(room);
        }
    }

    /** Reads page by page; one that cannot be read is damage, like zeros where frames should be. */
    private int readPages(int room) throws IOException {
        int got = 0;
        while (got < room) {
            long page = bufferAt + got & -PageSums.PAGE;
            int want = (int) Math.min(room - got, page + PageSums.PAGE - bufferAt - got);
            int came = want;
            try {
                came = file.read(ByteBuffer.wrap(buf, got, want), bufferAt + got);
            } catch (IOException e) {
                unreadables++;
                if (unreadables > MOST_UNREADABLE) {
                    throw e;
                }
                unreadable = String.valueOf(e.getMessage());
                Arrays.fill(buf, got, got + want, (byte) 0);
            }
            got += came;
            if (came < want) {
                break;
            }
        }
        return got;
    }

    /** Whether a header begins here that fits to what came before; it is looked at then, and 40 bytes of it are there. */
    private boolean isHeader(long at, boolean any) {
        int where = in(at);
        int claimed = OpFrame.claimedLength(buf, where);
        byte type = buf[where + 8];
        if (claimed < OpFrame.HEADER || claimed > end - at || OpFrame.padded(claimed) > end - at || type < 1) {
            return false;
        }
        try {
            frame.header(buf, where, Integer.MAX_VALUE);
        } catch (BadFrameException e) {
            return false;
        }
        boolean isBlock = frame.type() == OpType.BLOCK;
        if (any) {
            return true;
        }
        if (isBlock != (header.flags() != 0)) {
            return false;
        }
        return isBlock || !SegmentIndex.isMessage(frame.type()) || isNext(frame.seq());
    }

    private boolean isNext(long seq) {
        return seq > seen && seq <= lastSeq && seq - header.base() <= Integer.MAX_VALUE;
    }

    /**
     * Where to go on behind a frame whose header is damaged; -1: nowhere. If its body is whole, as long as the header says, that much of
     * the header is right, and what looks like a frame before its end is part of a payload. Else the next one is searched for.
     */
    private long resume(long at) throws IOException {
        if (load(at, OpFrame.HEADER)) {
            int claimed = OpFrame.claimedLength(buf, in(at));
            boolean fits = claimed > OpFrame.HEADER && claimed <= OpFrame.MAX_LENGTH;
            if (fits && OpFrame.padded(claimed) <= end - at && load(at, OpFrame.padded(claimed))) {
                frame.trusted(buf, in(at));
                if (frame.isWhole()) {
                    return at + OpFrame.padded(claimed);
                }
            }
        }
        return search(at + OpFrame.ALIGN, false);
    }

    /** Whether a whole frame, or a footer, begins here. */
    private boolean isStart(long at, boolean any) throws IOException {
        if (load(at, Math.min(OpFrame.HEADER, end - at)) && Footer.opens(buf, in(at), loaded)) {
            return true;
        }
        if (end - at < OpFrame.HEADER || !load(at, OpFrame.HEADER) || !isHeader(at, any) || !load(at, frame.length())) {
            return false;
        }
        frame.trusted(buf, in(at));
        return frame.isWhole();
    }

    /** The next place from here on where a whole frame, or a footer, begins; -1: none. */
    private long search(long from, boolean any) throws IOException {
        for (long at = from; at + Footer.OPENING <= end; at += OpFrame.ALIGN) {
            if (isStart(at, any)) {
                return at;
            }
        }
        return -1;
    }

    /** Takes a frame whose header is whole. */
    private void take(long at) {
        frame.trusted(buf, in(at));
        if (header.flags() != 0) {
            takeBlock(at);
            return;
        }
        boolean message = SegmentIndex.isMessage(frame.type());
        if (message) {
            settle(frame.seq());
            seen = frame.seq();
        }
        if (!frame.isWhole()) {
            bad(at, message ? frame.seq() : 0, "checksum of a " + frame.type() + " is wrong");
            return;
        }
        add(frame, at, at);
    }

    private void takeBlock(long at) {
        long raw = frame.time();
        int length = (int) raw;
        if (!frame.isWhole()) {
            damaged(at, "checksum of a block is wrong");
            return;
        }
        if (raw < 0 || raw > SegmentHeader.MAX_OPENED) {
            damaged(at, "a block of impossible length");
            return;
        }
        try {
            block = block.length < length ? new byte[length] : block;
            parts.open(
                    header.flags(),
                    buf,
                    frame.bodyOffset(),
                    frame.bodyLength(),
                    block,
                    0,
                    length,
                    Footer.context(header.number(), at));
        } catch (BadBlockException e) {
            damaged(at, e.getMessage() == null ? "a block does not open" : e.getMessage());
            return;
        }
        long start = index.summary.logicalEnd;
        int inside = 0;
        while (inside < length) {
            try {
                inner.read(block, inside, length);
            } catch (BadFrameException e) {
                damaged(at, "a block holds what is no frame");
                return;
            }
            if (SegmentIndex.isMessage(inner.type())) {
                if (!isNext(inner.seq())) {
                    damaged(at, "a block's messages are out of order");
                    return;
                }
                settle(inner.seq());
                seen = inner.seq();
            }
            add(inner, start + inside, at);
            inside += OpFrame.padded(inner.length());
        }
    }

    private void add(OpFrame what, long logical, long at) {
        try {
            index.add(what, logical, at, SubjectIndex.NONE);
        } catch (BadFrameException e) {
            bad(at, SegmentIndex.isMessage(what.type()) ? what.seq() : 0, String.valueOf(e.getMessage()));
        }
    }

    /** Damage whose cost shows with the next message. */
    private void damaged(long at, String what) {
        if (pending < 0) {
            pending = at;
            why = what;
        }
    }

    /** Damage that cost one message, or none (0). */
    private void bad(long at, long seq, String what) {
        anyDamage = true;
        damage.damaged(new Damage(name, at, seq, seq == 0 ? -1 : seq, what));
    }

    /** The next message that is whole has this sequence. */
    private void settle(long seq) {
        if (pending >= 0) {
            anyDamage = true;
            long last = seq == UNKNOWN ? UNKNOWN : Math.max(seen, seq - 1);
            String what = why + "; what was deleted here, if anything was, is there again";
            damage.damaged(new Damage(name, pending, seen + 1, last, what));
            pending = -1;
        }
    }

    private void sum(long from, long to) throws IOException {
        for (long at = Math.max(from, summed); at < to; ) {
            int take = (int) Math.min(to - at, WINDOW);
            if (!load(at, take)) {
                return;
            }
            index.pages.add(buf, in(at), take);
            at += take;
            summed = at;
        }
    }
}
