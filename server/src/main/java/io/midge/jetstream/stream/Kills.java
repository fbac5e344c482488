package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.Decision;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Messages that one proposal removes: one by one, and all below a sequence. */
@Confined("stream lane")
final class Kills {
    private static final int FIRST = 16;
    private static final int KEPT = 1 << 14;

    private long[] seqs = new long[FIRST];
    private @Nullable Touched[] subjects = new @Nullable Touched[FIRST];
    private int count;
    private long evictFrom;
    private long evictTo; // 0: nothing is evicted
    private long[] pairs = new long[0];
    private int ranges;
    private boolean erases;

    /** A message goes. */
    void add(long seq, Touched of) {
        if (count == seqs.length) {
            seqs = Arrays.copyOf(seqs, 2 * count);
            subjects = Arrays.copyOf(subjects, 2 * count);
        }
        seqs[count] = seq;
        subjects[count++] = of;
    }

    /** All from one sequence on that are below another go; those that were counted one by one are among them. */
    void evict(long from, long below) {
        evictFrom = evictTo == 0 ? from : Math.min(evictFrom, from);
        evictTo = Math.max(evictTo, below);
    }

    /** What goes is to be overwritten wherever it lies. */
    void erase() {
        erases = true;
    }

    /** No message goes whose sequence is above this. */
    long last() {
        long last = evictTo - 1;
        for (int i = 0; i < count; i++) {
            last = Math.max(last, seqs[i]);
        }
        return last;
    }

    boolean isEmpty() {
        return count == 0 && evictTo == 0;
    }

    int count() {
        return count;
    }

    long seq(int i) {
        return seqs[i];
    }

    Touched subject(int i) {
        Touched subject = subjects[i];
        if (subject == null) {
            throw new IllegalStateException("no message " + i);
        }
        return subject;
    }

    /** Says it in a decision, once. */
    void decide(Decision decision, long time) {
        pair();
        int at = 0;
        while (at < ranges) {
            int some = Math.min(ranges - at, Decision.MAX_RANGES);
            decision.delete(Arrays.copyOfRange(pairs, 2 * at, 2 * (at + some)), some, time, erases);
            at += some;
        }
        if (evictTo > 0) {
            decision.evict(evictTo, time);
        }
    }

    private void pair() {
        long[] sorted = Arrays.copyOf(seqs, count);
        Arrays.sort(sorted);
        pairs = new long[2 * count];
        ranges = 0;
        for (long seq : sorted) {
            if (seq < evictTo) {
                continue;
            }
            if (ranges > 0 && pairs[2 * ranges - 1] == seq - 1) {
                pairs[2 * ranges - 1] = seq;
            } else {
                pairs[2 * ranges] = seq;
                pairs[2 * ranges + 1] = seq;
                ranges++;
            }
        }
    }

    /** Tells of what was decided: they are gone. */
    void tell(Audience audience) {
        for (int i = 0; i < ranges; i++) {
            audience.removed(pairs[2 * i], pairs[2 * i + 1]);
        }
        if (evictTo > evictFrom) {
            audience.removed(evictFrom, evictTo - 1);
        }
    }

    void clear() {
        Arrays.fill(subjects, 0, count, null);
        count = 0;
        evictFrom = 0;
        evictTo = 0;
        erases = false;
        ranges = 0;
        if (seqs.length > KEPT) {
            seqs = new long[FIRST];
            subjects = new @Nullable Touched[FIRST];
        }
        pairs = new long[0];
    }
}
