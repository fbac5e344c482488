package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.disk.DiskFull;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the segment that grows. Frames wait in a buffer until that is full, and are there for readers at once; where frames
 * are in blocks, the buffer is the next block. Nothing is synced here. A write that fails leaves everything as it was, and may be
 * tried again. While the disk has no room the buffer grows, so that what is durable in the journal can be applied. On the stream's
 * lane.
 */
final class SegmentWriter {
    /** A segment is full when its frames are this many times its size, however small they have become in their blocks. */
    private static final int EXPANSION = 4;

    private static final int FIRST_BUFFER = 4096;

    /** So much waits at most until there is room: more than can be on its way in the journal. */
    private static final int MOST_WAITING = 64 << 20;

    /** Makes the file, when the first of it is written. */
    interface Making {
        DiskFile make() throws IOException;
    }

    private final SegmentHeader header;
    private final Making making;
    private @Nullable DiskFile file;
    private boolean headed;
    private final BlockCodec codec;
    private final int flushSize;
    private final SegmentIndex index;
    private final OpFrame block = new OpFrame();
    private byte[] buf = new byte[0];
    private int used;
    /** The logical position of the buffer's first byte. */
    private long bufferAt;
    /** Where the file ends. */
    private long written;
    /** Why it cannot be written for now; empty: it can. */
    private String shortage = "";
    /** It is full, and there was no room for its footer. */
    private boolean overdue;

    /** Goes on behind all that the index knows. */
    SegmentWriter(SegmentHeader header, DiskFile file, BlockCodec codec, int flushSize, SegmentIndex index) {
        this(header, () -> file, codec, flushSize, index);
        this.file = file;
        this.headed = true;
    }

    private SegmentWriter(SegmentHeader header, Making making, BlockCodec codec, int flushSize, SegmentIndex index) {
        this.header = header;
        this.making = making;
        this.codec = codec;
        this.flushSize = flushSize;
        this.index = index;
        this.bufferAt = index.summary.logicalEnd;
        this.written = index.summary.fileEnd;
    }

    /** Begins a file that is new. */
    static SegmentWriter begin(SegmentHeader header, Making making, BlockCodec codec, int flushSize) {
        SegmentIndex index = new SegmentIndex(header.base(), header.flags() != 0);
        byte[] head = header.encode();
        index.pages.add(head, 0, head.length);
        return new SegmentWriter(header, making, codec, flushSize, index);
    }

    SegmentIndex index() {
        return index;
    }

    SegmentHeader header() {
        return header;
    }

    /** The file, of which something was written. */
    DiskFile file() {
        return Objects.requireNonNull(file);
    }

    /** The file, with its header. */
    private DiskFile begun() throws IOException {
        DiskFile open = file == null ? making.make() : file;
        file = open;
        if (!headed) {
            open.write(ByteBuffer.wrap(header.encode()), 0);
            headed = true;
        }
        return open;
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** Why it cannot be written for now; empty: it can. */
    String shortage() {
        return shortage;
    }

    /** Whether it should have been sealed, had there been room. */
    boolean isOverdue() {
        return overdue;
    }

    /** How many bytes wait. */
    int waiting() {
        return used;
    }

    /** How long the file will be when all is written, about. */
    long size() {
        return written + used;
    }

    boolean isEmpty() {
        return size() == SegmentHeader.SIZE;
    }

    /** Whether a frame belongs into this segment rather than into the next. */
    boolean fits(OpFrame frame) {
        int length = OpFrame.padded(frame.length());
        return isEmpty()
                || (size() + length <= header.limit()
                        && index.summary.logicalEnd + length <= (long) EXPANSION * header.limit()
                        && reaches(frame));
    }

    private boolean reaches(OpFrame frame) {
        return frame.seq() - header.base() < Integer.MAX_VALUE;
    }

    /** It should have been sealed, which failed: takes a frame that belongs into the next segment, if that is all it can do. */
    void stretch(OpFrame frame, IOException why) throws IOException {
        if (!DiskFull.is(why) || !reaches(frame)) {
            throw why;
        }
        overdue = true;
    }

    /** Takes a frame. */
    void append(OpFrame frame, long lsn, int subject) throws IOException {
        check(frame);
        int length = OpFrame.padded(frame.length());
        if (used > 0 && used + length > flushSize) {
            try {
                flush();
            } catch (IOException e) {
                if (shortage.isEmpty() || used + length > MOST_WAITING) {
                    throw e;
                }
            }
        }
        reserve(length);
        System.arraycopy(frame.buf(), frame.offset(), buf, used, frame.length());
        Arrays.fill(buf, used + frame.length(), used + length, (byte) 0);
        long at = bufferAt + used;
        try {
            index.add(frame, at, header.flags() != 0 ? written : at, subject);
        } catch (BadFrameException e) {
            throw new IllegalArgumentException("a frame that was not checked", e);
        }
        used += length;
        index.summary.lsn(lsn);
    }

    private void check(OpFrame frame) {
        boolean message = SegmentIndex.isMessage(frame.type());
        if (message && frame.seq() <= index.summary.end) {
            throw new IllegalArgumentException("message " + frame.seq() + " after " + index.summary.end);
        }
        if (frame.type() == OpType.BLOCK) {
            throw new IllegalArgumentException("a block within a stream");
        }
        if (frame.type() == OpType.LARGE && frame.payloadLength() != LargeRef.SIZE) {
            throw new IllegalArgumentException("a large message without a reference");
        }
    }

    private void reserve(int more) {
        if (used + more > buf.length) {
            int grown = used < flushSize ? Math.min(flushSize, 2 * buf.length) : 2 * buf.length;
            int room = Math.max(used + more, Math.max(Math.min(flushSize, FIRST_BUFFER), grown));
            buf = Arrays.copyOf(buf, room);
        }
    }

    /** Writes what waits. */
    void flush() throws IOException {
        try {
            writeWaiting();
            shortage = "";
        } catch (IOException e) {
            lacks(e);
            throw e;
        }
    }

    private void lacks(IOException e) {
        shortage = DiskFull.is(e) ? String.valueOf(e.getMessage()) : "";
    }

    private void writeWaiting() throws IOException {
        if (used == 0) {
            return;
        }
        DiskFile to = begun();
        byte[] bytes = buf;
        int length = used;
        if (header.flags() != 0) {
            bytes = new byte[OpFrame.size(codec.bound(used))];
            int sealed = codec.seal(buf, 0, used, bytes, OpFrame.HEADER, Footer.context(header.number(), written));
            long seq = index.marks.seq(index.marks.count() - 1);
            length = block.put(bytes, 0, OpType.BLOCK, header.flags(), seq, used, sealed);
        }
        to.write(ByteBuffer.wrap(bytes, 0, length), written);
        index.pages.add(bytes, 0, length);
        written += length;
        index.summary.fileEnd = written;
        bufferAt += used;
        used = 0;
        if (buf.length > flushSize) {
            buf = new byte[0];
        }
    }

    /** Gives back the room of the buffer, if nothing waits in it. */
    void rest() {
        if (used == 0) {
            buf = new byte[0];
        }
    }

    /**
     * Writes all and a footer.
     *
     * @return how long the file is
     */
    long seal() throws IOException {
        flush();
        DiskFile to = begun();
        try {
            Bytes footer = Footer.encode(header, written, index.builder, codec);
            long end = written + footer.length();
            to.write(ByteBuffer.wrap(footer.buf(), 0, footer.length()), written);
            cut(to, end); // the footer's end is the file's
            return end;
        } catch (BadFrameException e) {
            throw new IllegalStateException("sections that were just made are damaged", e);
        } catch (IOException e) {
            lacks(e);
            if (!shortage.isEmpty()) {
                cut(to, written); // frames may follow
            }
            throw e;
        }
    }

    private static void cut(DiskFile file, long end) throws IOException {
        if (file.size() > end) {
            file.truncate(end);
        }
    }

    /** The logical position from which on frames are in the buffer. */
    long bufferAt() {
        return bufferAt;
    }

    /** Whether a logical position is in the buffer. */
    boolean holds(long at) {
        return at >= bufferAt;
    }

    /** The buffer; valid until the next frame is taken. */
    byte[] buffer() {
        return buf;
    }

    /** Where in the buffer a logical position is. */
    int inBuffer(long at) {
        return (int) (at - bufferAt);
    }
}
