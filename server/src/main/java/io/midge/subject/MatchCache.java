package io.midge.subject;

import java.util.Arrays;

/**
 * The results of one loop: what was asked for last, and a table of {@link #ENTRIES} in which a subject has two places. An entry
 * holds as long as nothing changed that could concern its subject ({@link Generations}), so nobody has to tell a cache of changes.
 *
 * <p>Confined to the loop that owns it. Nothing is allocated once the entries in use have room for the subjects they see.
 * Subjects that begin with {@code _INBOX.}, which are rarely asked for twice, and long ones are looked up in the list each time.
 *
 * <p>An entry keeps its result, and so the subscriptions in it, until another subject takes its place. Whoever drops a list for
 * good calls {@link #forget}.
 */
public final class MatchCache<S extends Interest> {
    static final int ENTRIES = 4096;
    /** Longer subjects are not cached, which bounds the cache to some 1.4 MB. */
    static final int LONGEST = 256;

    private final Tally nobody = new Tally(this);
    /** Stands where there is no entry yet. */
    private final CacheEntry<S> vacant = new CacheEntry<>(nobody);

    private final CacheEntry<S>[] entries;
    /** The place of the entry that was asked for last. An index, because to store a reference costs more. */
    private int last;
    /** Changes with each replacement, so that the two places of a subject take turns. */
    private int turn;

    public MatchCache() {
        this(ENTRIES);
    }

    /** A cache with another number of entries, which must be a power of two. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    MatchCache(int size) {
        entries = new CacheEntry[size];
        Arrays.fill(entries, vacant);
    }

    /** As {@link Sublist#match}. */
    public SublistResult<S> match(Sublist<S> list, byte[] buf, int off, int len) {
        int end = off + len;
        long a = Words.at(buf, off, end);
        long b = Words.at(buf, off + Words.BYTES, end);
        long c = Words.at(buf, off + 2 * Words.BYTES, end);
        Generations generations = list.generations();
        CacheEntry<S> entry = entries[last];
        if (entry.holds(generations, a, b, c, buf, off, len)) {
            return entry.hit();
        }
        if (len > LONGEST || Generations.isInbox(a, len) || !list.cacheable()) {
            list.tally(this).miss();
            return list.find(buf, off, end);
        }
        int place = hash(generations.salt, a, b, c, buf, off, len) & (entries.length - 1);
        entry = entries[place];
        if (entry.holds(generations, a, b, c, buf, off, len)) {
            last = place;
            return entry.hit();
        }
        entry = entries[place ^ 1];
        if (entry.holds(generations, a, b, c, buf, off, len)) {
            last = place ^ 1;
            return entry.hit();
        }
        return miss(list, generations, place, buf, off, len);
    }

    private SublistResult<S> miss(Sublist<S> list, Generations generations, int place, byte[] buf, int off, int len) {
        Tally tally = list.tally(this);
        tally.miss();
        long watched = generations.watched(buf, off, off + len);
        long stamp = generations.stamp(watched);
        SublistResult<S> result = list.find(buf, off, off + len);
        if (generations.isSettled(watched) && generations.stamp(watched) == stamp) {
            last = placeFor(place);
            CacheEntry<S> entry = entries[last];
            entry.fill(buf, off, len, tally, result);
            entry.holdWhile(generations, watched, stamp);
        }
        return result;
    }

    /** This place or the one beside it, whichever is free; with an entry of its own. */
    private int placeFor(int place) {
        int chosen = place;
        if (!entries[place].isVoid()) {
            turn ^= 1;
            chosen = entries[place ^ 1].isVoid() ? place ^ 1 : place ^ turn;
        }
        if (entries[chosen] == vacant) {
            entries[chosen] = new CacheEntry<>(nobody);
        }
        return chosen;
    }

    private static int hash(int salt, long a, long b, long c, byte[] buf, int off, int len) {
        long h = (a ^ salt) * 0x9e3779b97f4a7c15L + (b ^ len) * 0xc2b2ae3d27d4eb4fL + c * 0xd6e8feb86659fd93L;
        for (int i = CacheEntry.HEAD; i < len; i += Words.BYTES) {
            h = (h ^ (h >>> 29) ^ Words.at(buf, off + i, off + len)) * 0x9e3779b97f4a7c15L;
        }
        return (int) (((h ^ (h >>> 32)) * 0xbf58476d1ce4e5b9L) >>> 32);
    }

    /** Lets go of all that was cached for a list. */
    public void forget(Sublist<S> list) {
        Tally tally = list.tally(this);
        for (CacheEntry<S> entry : entries) {
            if (entry.isCountedBy(tally)) {
                entry.clear();
            }
        }
    }
}
