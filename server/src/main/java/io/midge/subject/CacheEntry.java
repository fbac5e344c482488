package io.midge.subject;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One result in a {@link MatchCache}, under the bytes of its subject; used again for other subjects. The first three words of the
 * subject lie in the entry, and most subjects are no longer. Lives where its cache does.
 */
final class CacheEntry<S extends Interest> {
    static final int HEAD = 3 * Words.BYTES;
    private static final byte[] NOTHING = {};

    private int length;
    private long first;
    private long second;
    private long third;
    /** What follows the head, if anything; grows, never shrinks. */
    private byte[] tail = NOTHING;

    private long stamp;
    private long watched;
    /** The counters of the list that was asked; null if there is nothing here. */
    private @Nullable Generations generations;

    private Tally tally;
    private SublistResult<S> result = SublistResult.empty();

    CacheEntry(Tally tally) {
        this.tally = tally;
    }

    /** Whether the subject that begins with these words is the one here, and what is here still holds. */
    boolean holds(Generations current, long a, long b, long c, byte[] buf, int off, int len) {
        return first == a
                && second == b
                && third == c
                && length == len
                && generations == current
                && (len <= HEAD || Arrays.equals(tail, 0, len - HEAD, buf, off + HEAD, off + len))
                && current.stamp(watched) == stamp;
    }

    SublistResult<S> hit() {
        tally.hit();
        return result;
    }

    /** Whether what is here, if anything, is of no use to anybody. */
    boolean isVoid() {
        return generations == null || generations.stamp(watched) != stamp;
    }

    void fill(byte[] buf, int off, int len, Tally by, SublistResult<S> answer) {
        clear();
        int end = off + len;
        first = Words.at(buf, off, end);
        second = Words.at(buf, off + Words.BYTES, end);
        third = Words.at(buf, off + 2 * Words.BYTES, end);
        length = len;
        if (len > HEAD) {
            int more = len - HEAD;
            if (more > tail.length) {
                tail = new byte[Math.max(16, Integer.highestOneBit(more - 1) * 2)];
            }
            System.arraycopy(buf, off + HEAD, tail, 0, more);
        }
        tally = by;
        result = answer;
        by.cached(answer.fanout());
    }

    /** What was filled in holds as long as these counters have this stamp. */
    void holdWhile(Generations current, long watchedNow, long stampNow) {
        generations = current;
        watched = watchedNow;
        stamp = stampNow;
    }

    void clear() {
        if (generations != null) {
            tally.dropped(result.fanout());
            generations = null;
            result = SublistResult.empty();
        }
    }

    boolean isCountedBy(Tally other) {
        return tally == other;
    }
}
