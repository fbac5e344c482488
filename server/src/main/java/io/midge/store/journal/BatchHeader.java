package io.midge.store.journal;

import static io.midge.store.journal.Layout.U32;
import static io.midge.store.journal.Layout.U64;

import java.util.zip.CRC32C;

/**
 * What stands at the beginning of a batch, little-endian:
 *
 * <pre>
 *    0  u64  magic
 *    8  u64  the journal's id, which nobody outside knows, so that no payload can look like a batch
 *   16  u64  LSN of the batch: a header that stands elsewhere is of a file's former use
 *   24  u64  durable: all below was synced before this was written
 *   32  u32  epoch: how often the journal had been opened
 *   36  u32  how many entries
 *   40  u32  pages from here to where the next batch would stand; the highest bits are flags
 *   44  u32  link of the batch before
 *   48  u32  length of the body as it lies here
 *   52  u32  length of the body as it was
 *   56  u32  CRC32C of a sealed body; else 0, as each entry has its own
 *   60  u32  CRC32C of bytes 0 to 59
 * </pre>
 *
 * A batch's <i>link</i> is the CRC32C of bytes 0 to 47, which stay as they are when an entry is erased. Since a batch is only
 * written after the one before was synced, a batch whose link fits proves the one before. A view; of one thread.
 */
final class BatchHeader {
    static final int SIZE = 64;
    static final long MAGIC = 0x314c4e524a474d89L; // 89 'MGJRNL1'

    /** The body is sealed by a codec. */
    static final int SEALED = 1 << 31;

    /** The file had its full size when this was written: one that is shorter was cut. */
    static final int WHOLE_FILE = 1 << 30;

    private static final int PAGES = (1 << 24) - 1;
    private static final int LINKED = 48;
    private static final int CHECKED = 60;

    private final CRC32C crc = new CRC32C();
    private final long id;

    long lsn;
    long durable;
    int epoch;
    int entries;
    int flags;
    int room;
    int previous;
    int length;
    int raw;
    int bodyCrc;
    /** Of this header, as it was read or written. */
    int link;

    BatchHeader(long id) {
        this.id = id;
    }

    boolean isSealed() {
        return (flags & SEALED) != 0;
    }

    /** Where the next batch would stand. */
    long next() {
        return lsn + room;
    }

    /** Writes all of it; the link is known then. */
    void put(byte[] to, int at) {
        U64.set(to, at, MAGIC);
        U64.set(to, at + 8, id);
        U64.set(to, at + 16, lsn);
        U64.set(to, at + 24, durable);
        U32.set(to, at + 32, epoch);
        U32.set(to, at + 36, entries);
        U32.set(to, at + 40, room / Layout.PAGE | flags);
        U32.set(to, at + 44, previous);
        U32.set(to, at + 48, length);
        U32.set(to, at + 52, raw);
        U32.set(to, at + 56, bodyCrc);
        U32.set(to, at + CHECKED, crc(to, at, CHECKED));
        link = crc(to, at, LINKED);
    }

    /** Reads one; false: there is none of this journal, wherever it may belong. At least {@link #SIZE} bytes must be there. */
    boolean read(byte[] from, int at) {
        if ((long) U64.get(from, at) != MAGIC
                || (long) U64.get(from, at + 8) != id
                || (int) U32.get(from, at + CHECKED) != crc(from, at, CHECKED)) {
            return false;
        }
        lsn = (long) U64.get(from, at + 16);
        durable = (long) U64.get(from, at + 24);
        epoch = (int) U32.get(from, at + 32);
        entries = (int) U32.get(from, at + 36);
        int pages = (int) U32.get(from, at + 40);
        flags = pages & ~PAGES;
        room = (pages & PAGES) * Layout.PAGE;
        previous = (int) U32.get(from, at + 44);
        length = (int) U32.get(from, at + 48);
        raw = (int) U32.get(from, at + 52);
        bodyCrc = (int) U32.get(from, at + 56);
        link = crc(from, at, LINKED);
        return makesSense();
    }

    private boolean makesSense() {
        return lsn >= 0
                && lsn <= Layout.MAX_LSN
                && lsn % Layout.PAGE == 0
                && durable >= 0
                && durable <= lsn
                && room > 0
                && room <= Layout.MAX_FILE
                && length >= 0
                && length <= room - SIZE
                && raw >= 0
                && raw <= room - SIZE
                && (isSealed() || raw == length)
                && entries >= 0
                && entries <= raw / Envelope.SIZE;
    }

    /** Whether what stands here was a header at this place and no longer is. One of a file's former use is none. */
    boolean remains(byte[] from, int at, long there) {
        if (read(from, at) && lsn != there) {
            return false;
        }
        int same = (long) U64.get(from, at) == MAGIC ? 1 : 0;
        same += (long) U64.get(from, at + 8) == id ? 1 : 0;
        same += (long) U64.get(from, at + 16) == there ? 1 : 0;
        return same >= 2;
    }

    int crc(byte[] of, int from, int len) {
        crc.reset();
        crc.update(of, from, len);
        return (int) crc.getValue();
    }
}
