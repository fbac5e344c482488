package io.midge.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The clients that ended last, up to a number of them: the next one takes the place of the oldest. Details of subscriptions
 * have a bound of their own, for all together; when it is reached the oldest lose theirs.
 *
 * <p>Threads: any; the lock is this object's monitor, held for a moment.
 */
final class ClosedRing {
    /** What the details of all may take, in bytes: a client may have had thousands of subscriptions. */
    private static final long MAX_WEIGHT = 8 << 20;

    private final int max;
    private final long maxWeight;
    /** In the order of their end until it is full, then in turn: the one that ended as number {@code n} is at n mod max. */
    private final List<ClosedClient> kept = new ArrayList<>();

    private long total;
    /** The number of the first that may still have details. */
    private long detailed;

    private long weight;

    /** {@code max} of them; none when it is negative. */
    ClosedRing(int max) {
        this(max, MAX_WEIGHT);
    }

    ClosedRing(int max, long maxWeight) {
        this.max = Math.max(0, max);
        this.maxWeight = maxWeight;
    }

    synchronized void add(ClosedClient client) {
        total++;
        if (max == 0) {
            return;
        }
        if (kept.size() < max) {
            kept.add(client);
        } else {
            weight -= kept.set(at(total - 1), client).weight();
            detailed = Math.max(detailed, total - max);
        }
        weight += client.weight();
        while (weight > maxWeight && detailed < total) {
            int oldest = at(detailed++);
            ClosedClient loser = kept.get(oldest);
            weight -= loser.weight();
            kept.set(oldest, loser.withoutDetails());
        }
    }

    /** Those that are remembered, who ended last at the end. */
    synchronized List<ClosedClient> all() {
        if (total <= max || kept.isEmpty()) {
            return List.copyOf(kept);
        }
        int oldest = at(total);
        List<ClosedClient> all = new ArrayList<>(kept.size());
        all.addAll(kept.subList(oldest, kept.size()));
        all.addAll(kept.subList(0, oldest));
        return List.copyOf(all);
    }

    /** How many have ended so far, remembered or not. */
    synchronized long total() {
        return total;
    }

    private int at(long number) {
        return (int) (number % max);
    }
}
