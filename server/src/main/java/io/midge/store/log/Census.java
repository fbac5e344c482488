package io.midge.store.log;

import io.midge.store.index.SubjectFilter;
import java.util.Arrays;

/**
 * Which subjects the messages of a slab have that is full. Of few subjects it knows how many messages each has; of many only a bit
 * for each, which several may share. Messages that are deleted later are taken out of the one and stay in the other. On the stream's
 * lane.
 */
final class Census {
    private static final int FEW = 256;
    private static final int PLACES = 4 * FEW;
    private static final int MOST_BITS = 1 << 16;

    private final int[] ids;
    private final int[] counts;
    private final long[] bits;

    private Census(int[] ids, int[] counts, long[] bits) {
        this.ids = ids;
        this.counts = counts;
        this.bits = bits;
    }

    /** Of numbers of subjects; those below 0 are no messages. */
    static Census of(int[] subjects, int count) {
        int[] ids = distinct(subjects, count);
        if (ids.length <= FEW) {
            Census census = new Census(ids, new int[ids.length], new long[0]);
            for (int i = 0; i < count; i++) {
                if (subjects[i] >= 0) {
                    census.counts[Arrays.binarySearch(ids, subjects[i])]++;
                }
            }
            return census;
        }
        long[] bits = new long[Math.min(MOST_BITS, Integer.highestOneBit(count) * 8) / 64];
        for (int i = 0; i < count; i++) {
            if (subjects[i] >= 0) {
                bits[word(subjects[i], bits)] |= 1L << subjects[i];
            }
        }
        return new Census(new int[0], new int[0], bits);
    }

    /** In order; more than {@link #FEW}: some of them. */
    private static int[] distinct(int[] subjects, int count) {
        int[] places = new int[PLACES];
        int[] found = new int[FEW + 1];
        int size = 0;
        for (int i = 0; i < count && size <= FEW; i++) {
            int id = subjects[i];
            if (id < 0) {
                continue;
            }
            int place = (id * 0x9e3779b9) >>> 22;
            while (places[place] != 0 && places[place] != id + 1) {
                place = (place + 1) % PLACES;
            }
            if (places[place] == 0) {
                places[place] = id + 1;
                found[size++] = id;
            }
        }
        int[] ids = Arrays.copyOf(found, size);
        Arrays.sort(ids);
        return ids;
    }

    private static int word(int id, long[] bits) {
        return (id >>> 6) & (bits.length - 1);
    }

    private boolean isOfFew() {
        return bits.length == 0;
    }

    /** False: no message has this subject. */
    boolean mayHave(int id) {
        if (isOfFew()) {
            int i = Arrays.binarySearch(ids, id);
            return i >= 0 && counts[i] > 0;
        }
        return ((bits[word(id, bits)] >>> id) & 1) != 0;
    }

    /** False: no message has a subject that is taken. */
    boolean mayHave(SubjectFilter filter) {
        return !isOfFew() || count(filter) > 0;
    }

    /** How many messages have a subject that is taken; -1 if that is not known. */
    int count(SubjectFilter filter) {
        if (!isOfFew()) {
            return -1;
        }
        int count = 0;
        for (int i = 0; i < ids.length; i++) {
            if (counts[i] > 0 && filter.takes(ids[i])) {
                count += counts[i];
            }
        }
        return count;
    }

    /** A message less of this subject. */
    void remove(int id) {
        if (isOfFew()) {
            counts[Arrays.binarySearch(ids, id)]--;
        }
    }
}
