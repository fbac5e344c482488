package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BadBlockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of segments in memory, for those who read them: what a pread brought, or a block that was opened. Few, the one that was
 * not used for longest makes room. Whoever reads on where a window ends gets twice as much as last time. On the stream's lane.
 */
final class Windows {
    private static final int COUNT = 4;
    private static final int SMALL = 4096;
    private static final int LARGE = 128 << 10;

    private static final class Window {
        @Nullable
        Segment segment;

        byte[] buf = new byte[0];

        @Nullable
        ByteBuffer view;

        long from;
        int length;
        long used;
        int ahead = SMALL;

        ByteBuffer room(int bytes) {
            ByteBuffer now = view;
            if (now == null || buf.length < bytes) {
                buf = new byte[Math.max(bytes, Math.min(LARGE, 2 * bytes))];
                now = ByteBuffer.wrap(buf);
                view = now;
            }
            return now.clear().limit(bytes);
        }

        boolean holds(Segment of, long at, int need) {
            return segment == of && at >= from && at + need <= from + length;
        }
    }

    private final Handles handles;
    private final Parts parts;
    private final Window[] all = new Window[COUNT];
    private Window latest = new Window();
    private final OpFrame block = new OpFrame();
    private byte[] sealed = new byte[0];
    private long tick;
    private byte[] buf = new byte[0];
    private int off;

    Windows(Handles handles, Parts parts) {
        this.handles = handles;
        this.parts = parts;
        for (int i = 0; i < COUNT; i++) {
            all[i] = new Window();
        }
    }

    /** The bytes that {@link #cover} found, until the next call. */
    byte[] buf() {
        return buf;
    }

    /** Where in {@link #buf} they begin. */
    int off() {
        return off;
    }

    /**
     * Has {@code need} bytes of a segment in memory, from a logical position on.
     *
     * @param stretch where it is, in the segment's marks
     * @param until where what is wanted ends at most, which is beyond {@code at + need}
     * @throws BadFrameException they are not in the file, or their block does not open
     */
    void cover(Segment of, Marks marks, int stretch, long at, int need, long until)
            throws IOException, BadFrameException {
        SegmentWriter writer = of.writer;
        if (writer != null && writer.holds(at)) {
            buf = writer.buffer();
            off = writer.inBuffer(at);
            return;
        }
        Window window = latest.holds(of, at, need) ? latest : find(of, at, need);
        if (window == null) {
            window = of.isBlocks() ? open(of, marks, stretch, at, need) : read(of, at, need, until);
        }
        latest = window;
        window.used = ++tick;
        buf = window.buf;
        off = (int) (at - window.from);
    }

    private @Nullable Window find(Segment of, long at, int need) {
        for (Window each : all) {
            if (each.holds(of, at, need)) {
                return each;
            }
        }
        return null;
    }

    /** The one that ends where reading goes on, or else the oldest. */
    private Window victim(Segment of, long at) {
        Window oldest = all[0];
        for (Window each : all) {
            if (each.segment == of && at > each.from && at <= each.from + each.length) {
                each.ahead = Math.min(LARGE, 4 * each.ahead);
                return each;
            }
            if (each.used < oldest.used) {
                oldest = each;
            }
        }
        oldest.ahead = SMALL;
        return oldest;
    }

    private Window read(Segment of, long at, int need, long until) throws IOException, BadFrameException {
        Window window = victim(of, at);
        SegmentWriter writer = of.writer;
        long end = writer == null ? of.summary.fileEnd : writer.size() - writer.waiting();
        long want = window.ahead == SMALL ? until - at : window.ahead;
        int length = (int) Math.min(Math.max(need, want), end - at);
        window.segment = null;
        if (length < need) {
            throw new BadFrameException("a frame is cut off");
        }
        int came;
        try {
            came = file(of).read(window.room(length), at);
        } catch (IOException e) {
            if (length == need) {
                throw e;
            }
            length = need; // what cannot be read may stand behind it
            came = file(of).read(window.room(length), at);
        }
        if (came < need) {
            throw new BadFrameException("the file is cut off");
        }
        window.segment = of;
        window.from = at;
        window.length = came;
        return window;
    }

    private DiskFile file(Segment of) throws IOException {
        SegmentWriter writer = of.writer;
        return writer != null ? writer.file() : handles.open(of.handle);
    }

    private Window open(Segment of, Marks marks, int stretch, long at, int need) throws IOException, BadFrameException {
        Window window = victim(of, at);
        long start = marks.start(stretch);
        long raw = marks.end(stretch, of.summary.logicalEnd) - start;
        long where = marks.file(stretch);
        SegmentWriter writer = of.writer;
        long fileEnd = writer == null ? of.summary.fileEnd : writer.size() - writer.waiting();
        if (writer != null && stretch + 1 == marks.count()) {
            raw = Math.min(raw, writer.bufferAt() - start);
        }
        long length = marks.fileEnd(stretch, fileEnd) - where;
        window.segment = null;
        if (raw < at - start + need
                || raw > SegmentHeader.MAX_OPENED
                || length < OpFrame.HEADER
                || length > OpFrame.MAX_LENGTH) {
            throw new BadFrameException("a block is too short");
        }
        int stored = (int) length;
        sealed = sealed.length < stored ? new byte[stored] : sealed;
        if (file(of).read(ByteBuffer.wrap(sealed, 0, stored), where) != stored) {
            throw new BadFrameException("the file is cut off");
        }
        block.read(sealed, 0, stored);
        if (block.type() != OpType.BLOCK || block.time() != raw) {
            throw new BadFrameException("another block than expected");
        }
        window.room((int) raw);
        try {
            parts.open(
                    of.header.flags(),
                    sealed,
                    block.bodyOffset(),
                    block.bodyLength(),
                    window.buf,
                    0,
                    (int) raw,
                    Footer.context(of.number(), where));
        } catch (BadBlockException e) {
            throw new BadFrameException("a block does not open");
        }
        window.segment = of;
        window.from = start;
        window.length = (int) raw;
        return window;
    }

    /** Forgets what is in memory of a segment. */
    void forget(Segment of) {
        for (Window each : all) {
            if (each.segment == of) {
                each.segment = null;
            }
        }
    }

    /** Gives back all memory. */
    void rest() {
        latest = new Window();
        for (int i = 0; i < COUNT; i++) {
            all[i] = new Window();
        }
        sealed = new byte[0];
        buf = new byte[0];
    }

    /** How often something was asked for. */
    long uses() {
        return tick;
    }
}
