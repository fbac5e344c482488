package io.midge.subject;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The subscriptions of one account, and who of them is interested in a subject.
 *
 * <p>A trie over tokens. A level is what may stand at one place of a subject, a node is a token there:
 *
 * <pre>
 *   root ── level ┬ foo ── level ┬ bar   result { a }           foo.bar
 *                 │              ├ *     result { b, queue c }  foo.*
 *                 │              └ >     result { d }           foo.>
 *                 └ *  ── level ── bar   result { e }           *.bar
 * </pre>
 *
 * Each node holds those whose subject ends there as one immutable {@link SublistResult}. If a subject reaches one node with
 * somebody in it, as nearly all do, that object is the answer and nothing is allocated; if it reaches several, their results
 * are joined in a new one. The next result of a node shares what the last one holds (see {@link Chunks}), so that a hundred
 * thousand on one subject may come and go at a constant price, without a copy that somebody would have to make later.
 *
 * <p><b>Writers</b> take turns by one lock. Each change of the trie that means something is one store: an insert makes the way to
 * the node first, which matches nothing, and then replaces the node's result; a removal replaces the result, and then cuts off
 * what has become bare, at the highest point, again by one store. {@link Level} tells how a table may change below its readers.
 *
 * <p><b>Readers</b> never wait. Whatever they reach was published by a release store after it was complete, and is either
 * immutable or changed only by single stores; a part that was cut off meanwhile matches nothing. What single stores do not give is a
 * consistent view of <em>several</em> nodes: a client that moves from {@code foo.bar} to {@code foo.*} must not be missed for the
 * reader having looked at {@code foo.*} before and at {@code foo.bar} after. For this, and for caches, there are {@link Generations}:
 *
 * <pre>
 *   writer   counter odd ─▸ change ─▸ counter even          reader   stamp ─▸ walk ─▸ stamp again: same? else once more
 * </pre>
 *
 * If both stamps are equal, at most one change fell into the walk, and being one store it was either seen or not: the result
 * is what the list held at one moment of the call. A cached result, whose stamp has only even counters in it, holds as long as
 * that stamp does; the first of the two steps is what makes it void <em>before</em> anybody can have seen the change, and
 * both precede the end of {@code insert} and {@code remove}. After {@link #ATTEMPTS} walks, all of them disturbed, a reader takes the
 * lock for one: a list that changes a million times a second must not starve it.
 */
public final class Sublist<S extends Interest> {
    private static final int ATTEMPTS = 32;
    private static final Tally[] NO_TALLIES = {};

    private final boolean cacheable;
    private final Trie<S> trie;
    private final LongAdder directMatches = new LongAdder();
    private final Watches watches = new Watches();

    private volatile Generations generations;
    private volatile Tally[] tallies = NO_TALLIES;
    private volatile int count;

    /** Guards every write to the trie and to the fields below. */
    private final Object lock = new Object();

    private long inserts;
    private long removes;

    /** A list whose results may be cached. */
    public Sublist() {
        this(true, 0);
    }

    /**
     * @param cacheable false for {@code disable_sublist_cache}
     * @param seed of the hashes, so that nobody can choose tokens that collide; any number will do if that is no concern
     */
    public Sublist(boolean cacheable, long seed) {
        this.cacheable = cacheable;
        this.trie = new Trie<>(seed);
        this.generations = Generations.first(seed, System.identityHashCode(this));
    }

    /**
     * Adds a subscription.
     *
     * @return false if its subject is invalid
     * @throws IllegalStateException if it is in the list already
     */
    public boolean insert(S sub) {
        byte[] subject = sub.subject();
        if (!Subjects.isSubscribable(subject, 0, subject.length)) {
            return false;
        }
        synchronized (lock) {
            Generations current = generations;
            if (current.isSmallFor(count)) {
                current = current.larger();
                generations = current;
            }
            int counter = current.counterOf(subject);
            current.step(counter);
            try {
                trie.add(sub, subject);
                count = count + 1;
                inserts++;
            } finally {
                current.step(counter);
            }
        }
        watches.changed(subject);
        return true;
    }

    /**
     * Removes a subscription.
     *
     * @return false if this very object is not in the list
     */
    public boolean remove(S sub) {
        byte[] subject = sub.subject();
        if (!Subjects.isSubscribable(subject, 0, subject.length)) {
            return false;
        }
        synchronized (lock) {
            Generations current = generations;
            int counter = current.counterOf(subject);
            current.step(counter);
            try {
                if (!trie.remove(sub, subject)) {
                    return false;
                }
                count = count - 1;
                removes++;
            } finally {
                current.step(counter);
            }
        }
        watches.changed(subject);
        return true;
    }

    /**
     * Tells of each subscription of this very subject that comes or goes, on the thread that adds or removes it, which is not to be
     * held up. What is there already is not told of. Until {@link #unwatch}.
     */
    public void watch(byte[] subject, Runnable watch) {
        watches.add(subject, watch);
    }

    /** Ends what {@link #watch} began; it may be told of a change that is under way. */
    public void unwatch(byte[] subject, Runnable watch) {
        watches.remove(subject, watch);
    }

    /** Who is interested in a subject that somebody publishes to. A loop asks its {@link MatchCache} instead. */
    public SublistResult<S> match(byte[] buf, int off, int len) {
        directMatches.increment();
        return find(buf, off, off + len);
    }

    public boolean hasInterest(byte[] buf, int off, int len) {
        return !(walk(buf, off, off + len) instanceof SublistResult<?> result) || !result.isEmpty();
    }

    /** The number of subscriptions. */
    public int count() {
        return count;
    }

    /** Shows each subscription; those that come or go meanwhile may be missing, or seen twice. */
    public void forEach(Consumer<? super S> action) {
        trie.forEach(action);
    }

    public SublistStats stats() {
        SublistStats own;
        synchronized (lock) {
            own = new SublistStats(count, 0, inserts, removes, directMatches.sum(), 0, 0, 0);
        }
        for (Tally tally : tallies) {
            own = own.plus(tally.stats());
        }
        return own;
    }

    Trie<S> trie() {
        return trie;
    }

    boolean cacheable() {
        return cacheable;
    }

    Generations generations() {
        return generations;
    }

    /** What the cache counts about this list. */
    Tally tally(MatchCache<?> owner) {
        for (Tally tally : tallies) {
            if (tally.owner == owner) {
                return tally;
            }
        }
        synchronized (lock) {
            Tally tally = new Tally(owner);
            Tally[] more = Arrays.copyOf(tallies, tallies.length + 1);
            more[more.length - 1] = tally;
            tallies = more;
            return tally;
        }
    }

    /** As {@link #match}, not counted. */
    @SuppressWarnings("unchecked")
    SublistResult<S> find(byte[] buf, int off, int end) {
        Object found = walk(buf, off, end);
        return found instanceof Merge<?> merge ? (SublistResult<S>) merge.result() : (SublistResult<S>) found;
    }

    /** A {@link SublistResult}, or a {@link Merge} of several, as the list was at one moment. */
    private Object walk(byte[] buf, int off, int end) {
        if (!Words.hasNoEmptyToken(buf, off, end)) {
            return SublistResult.empty();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Generations current = generations;
            long watched = current.watched(buf, off, end);
            long stamp = current.stamp(watched);
            Object found = trie.match(buf, off, end);
            VarHandle.loadLoadFence();
            if (current.stamp(watched) == stamp && generations == current) {
                return found;
            }
        }
        synchronized (lock) {
            return trie.match(buf, off, end);
        }
    }
}
