package io.midge.store.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How the journal lies on the disk. A position in it is a log sequence number (LSN): a byte of a log without end, of which each
 * file holds a part. A file is named after its first LSN and ends at the latest where the next one begins.
 *
 * <pre>
 *  0000000000000000.jrn            0000000004000000.jrn            0000000008000000.jrn
 *  ├─batch─┬─batch────┬─batch─┤░░░ ├─batch─┬─batch─┤(stale or zero) (prepared)
 *  0       4096       20480   28672
 * </pre>
 *
 * Batches start at multiples of {@link #PAGE} and do not cross files; what is left of a file when the next batch does not fit
 * stays unused. A batch is a header ({@link BatchHeader}) and entries, each with an {@link Envelope}.
 */
final class Layout {
    /** Batches start at multiples of this. */
    static final int PAGE = 4096;

    /** No file, and so no batch, is larger. */
    static final int MAX_FILE = 1 << 30;

    /** No batch of several entries has more bytes of them: so far at most a tear can reach. */
    static final int MAX_GROUPED = 4 << 20;

    /** No batch begins later: so far no log comes. */
    static final long MAX_LSN = 1L << 62;

    /** No group has a number that is larger. */
    static final long MAX_GROUP = (1L << 56) - 1;

    static final String SUFFIX = ".jrn";

    static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Layout() {}

    /** Up to the next multiple of {@link #PAGE}. */
    static int paged(int length) {
        return length + PAGE - 1 & -PAGE;
    }

    /** Up to the next multiple of {@link #PAGE}. */
    static long paged(long lsn) {
        return lsn + PAGE - 1 & -PAGE;
    }

    /** The name of the file that begins with this LSN. */
    static String name(long first) {
        StringBuilder name = new StringBuilder(20);
        for (int shift = 60; shift >= 0; shift -= 4) {
            name.append(Character.forDigit((int) (first >>> shift) & 15, 16));
        }
        return name.append(SUFFIX).toString();
    }

    /** The first LSN of a file of this name; -1 if it is none of the journal's. */
    static long first(String name) {
        if (name.length() != 16 + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        long first = 0;
        for (int i = 0; i < 16; i++) {
            char c = name.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return -1;
            }
            first = first << 4 | digit;
        }
        return first < 0 || first > MAX_LSN || first % PAGE != 0 ? -1 : first;
    }

    /** Whether these bytes are all zero. */
    static boolean isZero(byte[] buf, int from, int to) {
        return from >= to || (buf[from] == 0 && Arrays.equals(buf, from, to - 1, buf, from + 1, to));
    }
}
