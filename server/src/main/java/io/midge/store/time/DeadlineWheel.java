package io.midge.store.time;

import io.midge.loop.Confined;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * When messages expire that have a time to live of their own: a heap of pairs, 16 bytes each. What is removed before its time
 * stays in it until it comes up, or until half of the heap is of that kind; so it asks whether a sequence is still there.
 *
 * <p>Of those that expire at one time the lowest sequence comes first, so that every replica and every run sees one order.
 */
@Confined("stream lane")
public final class DeadlineWheel {
    /** Hears of messages whose time has come. */
    public interface Visitor {
        /**
         * A message's time has come, or will come.
         *
         * @return false: not now; it stays, and nothing more is told
         */
        boolean expired(long seq, long expiryNs);
    }

    /** What {@link #next} returns when nothing expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A parent has so many children: a flatter heap reads fewer places of memory on the way down. */
    private static final int CHILDREN = 4;

    private static final int FIRST = 16;

    private final LongPredicate isLive;
    private long[] expiries = new long[0];
    private long[] seqs = new long[0];
    private int size;
    private int removed;

    /**
     * @param isLive whether the stream still has the message of this sequence
     */
    public DeadlineWheel(LongPredicate isLive) {
        this.isLive = isLive;
    }

    /** A message expires then. Each sequence is added once. */
    public void add(long seq, long expiryNs) {
        if (size == seqs.length) {
            int length = Math.max(FIRST, size + (size >> 1));
            expiries = Arrays.copyOf(expiries, length);
            seqs = Arrays.copyOf(seqs, length);
        }
        up(size++, seq, expiryNs);
    }

    /** A message that was added is gone from the stream, whatever the reason. */
    public void remove(long seq) {
        assert !isLive.test(seq);
        if (++removed > size / 2) {
            sweep();
        }
    }

    /** As {@link #remove} for so many at once. */
    public void removed(long messages) {
        removed = (int) Math.min(size, removed + messages);
        if (removed > size / 2) {
            sweep();
        }
    }

    /** Keeps only what the stream still has, and gives back memory. */
    private void sweep() {
        int to = 0;
        for (int i = 0; i < size; i++) {
            if (isLive.test(seqs[i])) {
                seqs[to] = seqs[i];
                expiries[to++] = expiries[i];
            }
        }
        size = to;
        removed = 0;
        if (seqs.length > 2 * FIRST && size < seqs.length / 4) {
            int length = Math.max(FIRST, size + (size >> 1));
            expiries = Arrays.copyOf(expiries, length);
            seqs = Arrays.copyOf(seqs, length);
        }
        for (int i = (size - 2) / CHILDREN; i >= 0 && size > 1; i--) {
            down(i, seqs[i], expiries[i]);
        }
    }

    /** How many there are, those included that are gone and not yet forgotten. */
    public int size() {
        return size;
    }

    /** When the first message expires; {@link #NEVER} if none does. */
    public long next() {
        while (size > 0 && !isLive.test(seqs[0])) {
            removed = Math.max(0, removed - 1);
            pop();
        }
        return size == 0 ? NEVER : expiries[0];
    }

    /**
     * Tells of messages whose time has come, the first to expire first, and forgets them. Whoever cannot have them deleted after
     * all adds them again.
     *
     * @return how many it told of
     */
    public int expired(long nowNs, Visitor visitor) {
        int told = 0;
        while (next() <= nowNs && size > 0) {
            if (!visitor.expired(seqs[0], expiries[0])) {
                break;
            }
            told++;
            pop();
        }
        return told;
    }

    /** Tells of all that are still there, in no order; until the visitor has enough. */
    public void forEach(Visitor visitor) {
        boolean more = true;
        for (int i = 0; i < size && more; i++) {
            more = !isLive.test(seqs[i]) || visitor.expired(seqs[i], expiries[i]);
        }
    }

    /** How many bytes of heap it takes. */
    public long bytes() {
        return 48 + 16L * seqs.length;
    }

    private void pop() {
        size--;
        if (size > 0) {
            down(0, seqs[size], expiries[size]);
        }
    }

    private void up(int from, long seq, long expiry) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / CHILDREN;
            if (!before(seq, expiry, parent)) {
                break;
            }
            seqs[at] = seqs[parent];
            expiries[at] = expiries[parent];
            at = parent;
        }
        seqs[at] = seq;
        expiries[at] = expiry;
    }

    private void down(int from, long seq, long expiry) {
        int at = from;
        while (true) {
            int first = at * CHILDREN + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            for (int i = first + 1; i < Math.min(size, first + CHILDREN); i++) {
                if (before(seqs[i], expiries[i], least)) {
                    least = i;
                }
            }
            if (!before(seqs[least], expiries[least], seq, expiry)) {
                break;
            }
            seqs[at] = seqs[least];
            expiries[at] = expiries[least];
            at = least;
        }
        seqs[at] = seq;
        expiries[at] = expiry;
    }

    private boolean before(long seq, long expiry, int other) {
        return before(seq, expiry, seqs[other], expiries[other]);
    }

    private static boolean before(long seq, long expiry, long otherSeq, long otherExpiry) {
        return expiry < otherExpiry || (expiry == otherExpiry && seq < otherSeq);
    }
}
