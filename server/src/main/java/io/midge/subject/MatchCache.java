package io.midge.subject;

import org.jspecify.annotations.Nullable;

/**
 * The results of one loop: what was asked for last, and a direct-mapped table of {@link #ENTRIES}. An entry holds as long as
 * nothing changed that could concern its subject ({@link Generations}), so nobody has to tell a cache of changes.
 *
 * <p>Confined to the loop that owns it. Nothing is allocated once the entries in use have room for the subjects they see.
 * Subjects that begin with {@code _INBOX.}, which are rarely asked for twice, and long ones are looked up in the list each time.
 *
 * <p>An entry keeps its result, and so the subscriptions in it, until another subject takes its place. Whoever drops a list for
 * good calls {@link #forget}.
 */
public final class MatchCache<S extends Interest> {
    static final int ENTRIES = 1024;
    /** Longer subjects are not cached, which bounds the cache to some 300 KB. */
    static final int LONGEST = 256;

    private final Tally nobody = new Tally(this);
    private final @Nullable CacheEntry<S>[] entries = table();
    private CacheEntry<S> last = new CacheEntry<>(nobody);

    /** As {@link Sublist#match}. */
    public SublistResult<S> match(Sublist<S> list, byte[] buf, int off, int len) {
        CacheEntry<S> entry = last;
        Generations generations = list.generations();
        if (entry.holds(generations, buf, off, len)) {
            return entry.hit();
        }
        return matchOther(list, generations, buf, off, len);
    }

    private SublistResult<S> matchOther(Sublist<S> list, Generations generations, byte[] buf, int off, int len) {
        int end = off + len;
        if (len > LONGEST || Generations.isInbox(buf, off, end) || !list.cacheable()) {
            list.tally(this).miss();
            return list.find(buf, off, end);
        }
        int slot = Words.hash(buf, off, end, generations.salt) & (ENTRIES - 1);
        CacheEntry<S> entry = entries[slot];
        if (entry == null) {
            entry = new CacheEntry<>(nobody);
            entries[slot] = entry;
        }
        last = entry;
        if (entry.holds(generations, buf, off, len)) {
            return entry.hit();
        }
        return refill(entry, list, generations, buf, off, len);
    }

    private SublistResult<S> refill(
            CacheEntry<S> entry, Sublist<S> list, Generations generations, byte[] buf, int off, int len) {
        Tally tally = list.tally(this);
        tally.miss();
        long watched = generations.watched(buf, off, off + len);
        long stamp = generations.stamp(watched);
        SublistResult<S> result = list.find(buf, off, off + len);
        if (generations.isSettled(watched) && generations.stamp(watched) == stamp) {
            entry.key(buf, off, len);
            entry.fill(generations, watched, stamp, tally, result);
        } else {
            entry.clear();
        }
        return result;
    }

    /** Lets go of all that was cached for a list. */
    public void forget(Sublist<S> list) {
        Tally tally = list.tally(this);
        for (CacheEntry<S> entry : entries) {
            if (entry != null && entry.isCountedBy(tally)) {
                entry.clear();
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S extends Interest> @Nullable CacheEntry<S>[] table() {
        return new CacheEntry[ENTRIES];
    }
}
