package io.midge.sim;

import java.util.TreeMap;

/**
 * Bytes in pages of 4 KiB, of which those that were never written hold zeros. A page that several hold is never changed:
 * whoever writes puts another in its place.
 */
final class Pages {
    static final int PAGE = 4096;
    private static final byte[] ZEROS = new byte[PAGE];

    private final TreeMap<Long, byte[]> pages = new TreeMap<>();

    /** Holds the same pages. */
    Pages copy() {
        Pages copy = new Pages();
        copy.pages.putAll(pages);
        return copy;
    }

    /** To be read only. */
    byte[] get(long page) {
        return pages.getOrDefault(page, ZEROS);
    }

    boolean has(long page) {
        return pages.containsKey(page);
    }

    void put(long page, byte[] bytes) {
        pages.put(page, bytes);
    }

    /** Zeros from a position on. */
    void cut(long size) {
        long whole = count(size);
        pages.tailMap(whole, true).clear();
        int rest = (int) (size % PAGE);
        byte[] last = rest == 0 ? null : pages.get(whole - 1);
        if (last != null) {
            byte[] cut = new byte[PAGE];
            System.arraycopy(last, 0, cut, 0, rest);
            pages.put(whole - 1, cut);
        }
    }

    /** How many pages hold so many bytes. */
    static long count(long size) {
        return (size + PAGE - 1) / PAGE;
    }
}
