package io.midge.net;

import io.midge.log.Log;
import io.midge.proto.ClosedReason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections that do not keep up, and the memory they may hold together: when the budget is spent, the one with the
 * largest backlog is closed as a slow consumer. Direct memory is finite; without this a hundred sleeping subscribers of
 * {@code max_pending} each end the server.
 *
 * <p>Threads: any.
 */
public final class Backlogs {
    /** Producers that have to wait are told of once in this time, by whichever is the first. */
    private static final long TELL_NANOS = 1_000_000_000;

    /** Cutting a connection with less than this behind it would not help. */
    private static final long LEAST_WORTH_CUTTING = 64 << 10;

    private static final long MIN_STAGED = 1 << 20;

    private static final long MAX_STAGED = 32 << 20;

    private final Log log;
    private final long budget;
    private final long maxPending;
    private final AtomicLong stallTold = new AtomicLong(Long.MIN_VALUE);
    private volatile long writeDeadlineNanos;
    private volatile boolean retries;
    private volatile boolean neverStall;
    private final ChunkPool pool = new ChunkPool();
    private final Set<Outbound> behind = ConcurrentHashMap.newKeySet();

    /**
     * @param budget bytes that all backlogs may hold together
     * @param maxPending bytes that one connection may have pending
     * @param writeDeadlineNanos how long a connection with pending bytes may take none of them
     */
    public Backlogs(Log log, long budget, long maxPending, long writeDeadlineNanos) {
        this.log = log;
        this.budget = budget;
        this.maxPending = maxPending;
        this.writeDeadlineNanos = writeDeadlineNanos;
    }

    /** Bytes of outbound memory in use. */
    public long used() {
        return pool.used();
    }

    /** How long a connection with pending bytes may take none of them, from now on. */
    public void writeDeadline(long nanos) {
        writeDeadlineNanos = nanos;
    }

    /** Whether a connection that took something, but not all of it, within its write deadline gets another one. */
    public void retries(boolean on) {
        retries = on;
    }

    /** Whether, from now on, consumers that are far behind miss messages instead of making producers wait. */
    public void neverStall(boolean on) {
        neverStall = on;
    }

    boolean retries() {
        return retries;
    }

    boolean neverStall() {
        return neverStall;
    }

    /** What a pass may stage before it is flushed: wide fan-outs must not hold a chunk for each, nor spend the budget. */
    long maxStaged() {
        return Math.clamp(budget / 8, MIN_STAGED, MAX_STAGED);
    }

    /** A producer had to wait so long for a consumer that is far behind. Any loop. */
    void stalled(Connection producer, long nanos, long now) {
        long told = stallTold.get();
        boolean due = told == Long.MIN_VALUE || now - told >= TELL_NANOS;
        if (due && stallTold.compareAndSet(told, now)) {
            long ms = TimeUnit.NANOSECONDS.toMillis(nanos + 500_000);
            log.warn(producer.label() + " - Producer was stalled for a total of " + ms + "ms");
        }
    }

    ChunkPool pool() {
        return pool;
    }

    Log log() {
        return log;
    }

    long maxPending() {
        return maxPending;
    }

    long writeDeadlineNanos() {
        return writeDeadlineNanos;
    }

    boolean tight() {
        return pool.used() > budget / 2;
    }

    void fellBehind(Outbound outbound) {
        behind.add(outbound);
    }

    void caughtUp(Outbound outbound) {
        behind.remove(outbound);
    }

    /** Called after a backlog has grown, outside of any lock, on the given loop. */
    void enforceBudget(NetLoop loop) {
        while (pool.used() > budget) {
            Outbound largest = null;
            long most = 0;
            for (Outbound each : behind) {
                long held = each.held();
                if (held > most) {
                    largest = each;
                    most = held;
                }
            }
            if (largest == null || most < LEAST_WORTH_CUTTING || !behind.remove(largest)) {
                return; // what is staged in this moment is not theirs to pay for
            }
            log.error(largest.label() + " - Slow Consumer Detected: outbound budget of " + budget
                    + " bytes for all connections spent, this one holds the most: " + most
                    + " bytes. Raise outbound_budget, or lower max_pending");
            largest.abandon(ClosedReason.SLOW_CONSUMER_PENDING_BYTES, loop);
        }
    }
}
