package io.midge.store.log;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A checksum of each page of a file, made while it is written from its start on: it tells a page that belongs elsewhere, or is
 * of another time, and whose frames are whole in themselves. On the stream's lane.
 */
final class PageSums {
    static final int PAGE = 4096;

    private final CRC32C crc = new CRC32C();
    private int[] sums = new int[4];
    private int full;
    private int filled;

    void add(byte[] from, int off, int length) {
        int at = off;
        int left = length;
        while (left > 0) {
            int take = Math.min(left, PAGE - filled);
            crc.update(from, at, take);
            at += take;
            left -= take;
            filled += take;
            if (filled == PAGE) {
                if (full == sums.length) {
                    sums = Arrays.copyOf(sums, 2 * full);
                }
                sums[full++] = (int) crc.getValue();
                crc.reset();
                filled = 0;
            }
        }
    }

    /** How many bytes there were. */
    long length() {
        return (long) full * PAGE + filled;
    }

    /** Of each page, the last one as far as it goes. */
    void encode(Bytes to) {
        for (int i = 0; i < full; i++) {
            to.u32(sums[i]);
        }
        if (filled > 0) {
            to.u32((int) crc.getValue());
        }
    }
}
