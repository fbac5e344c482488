package io.midge.auth;

import io.midge.loop.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long to keep somebody waiting for the news that a login failed: a tenth of a second after the first failure of an
 * address under a name, twice as long with each further one, five seconds at most. Who succeeds never waits, and is forgiven.
 *
 * <p>Failures are forgotten a minute after the last one. So many pairs are kept as {@link #MAX_PAIRS}; then the one whose
 * last failure is oldest goes, so that a flood under many names forgets itself, and costs no more memory.
 *
 * <p>Threads: any; the lock is this object's monitor.
 */
public final class Throttle {
    static final int MAX_PAIRS = 10_000;

    private static final long FIRST_NANOS = 100_000_000;
    private static final long LONGEST_NANOS = 5_000_000_000L;
    private static final long FORGET_NANOS = 60_000_000_000L;

    /** Names are looked at up to here: they may be as long as a control line. */
    private static final int NAME = 64;

    private record Pair(String address, String name) {}

    private record Failures(int count, long last) {}

    private final Clock clock;

    /** By the time of the last failure, oldest first. Guarded by this. */
    private final LinkedHashMap<Pair, Failures> failures = new LinkedHashMap<>();

    public Throttle(Clock clock) {
        this.clock = clock;
    }

    /** One more failure; returns for how many nanoseconds it is not to be told. */
    public synchronized long failed(String address, String name) {
        long now = clock.nanos();
        Pair pair = pair(address, name);
        Failures before = failures.remove(pair);
        forget(now);
        int count = before == null || now - before.last >= FORGET_NANOS ? 1 : before.count + 1;
        failures.put(pair, new Failures(count, now));
        return Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(count - 1, 10));
    }

    /** A success: the failures before it were slips. */
    public synchronized void succeeded(String address, String name) {
        if (!failures.isEmpty()) {
            failures.remove(pair(address, name));
        }
    }

    /** Pairs that have failed lately. */
    synchronized int size() {
        forget(clock.nanos());
        return failures.size();
    }

    private void forget(long now) {
        var each = failures.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Pair, Failures> oldest = each.next();
            if (failures.size() < MAX_PAIRS && now - oldest.getValue().last < FORGET_NANOS) {
                return;
            }
            each.remove();
        }
    }

    private static Pair pair(String address, String name) {
        return new Pair(address, name.length() > NAME ? name.substring(0, NAME) : name);
    }
}
