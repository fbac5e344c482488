package io.midge.store.consumer;

import java.util.Arrays;

/** How often messages were delivered again, by stream sequence (from 1 on): a table with open addresses. */
final class Redeliveries {
    private static final int FIRST = 8;

    private long[] seqs = new long[FIRST]; // 0: free
    private int[] counts = new int[FIRST];
    private int size;
    private long least = Long.MAX_VALUE; // none is below

    int size() {
        return size;
    }

    /** How often; 0 if never. */
    int get(long seq) {
        if (seq <= 0) {
            return 0;
        }
        int at = slot(seq);
        return seqs[at] == seq ? counts[at] : 0;
    }

    /** Sets a count from 1 on. */
    void put(long seq, int count) {
        int at = slot(seq);
        if (seqs[at] != seq) {
            if (size >= seqs.length / 4 * 3) {
                grow();
                at = slot(seq);
            }
            seqs[at] = seq;
            size++;
            least = Math.min(least, seq);
        }
        counts[at] = count;
    }

    /** Whether there was one. */
    boolean remove(long seq) {
        int hole = slot(seq);
        if (seq <= 0 || seqs[hole] != seq) {
            return false;
        }
        int mask = seqs.length - 1;
        for (int next = hole + 1 & mask; seqs[next] != 0; next = next + 1 & mask) {
            if ((next - home(seqs[next]) & mask) >= (next - hole & mask)) { // may stand where the hole is
                seqs[hole] = seqs[next];
                counts[hole] = counts[next];
                hole = next;
            }
        }
        seqs[hole] = 0;
        size--;
        return true;
    }

    /** Forgets all in these ranges, which are in order, both ends included; whether there was any. */
    boolean removeAll(Rows ranges) {
        int before = size;
        long[] all = ranges.isEmpty() || size == 0 ? new long[0] : sorted();
        int range = 0;
        for (long seq : all) {
            while (range < ranges.count() && ranges.at(range, 1) < seq) {
                range++;
            }
            if (range < ranges.count() && ranges.at(range, 0) <= seq) {
                remove(seq);
            }
        }
        return size != before;
    }

    /** Forgets all below a sequence; whether there was any. Where none can be it does not look. */
    boolean removeBelow(long below) {
        if (size == 0 || least >= below) {
            return false;
        }
        long[] gone = new long[size];
        int to = 0;
        long rest = Long.MAX_VALUE;
        for (long seq : seqs) {
            if (seq >= below) {
                rest = Math.min(rest, seq);
            } else if (seq != 0) {
                gone[to++] = seq;
            }
        }
        for (int i = 0; i < to; i++) {
            remove(gone[i]);
        }
        least = rest;
        return to > 0;
    }

    /** All sequences, in order. */
    long[] sorted() {
        long[] all = new long[size];
        int to = 0;
        for (long seq : seqs) {
            if (seq != 0) {
                all[to++] = seq;
            }
        }
        Arrays.sort(all);
        return all;
    }

    Redeliveries copy() {
        Redeliveries copy = new Redeliveries();
        copy.seqs = seqs.clone();
        copy.counts = counts.clone();
        copy.size = size;
        copy.least = least;
        return copy;
    }

    private int slot(long seq) {
        int mask = seqs.length - 1;
        int at = home(seq);
        while (seqs[at] != 0 && seqs[at] != seq) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(long seq) {
        return (int) ((seq * 0x9E3779B97F4A7C15L) >>> 32) & (seqs.length - 1);
    }

    private void grow() {
        long[] oldSeqs = seqs;
        int[] oldCounts = counts;
        seqs = new long[oldSeqs.length * 2];
        counts = new int[oldSeqs.length * 2];
        for (int i = 0; i < oldSeqs.length; i++) {
            if (oldSeqs[i] != 0) {
                int at = slot(oldSeqs[i]);
                seqs[at] = oldSeqs[i];
                counts[at] = oldCounts[i];
            }
        }
    }
}
