package io.midge.net;

import io.midge.loop.Confined;
import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one peer. Every loop stages its own messages ({@link Stage}) and pushes them here; the push
 * writes to the socket at once, from the thread that has the data, as long as nothing waits before it. What the socket
 * does not take becomes the backlog, which only the connection's own loop drains.
 *
 * <pre>
 *   loop A ─ Stage ─┐ push (lock)
 *   loop B ─ Stage ─┼──▸ backlog empty? ── yes ──▸ socket ── rest ──▸ backlog ──▸ socket, when it is writable
 *   loop C ─ Stage ─┘         └─────────── no ─────────────────────────┘            (own loop, same lock)
 * </pre>
 *
 * <p>The lock is this object's monitor. It guards the backlog, the counters and the order of writes; the socket write
 * under it is the one call out under a lock that Midge allows itself (docs/DECISIONS.md).
 *
 * <p><b>Backpressure.</b> A backlog beyond the gate makes its producers rest, for at most {@link Stall#LONGEST_NANOS} after
 * each read, so that a subscriber that is merely slower is not cut. It is not worth it for a laggard, which took next to nothing
 * during such a rest: that one is left alone until it has taken half a gate's worth, caught up, or has three quarters of
 * {@code max_pending} behind it, from where on producers rest in any case. Otherwise all would wait for the slowest. At
 * {@code max_pending}, or when it misses the write deadline, the connection is closed as a slow consumer.
 *
 * <pre>
 *   0 ─────────── gate / 2 ────────── gate ─────────────────── far behind ─────────────── max_pending
 *      none waits     those who wait   │ wait, unless it lags       │ wait (or drop, if told so)      │ cut
 *                         go on
 * </pre>
 */
public final class Outbound {
    /** Small backlogs stay in the processor's caches: 4 MiB measured best (io.md 3.4). */
    private static final long GATE = 4 << 20;

    /** A time that has not come. */
    public static final long NEVER = Long.MIN_VALUE;

    /**
     * Who takes less than this while a producer rests is a laggard: a read's worth, which a producer that rests after each
     * read still sends in that time.
     */
    private static final long LEAST_TAKEN = 128 << 10;

    private final Connection connection;
    private final Backlogs backlogs;
    private final long gate;
    private final long far;
    private @Nullable Stage[] stages = new @Nullable Stage[1];

    private volatile boolean congested;
    private volatile long pending;

    // Guarded by this.
    private @Nullable Chunk head;
    private @Nullable Chunk tail;
    private boolean shut;
    private boolean armed;
    private boolean lags;
    private long laggedAt;
    private long written;
    /** What had been written before the first of what waits now. */
    private long behindFrom;

    private long outMsgs;
    private long outBytes;
    private long lastMsgNanos = NEVER;
    private long stalls;
    private @Nullable Set<Stall> waiters;

    Outbound(Connection connection, Backlogs backlogs) {
        this.connection = connection;
        this.backlogs = backlogs;
        this.far = backlogs.maxPending() / 4 * 3;
        this.gate = Math.min(GATE, far);
    }

    /** Where the given loop stages what it has for this connection. */
    public Stage stage(NetLoop loop) {
        int i = loop.loop().index();
        Stage[] all = stages;
        if (i < all.length) {
            Stage stage = all[i];
            if (stage != null) {
                return stage;
            }
        }
        return newStage(i, loop);
    }

    private synchronized Stage newStage(int i, NetLoop loop) {
        @Nullable Stage[] all = stages;
        if (i >= all.length) {
            all = Arrays.copyOf(all, i + 1);
        }
        Stage stage = all[i];
        if (stage == null) {
            stage = new Stage(this, loop);
            all[i] = stage;
        }
        stages = all;
        return stage;
    }

    /** Bytes that wait for the socket. */
    public long pending() {
        return pending;
    }

    // What monitoring asks for is read without the lock, a moment late.

    /** Messages handed to this connection so far. */
    public long outMsgs() {
        return outMsgs;
    }

    /** Bytes of headers and payload handed to this connection so far. */
    public long outBytes() {
        return outBytes;
    }

    /** When it was last handed a message, by the loops' clock; {@link #NEVER} before. */
    public long lastMsgNanos() {
        return lastMsgNanos;
    }

    /** How often a producer has waited for this peer. */
    public long stalls() {
        return stalls;
    }

    boolean congested() {
        return congested;
    }

    /** Whether three quarters of what may wait do wait. */
    boolean farBehind() {
        return pending >= far;
    }

    boolean belongsTo(Connection candidate) {
        return candidate == connection;
    }

    String label() {
        return connection.label();
    }

    /** Takes over chunks from a stage: to the socket if it can be, to the backlog if not. Any loop. */
    void push(Chunk chunks, int messages, long bytes, NetLoop from) {
        flipAll(chunks);
        ClosedReason cut = null;
        Chunk dropped = null;
        boolean behind;
        synchronized (this) {
            if (shut) {
                giveAll(chunks, from);
                return;
            }
            outMsgs += messages;
            outBytes += bytes;
            if (messages > 0) {
                lastMsgNanos = from.loop().nowNanos();
            }
            try {
                if (head == null) {
                    writeThrough(chunks, from);
                } else {
                    append(chunks, from);
                }
                behind = head != null;
                if (pending > backlogs.maxPending()) {
                    cut = ClosedReason.SLOW_CONSUMER_PENDING_BYTES;
                }
            } catch (IOException e) {
                behind = true;
                cut = ClosedReason.WRITE_ERROR;
            }
            if (cut != null) {
                // Not a byte more: the loop may find the socket writable before it hears of the end.
                dropped = refuse();
            }
        }
        giveAll(dropped, from);
        if (cut == ClosedReason.SLOW_CONSUMER_PENDING_BYTES) {
            backlogs.log()
                    .info(label() + " - Slow Consumer Detected: MaxPending of " + backlogs.maxPending() + " Exceeded");
        }
        if (cut != null) {
            connection.close(cut);
        } else if (behind) {
            connection.fellBehind();
            backlogs.enforceBudget(from);
        }
    }

    /** Writes from the backlog; true when it is empty. Called by the connection when its socket is writable. */
    @Confined("I/O loop of the connection")
    boolean drain(NetLoop own) throws IOException {
        Set<Stall> resumed = Set.of();
        boolean empty;
        synchronized (this) {
            long before = written;
            writeHead(own);
            pending -= written - before;
            empty = head == null;
            if (pending <= gate / 2 || written - laggedAt >= gate / 2) {
                lags = false;
            }
            if (pending <= gate / 2 || (lags && pending < far)) {
                congested = false;
                resumed = takeWaiters();
            }
            if (empty) {
                armed = false;
                backlogs.caughtUp(this);
            }
        }
        for (Stall each : resumed) {
            each.resume(this);
        }
        return empty;
    }

    /** Whether the connection's loop still has to be told of a backlog; true once for each backlog. */
    synchronized boolean arm() {
        if (armed || head == null) {
            return false;
        }
        armed = true;
        return true;
    }

    /** Bytes of outbound memory that it holds, of which little may wait to be sent. */
    synchronized long held() {
        long sum = connection.transport().held();
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            sum += chunk.buf.capacity();
        }
        return sum;
    }

    /** How many chunks wait, for the log. */
    synchronized int chunks() {
        int count = 0;
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            count++;
        }
        return count;
    }

    /** Total bytes that the socket has taken: a measure of progress. */
    synchronized long written() {
        return written;
    }

    /** The same when the first of what waits, or waited last, was begun. */
    synchronized long behindFrom() {
        return behindFrom;
    }

    /** Lets a producer wait until the backlog has halved; false when it need not. */
    synchronized boolean await(Stall stall) {
        if (!congested || shut) {
            return false;
        }
        Set<Stall> all = waiters;
        if (all == null) {
            all = new LinkedHashSet<>();
            waiters = all;
        }
        all.add(stall);
        stalls++;
        return true;
    }

    /**
     * A producer has waited since {@code takenThen} was all that had been taken.
     *
     * @return whether three quarters of what may wait do wait
     */
    synchronized boolean waited(Stall stall, long takenThen) {
        forget(stall);
        if (congested && written - takenThen < Math.min(LEAST_TAKEN, gate / 8)) {
            lags = true;
            laggedAt = written;
            congested = pending >= far;
        }
        return pending >= far;
    }

    /** It does not wait any more. */
    synchronized void forget(Stall stall) {
        if (waiters != null) {
            waiters.remove(stall);
        }
    }

    /**
     * Refuses all further data and drops what is there before this returns; the connection is told to close. On any loop,
     * which gets the memory.
     */
    void abandon(ClosedReason reason, NetLoop loop) {
        Chunk rest;
        synchronized (this) {
            rest = refuse();
            pending = 0;
        }
        giveAll(rest, loop);
        connection.close(reason);
    }

    /** Ends it: gives all memory back and wakes whoever waits. */
    @Confined("I/O loop of the connection")
    void shut(NetLoop own) {
        Chunk rest;
        Set<Stall> resumed;
        synchronized (this) {
            rest = refuse();
            pending = 0;
            congested = false;
            resumed = takeWaiters();
        }
        backlogs.caughtUp(this);
        giveAll(rest, own);
        for (Stall each : resumed) {
            each.resume(this);
        }
    }

    // Takes nothing more; what waits is the caller's to give back. How much it was is told of who was cut for it.
    private @Nullable Chunk refuse() {
        Chunk rest = head;
        shut = true;
        head = null;
        tail = null;
        return rest;
    }

    private Set<Stall> takeWaiters() {
        Set<Stall> all = waiters;
        waiters = null;
        return all == null ? Set.of() : all;
    }

    // Nothing waits: straight to the socket, and what it does not take becomes the backlog.
    private void writeThrough(Chunk chunks, NetLoop loop) throws IOException {
        head = chunks;
        writeHead(loop);
        if (head == null) {
            return;
        }
        long left = 0;
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            left += chunk.buf.remaining();
            tail = chunk;
        }
        behindFrom = written - head.buf.position();
        backlogs.fellBehind(this);
        grewTo(left);
    }

    // Writes from the head on until the socket takes no more.
    private void writeHead(NetLoop loop) throws IOException {
        Chunk chunk = head;
        while (chunk != null) {
            ByteBuffer buf = chunk.buf;
            int n = connection.transport().write(buf, loop);
            written += n;
            if (buf.hasRemaining()) {
                return; // the socket is full, and says when it is not
            }
            head = chunk.next;
            loop.chunks().give(chunk);
            chunk = head;
        }
        tail = null;
    }

    private void grewTo(long bytes) {
        pending = bytes;
        if (bytes >= gate && (!lags || bytes >= far)) {
            congested = true;
        }
    }

    // Queues chunks, filling up the last one first: a trickle to a sleeping peer must not hold a chunk for each line.
    private void append(Chunk chunks, NetLoop loop) {
        Chunk chunk = chunks;
        long added = 0;
        while (chunk != null) {
            Chunk next = chunk.next;
            chunk.next = null;
            int n = chunk.buf.remaining();
            added += n;
            Chunk end = tail;
            if (end != null && end.buf.capacity() - end.buf.limit() >= n) {
                ByteBuffer to = end.buf;
                int at = to.limit();
                to.limit(at + n);
                to.put(at, chunk.buf, chunk.buf.position(), n);
                loop.chunks().give(chunk);
            } else {
                if (end != null) {
                    end.next = chunk;
                }
                tail = chunk;
            }
            chunk = next;
        }
        grewTo(pending + added);
    }

    private static void flipAll(Chunk chunks) {
        for (Chunk chunk = chunks; chunk != null; chunk = chunk.next) {
            chunk.buf.flip();
        }
    }

    private static void giveAll(@Nullable Chunk chunks, NetLoop loop) {
        Chunk chunk = chunks;
        while (chunk != null) {
            Chunk next = chunk.next;
            loop.chunks().give(chunk);
            chunk = next;
        }
    }
}
