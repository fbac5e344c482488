package io.midge.net;

import io.midge.loop.Confined;
import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * <p><b>Backpressure.</b> A backlog beyond the gate makes its producers wait, for at most {@link #STALL_NANOS} each read,
 * so that a subscriber that is merely slower is not cut. One that took nothing during such a wait is not waited for
 * again until it moves, or until three quarters of {@code max_pending} are reached. At {@code max_pending}, or when
 * nothing was taken for the write deadline, the connection is closed as a slow consumer.
 */
public final class Outbound {
    /** The longest a producer's reading rests for one slow consumer, in nanoseconds. */
    static final long STALL_NANOS = 10_000_000;

    /** Small backlogs stay in the processor's caches: 4 MiB measured best (io.md 3.4). */
    private static final long GATE = 4 << 20;

    private final Connection connection;
    private final Backlogs backlogs;
    private final long gate;
    private @Nullable Stage[] stages = new @Nullable Stage[1];

    private volatile boolean congested;
    private volatile long pending;

    // Guarded by this.
    private @Nullable Chunk head;
    private @Nullable Chunk tail;
    private boolean shut;
    private boolean armed;
    private boolean unresponsive;
    private long written;
    private long outMsgs;
    private long outBytes;
    private final List<Connection> waiters = new ArrayList<>(0);

    Outbound(Connection connection, Backlogs backlogs) {
        this.connection = connection;
        this.backlogs = backlogs;
        this.gate = Math.min(GATE, backlogs.maxPending() / 4 * 3);
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

    /** Messages handed to this connection so far. */
    public synchronized long outMsgs() {
        return outMsgs;
    }

    /** Bytes of headers and payload handed to this connection so far. */
    public synchronized long outBytes() {
        return outBytes;
    }

    boolean congested() {
        return congested;
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
        boolean behind;
        synchronized (this) {
            if (shut) {
                giveAll(chunks, from);
                return;
            }
            outMsgs += messages;
            outBytes += bytes;
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
            shut = cut != null;
        }
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
        List<Connection> resumed = List.of();
        boolean empty;
        synchronized (this) {
            long before = written;
            writeHead(own);
            pending -= written - before;
            empty = head == null;
            if (written != before) {
                unresponsive = false;
            }
            if (pending <= gate / 2) {
                congested = false;
                resumed = takeWaiters();
            }
            if (empty) {
                armed = false;
                backlogs.caughtUp(this);
            }
        }
        for (Connection each : resumed) {
            each.resumeReading(this);
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

    /** Lets a producer wait until the backlog has halved; false when it need not. */
    synchronized boolean await(Connection producer) {
        if (!congested || shut) {
            return false;
        }
        waiters.add(producer);
        return true;
    }

    /** A producer has waited in full: no more waiting for a consumer that took nothing since {@code writtenThen}. */
    synchronized void waitedInVain(Connection producer, long writtenThen) {
        waiters.remove(producer);
        if (written == writtenThen && pending < backlogs.maxPending() / 4 * 3) {
            unresponsive = true;
            congested = false;
        }
    }

    /**
     * Refuses all further data and drops what is there before this returns; the connection is told to close. On any loop,
     * which gets the memory.
     */
    void abandon(ClosedReason reason, NetLoop loop) {
        Chunk rest;
        synchronized (this) {
            shut = true;
            rest = head;
            head = null;
            tail = null;
            pending = 0;
        }
        giveAll(rest, loop);
        connection.close(reason);
    }

    /** Ends it: gives all memory back and wakes whoever waits. */
    @Confined("I/O loop of the connection")
    void shut(NetLoop own) {
        Chunk rest;
        List<Connection> resumed;
        synchronized (this) {
            shut = true;
            rest = head;
            head = null;
            tail = null;
            pending = 0;
            congested = false;
            resumed = takeWaiters();
        }
        backlogs.caughtUp(this);
        giveAll(rest, own);
        for (Connection each : resumed) {
            each.resumeReading(this);
        }
    }

    private List<Connection> takeWaiters() {
        if (waiters.isEmpty()) {
            return List.of();
        }
        List<Connection> all = new ArrayList<>(waiters);
        waiters.clear();
        return all;
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
        if (bytes >= gate && (!unresponsive || bytes >= backlogs.maxPending() / 4 * 3)) {
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
