package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the sections of a sealed segment stand in its file.
 *
 * <pre>
 *   frames | opening, 16 bytes | sections, each at a multiple of 8 | table | trailer, 64 bytes | end of file
 *
 *   opening   u64 magic · u32 0 · u32 CRC32C of bytes 0 to 11
 *   table     of each section: u32 position from the opening on · u32 length as stored · u32 length · u32 CRC32C as stored
 *   trailer    0  u64  magic
 *              8  u64  group
 *             16  u64  number of the segment
 *             24  u64  number of the last segment whose frames were merged into this one
 *             32  u64  position of the opening
 *             40  u32  bytes from there to the trailer
 *             44  u32  sections
 *             48  u32  flags, as in the header of the file
 *             52  u32  CRC32C of the table
 *             56  u32  size from which on the segment is full
 *             60  u32  CRC32C of bytes 0 to 59
 * </pre>
 *
 * Where frames are in blocks, each section is sealed as a block of its own, since it holds subjects. The footer is made of the frames
 * alone, and can be made again.
 */
final class Footer {
    static final int OPENING = 16;
    static final int TRAILER = 64;

    private static final int ROW = 16;
    private static final int TABLE = ROW * Section.ALL.size();
    private static final long MAGIC = 0x52544f46_4744494dL; // MIDGFOTR
    private static final long END = 0x444e4553_4744494dL; // MIDGSEND
    /** No section is longer: a segment whose blocks compress well is full before ({@link SegmentWriter}). */
    private static final int MAX_SECTION = 1 << 26;

    private final SegmentHeader header;
    private final long at;
    private final byte[] table;

    private Footer(SegmentHeader header, long at, byte[] table) {
        this.header = header;
        this.at = at;
        this.table = table;
    }

    /** Where frames end. */
    long at() {
        return at;
    }

    /** What the trailer says of the segment; the base is not among it. */
    SegmentHeader header() {
        return header;
    }

    /** The bytes of a footer that stands at {@code at}. */
    static Bytes encode(SegmentHeader header, long at, Section.Source from, BlockCodec codec)
            throws IOException, BadFrameException {
        Bytes to = new Bytes();
        to.u64(MAGIC);
        to.u32(0);
        to.u32(Le.crc(to.buf(), 0, 12));
        byte[] table = new byte[TABLE];
        for (Section each : Section.ALL) {
            section(header, at, from.section(each), codec, to, table, each.place() * ROW);
        }
        to.bytes(table, 0, TABLE);
        byte[] trailer = new byte[TRAILER];
        Le.u64(trailer, 0, END);
        Le.u64(trailer, 8, header.group());
        Le.u64(trailer, 16, header.number());
        Le.u64(trailer, 24, header.upTo());
        Le.u64(trailer, 32, at);
        Le.u32(trailer, 40, to.length());
        Le.u32(trailer, 44, Section.ALL.size());
        Le.u32(trailer, 48, header.flags());
        Le.u32(trailer, 52, Le.crc(table, 0, TABLE));
        Le.u32(trailer, 56, header.limit());
        Le.u32(trailer, 60, Le.crc(trailer, 0, 60));
        to.bytes(trailer, 0, TRAILER);
        return to;
    }

    private static void section(
            SegmentHeader header, long at, Cursor from, BlockCodec codec, Bytes to, byte[] table, int row) {
        int raw = from.left();
        int start = to.length();
        byte[] stored = from.buf();
        int length = raw;
        if (header.flags() != 0 && raw > 0) {
            stored = new byte[codec.bound(raw)];
            length = codec.seal(from.buf(), 0, raw, stored, 0, context(header.number(), at + start));
        }
        to.bytes(stored, 0, length);
        Le.u32(table, row, start);
        Le.u32(table, row + 4, length);
        Le.u32(table, row + 8, raw);
        Le.u32(table, row + 12, Le.crc(stored, 0, length));
        to.bytes(new byte[OpFrame.ALIGN], 0, -length & OpFrame.ALIGN - 1);
    }

    /** What binds a block to its place. */
    static long context(long number, long at) {
        return number << 32 | at >>> 3;
    }

    /**
     * Reads where everything is.
     *
     * @throws BadFrameException there is no whole footer of this segment
     */
    static Footer read(DiskFile file, long group, long number) throws IOException, BadFrameException {
        long size = file.size();
        if (size < SegmentHeader.SIZE + OPENING + TABLE + TRAILER) {
            throw new BadFrameException("the file is too short for a footer");
        }
        byte[] tail = bytes(file, size - TRAILER - TABLE, TABLE + TRAILER);
        int t = TABLE;
        if (Le.u64(tail, t) != END || Le.u32(tail, t + 60) != Le.crc(tail, t, 60)) {
            throw new BadFrameException("the trailer is damaged");
        }
        long at = Le.u64(tail, t + 32);
        int length = Le.u32(tail, t + 40);
        SegmentHeader header = new SegmentHeader(
                Le.u32(tail, t + 48),
                Le.u64(tail, t + 8),
                Le.u64(tail, t + 16),
                Le.u64(tail, t + 24),
                0,
                Le.u32(tail, t + 56));
        if (header.group() != group || header.number() != number || header.upTo() < number) {
            throw new BadFrameException("the trailer is another segment's");
        }
        if (Le.u32(tail, t + 44) != Section.ALL.size()
                || length < OPENING + TABLE
                || at < SegmentHeader.SIZE
                || at % OpFrame.ALIGN != 0
                || at + length + TRAILER != size
                || Le.crc(tail, 0, TABLE) != Le.u32(tail, t + 52)) {
            throw new BadFrameException("the footer's table is damaged");
        }
        byte[] table = Arrays.copyOf(tail, TABLE);
        for (int row = 0; row < TABLE; row += ROW) {
            int start = Le.u32(table, row);
            int stored = Le.u32(table, row + 4);
            int raw = Le.u32(table, row + 8);
            if (start < OPENING || stored < 0 || start > length - TABLE - stored || raw < 0 || raw > MAX_SECTION) {
                throw new BadFrameException("the footer's table makes no sense");
            }
        }
        return new Footer(header, at, table);
    }

    /** Whether a footer begins here. */
    static boolean opens(byte[] buf, int at, int end) {
        return end - at >= OPENING && Le.u64(buf, at) == MAGIC && Le.u32(buf, at + 12) == Le.crc(buf, at, 12);
    }

    /** Reads a section. */
    Cursor section(DiskFile file, Parts parts, Section which) throws IOException, BadFrameException {
        int row = which.place() * ROW;
        int start = Le.u32(table, row);
        int stored = Le.u32(table, row + 4);
        int raw = Le.u32(table, row + 8);
        byte[] bytes = bytes(file, at + start, stored);
        if (Le.crc(bytes, 0, stored) != Le.u32(table, row + 12)) {
            throw new BadFrameException("section " + which + " of the footer is damaged");
        }
        if (header.flags() == 0 || raw == 0) {
            if (stored != raw) {
                throw new BadFrameException("section " + which + " of the footer has another length");
            }
            return new Cursor(bytes, 0, stored);
        }
        byte[] opened = new byte[raw];
        try {
            parts.open(header.flags(), bytes, 0, stored, opened, 0, raw, context(header.number(), at + start));
        } catch (BadBlockException e) {
            throw new BadFrameException("section " + which + " of the footer does not open");
        }
        return new Cursor(opened, 0, raw);
    }

    /**
     * Looks at all that no section's checksum covers.
     *
     * @throws BadFrameException it is not what was written
     */
    void verify(DiskFile file, long group) throws IOException, BadFrameException {
        Footer again = read(file, group, header.number());
        if (again.at != at || !Arrays.equals(again.table, table)) {
            throw new BadFrameException("the footer is another one");
        }
        if (!opens(bytes(file, at, OPENING), 0, OPENING)) {
            throw new BadFrameException("the footer's opening is damaged");
        }
        for (int row = 0; row < TABLE; row += ROW) {
            int stored = Le.u32(table, row + 4);
            byte[] padding = bytes(file, at + Le.u32(table, row) + stored, -stored & OpFrame.ALIGN - 1);
            if (!Arrays.equals(padding, new byte[padding.length])) {
                throw new BadFrameException("zeros within the footer were changed");
            }
        }
    }

    private static byte[] bytes(DiskFile file, long at, int length) throws IOException, BadFrameException {
        byte[] to = new byte[length];
        if (file.read(ByteBuffer.wrap(to), at) != length) {
            throw new BadFrameException("the footer is cut off");
        }
        return to;
    }
}
