package io.midge.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters of change by which a reader knows that a result still holds. Each subscription belongs to one counter, and whoever
 * matches a subject watches the two or three counters to which subscriptions that could match it belong:
 *
 * <pre>
 *   subscription            counter                 subject watches
 *   > or *.bar              0                       any                  0
 *   foo, foo.>, foo.*.x     hash(foo)               foo.bar.baz          hash(foo)
 *   foo.bar, foo.bar.*      hash(foo, bar)          foo.bar.baz          hash(foo, bar)
 *   _INBOX.a, _INBOX.>      8                       _INBOX.a             8
 * </pre>
 *
 * So subscriptions that come and go under {@code app.req} do not disturb who publishes to {@code foo.bar}, and those of old-style
 * requests disturb nobody. A counter is odd while the writer is at work, and only ever grows: if a <em>sum</em> of counters is
 * what it was, each of them is what it was. The counters of a list are replaced by more of them as it grows, which makes all
 * that was remembered with the old ones void.
 */
final class Generations {
    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WILD = 0;
    /** On another cache line than {@link #WILD}, which everybody watches. */
    private static final int INBOX = 8;

    private static final int STRIPES = 16;
    private static final int SMALLEST = 32;
    private static final int LARGEST = 4096;

    private final long[] counters;
    private final int mask;
    private final long seed;
    /** Differs from list to list, so that equal subjects of two accounts need not share an entry of a cache. */
    final int salt;

    private Generations(int stripes, long seed, int salt) {
        this.counters = new long[STRIPES + stripes];
        this.mask = stripes - 1;
        this.seed = seed;
        this.salt = salt;
    }

    static Generations first(long seed, int salt) {
        return new Generations(SMALLEST, seed, salt);
    }

    /** Whether a list of so many subscriptions deserves more counters. */
    boolean isSmallFor(int subscriptions) {
        return subscriptions > mask && mask + 1 < LARGEST;
    }

    Generations larger() {
        return new Generations(Math.min(LARGEST, (mask + 1) * 16), seed, salt);
    }

    /** The counter that a subscription on this subject belongs to. */
    int counterOf(byte[] subject) {
        int end = subject.length;
        int stop = Words.tokenEnd(subject, 0, end);
        if (Subjects.isWildcard(subject, 0, stop)) {
            return WILD;
        }
        if (isInbox(subject, 0, end)) {
            return INBOX;
        }
        int hash = Words.hash(subject, 0, stop, seed);
        if (stop < end) {
            int stop2 = Words.tokenEnd(subject, stop + 1, end);
            if (!Subjects.isWildcard(subject, stop + 1, stop2)) {
                hash = pair(hash, Words.hash(subject, stop + 1, stop2, seed));
            }
        }
        return STRIPES + (hash & mask);
    }

    /** The two counters, besides the one that all watch, to which subscriptions that match this subject can belong. */
    long watched(byte[] buf, int off, int end) {
        if (isInbox(buf, off, end)) {
            return both(INBOX, INBOX);
        }
        int stop = Words.tokenEnd(buf, off, end);
        int hash = Words.hash(buf, off, stop, seed);
        int first = STRIPES + (hash & mask);
        if (stop >= end) {
            return both(first, first);
        }
        int stop2 = Words.tokenEnd(buf, stop + 1, end);
        return both(first, STRIPES + (pair(hash, Words.hash(buf, stop + 1, stop2, seed)) & mask));
    }

    /** What changes with any change that concerns the subject which watches these counters. */
    long stamp(long watched) {
        return (long) COUNTER.getAcquire(counters, WILD)
                + (long) COUNTER.getAcquire(counters, (int) watched)
                + (long) COUNTER.getAcquire(counters, (int) (watched >>> 32));
    }

    /** Whether no change that concerns them is under way. */
    boolean isSettled(long watched) {
        long any = (long) COUNTER.getAcquire(counters, WILD)
                | (long) COUNTER.getAcquire(counters, (int) watched)
                | (long) COUNTER.getAcquire(counters, (int) (watched >>> 32));
        return (any & 1) == 0;
    }

    /** Called by the writer before a change, and again after it. */
    void step(int counter) {
        COUNTER.setRelease(counters, counter, counters[counter] + 1);
        VarHandle.storeStoreFence();
    }

    /** Whether the subject begins with {@code _INBOX.}, where nobody asks twice. */
    static boolean isInbox(byte[] buf, int off, int end) {
        return isInbox(Words.at(buf, off, end), end - off);
    }

    /** The same of a subject that begins with this word. */
    static boolean isInbox(long word, int len) {
        return len > 7 && (word & 0x00ffffffffffffffL) == 0x2e584f424e495fL;
    }

    private static int pair(int first, int second) {
        return Integer.rotateLeft(first, 15) ^ second;
    }

    private static long both(int first, int second) {
        return ((long) second << 32) | first;
    }
}
