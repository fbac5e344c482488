package io.midge.store.journal;

import static io.midge.store.journal.Layout.U32;
import static io.midge.store.journal.Layout.U64;

import io.midge.raft.Entry;
import java.util.zip.CRC32C;

/**
 * What stands before an entry's payload, little-endian. It starts at a multiple of 8, and so does what follows the payload.
 *
 * <pre>
 *    0  u32  CRC32C of bytes 4 to 31, mixed with the journal's id and the entry's LSN
 *    4  u32  length of the payload; the highest bit: it was erased
 *    8  u56  group
 *   15  u8   kind
 *   16  u64  index
 *   24  u32  term
 *   28  u32  CRC32C of the payload
 * </pre>
 *
 * The checksum holds at this place of this journal only: neither what a client sends nor what a file held before passes for an
 * entry, wherever one is searched for. It checks and writes checksums, of one thread.
 */
final class Envelope {
    static final int SIZE = 32;

    private static final int ERASED = 1 << 31;

    private final CRC32C crc = new CRC32C();
    private final long id;

    Envelope(long id) {
        this.id = id;
    }

    /** How many bytes an entry with a payload of this length takes. */
    static int size(int payload) {
        return SIZE + payload + 7 & -8;
    }

    /** Writes all but the checksums, around a payload that is there or will be. */
    static void put(byte[] to, int at, int length, long group, long index, int term, byte kind) {
        U64.set(to, at + size(length) - 8, 0L); // the padding
        U32.set(to, at + 4, length);
        U64.set(to, at + 8, group | (long) kind << 56);
        U64.set(to, at + 16, index);
        U32.set(to, at + 24, term);
    }

    static int length(byte[] of, int at) {
        return (int) U32.get(of, at + 4) & ~ERASED;
    }

    static long group(byte[] of, int at) {
        return (long) U64.get(of, at + 8) & Layout.MAX_GROUP;
    }

    static long index(byte[] of, int at) {
        return (long) U64.get(of, at + 16);
    }

    static boolean isErased(byte[] of, int at) {
        return ((int) U32.get(of, at + 4) & ERASED) != 0;
    }

    /** Makes the entry a view of what stands here. */
    static Entry view(Entry entry, byte[] of, int at, long lsn) {
        long group = (long) U64.get(of, at + 8);
        entry.group = group & Layout.MAX_GROUP;
        return entry.set(
                lsn,
                (long) U64.get(of, at + 16),
                (int) U32.get(of, at + 24),
                (byte) (group >> 56),
                of,
                at + SIZE,
                length(of, at));
    }

    /** Writes the checksums of the entry here. */
    void seal(byte[] of, int at, long lsn) {
        U32.set(of, at + 28, crc(of, at + SIZE, length(of, at)));
        U32.set(of, at, envelopeCrc(of, at, lsn));
    }

    /** Overwrites the payload. */
    void erase(byte[] of, int at, long lsn) {
        int length = length(of, at);
        java.util.Arrays.fill(of, at + SIZE, at + SIZE + length, (byte) 0);
        U32.set(of, at + 4, length | ERASED);
        seal(of, at, lsn);
    }

    /** Whether an entry of this LSN begins here and ends before {@code to}. */
    boolean isHere(byte[] of, int at, int to, long lsn) {
        int length = length(of, at);
        return length <= to - at - SIZE && size(length) <= to - at && (int) U32.get(of, at) == envelopeCrc(of, at, lsn);
    }

    /** Whether the payload of an entry that is here is whole. */
    boolean isWhole(byte[] of, int at) {
        return (int) U32.get(of, at + 28) == crc(of, at + SIZE, length(of, at));
    }

    private int envelopeCrc(byte[] of, int at, long lsn) {
        long mixed = (id ^ lsn) * 0x9E3779B97F4A7C15L;
        return crc(of, at + 4, SIZE - 4) ^ (int) (mixed ^ mixed >>> 32);
    }

    private int crc(byte[] of, int from, int len) {
        crc.reset();
        crc.update(of, from, len);
        return (int) crc.getValue();
    }
}
