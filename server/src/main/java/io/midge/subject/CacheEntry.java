package io.midge.subject;

import org.jspecify.annotations.Nullable;

/** One result in a {@link MatchCache}, under the bytes of its subject; used again for other subjects. Lives where its cache does. */
final class CacheEntry<S extends Interest> {
    /** Whole words, zeros behind the subject; grows, never shrinks. */
    private byte[] key = new byte[32];

    private int length = -1;
    private long stamp;
    private long watched;
    /** The counters of the list that was asked; null if there is nothing here. */
    private @Nullable Generations generations;

    private Tally tally;
    private SublistResult<S> result = SublistResult.empty();

    CacheEntry(Tally tally) {
        this.tally = tally;
    }

    /** Whether this is what a list with these counters would answer for this subject now. */
    boolean holds(Generations current, byte[] buf, int off, int len) {
        return generations == current && length == len && isKey(buf, off, len) && current.stamp(watched) == stamp;
    }

    private boolean isKey(byte[] buf, int off, int len) {
        byte[] own = key;
        int end = off + len;
        for (int i = 0; i < len; i += Words.BYTES) {
            if (Words.at(buf, off + i, end) != Words.whole(own, i)) {
                return false;
            }
        }
        return true;
    }

    SublistResult<S> hit() {
        tally.hit();
        return result;
    }

    void fill(Generations current, long watchedNow, long stampNow, Tally by, SublistResult<S> answer) {
        clear();
        generations = current;
        watched = watchedNow;
        stamp = stampNow;
        tally = by;
        result = answer;
        by.cached(answer.fanout());
    }

    void key(byte[] buf, int off, int len) {
        if (len > key.length) {
            key = new byte[Integer.highestOneBit(len - 1) * 2];
        }
        for (int i = 0; i < len; i += Words.BYTES) {
            Words.set(key, i, Words.at(buf, off + i, off + len));
        }
        length = len;
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
