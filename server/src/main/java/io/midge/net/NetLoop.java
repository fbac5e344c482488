package io.midge.net;

import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What connections of one loop share: the read buffer, chunks, the stages touched in this pass, and counters.
 *
 * <p>Threads: the loop's own; the counters may be read by any, and are then a moment old.
 */
@Confined("I/O loop")
public final class NetLoop {
    private final IoLoop loop;
    private final Backlogs backlogs;
    private final ChunkPool.Local chunks;
    private final byte[] readBuffer;
    private final ByteBuffer readView;
    private @Nullable TlsBuffers tlsBuffers;
    private final ByteBuffer noRoom = ByteBuffer.allocate(0);
    private final long maxStaged;

    /** Connections that have ended but wait for their peer: a flood of them must not hold all file descriptors. */
    private static final int MAX_LINGERING = 1024;

    private final ArrayList<Runnable> atPassEnd = new ArrayList<>();
    private @Nullable Stage[] touched = new @Nullable Stage[64];
    private int touchedCount;
    private long staged;
    private @Nullable Outbound stalledOn;
    private long rest;
    private @Nullable Connection reading;

    private int connections;
    private final Set<Connection> lingering = new HashSet<>();
    /** Connections that are about to end because the server does, and are not through with it. */
    private final Set<Connection> leaving = new HashSet<>();

    private long quietNanos;
    private @Nullable Runnable whenEmpty;

    private long outMsgs;
    private long outBytes;
    private long stalls;

    /** {@code readBufferSize} in bytes. */
    public NetLoop(IoLoop loop, Backlogs backlogs, int readBufferSize) {
        this.loop = loop;
        this.backlogs = backlogs;
        this.chunks = backlogs.pool().new Local();
        this.readBuffer = new byte[readBufferSize];
        this.readView = ByteBuffer.wrap(readBuffer);
        this.maxStaged = backlogs.maxStaged();
        this.quietNanos = backlogs.writeDeadlineNanos();
        loop.onPassEnd(this::passEnd);
    }

    public IoLoop loop() {
        return loop;
    }

    /** Messages delivered by this loop, to whichever connection. */
    public long outMsgs() {
        return outMsgs;
    }

    /** Headers and payloads delivered by this loop, in bytes. */
    public long outBytes() {
        return outBytes;
    }

    /** How often a producer on this loop was made to wait. */
    public long stalls() {
        return stalls;
    }

    /**
     * Runs a task when this pass ends, before what was staged is pushed: others are woken once for all that the pass has for them,
     * and work while it is written. Who asks has one task in here at most.
     */
    public void atPassEnd(Runnable task) {
        atPassEnd.add(task);
    }

    /** Ends the pass: who waits for that is called, and all is pushed. */
    void passEnd() {
        try {
            for (int i = 0; i < atPassEnd.size(); i++) { // a task may add another
                atPassEnd.get(i).run();
            }
        } finally {
            atPassEnd.clear();
            flush();
        }
    }

    /** Pushes all that was staged since the last time. */
    public void flush() {
        for (int i = 0; i < touchedCount; i++) { // pushing may touch more
            Stage stage = touched[i];
            touched[i] = null;
            if (stage != null) {
                stage.push();
            }
        }
        touchedCount = 0;
        staged = 0;
    }

    /** Calls {@code then} once no connection is left on this loop; those that only wait for their peer to go are ended. */
    public void whenEmpty(Runnable then) {
        whenEmpty = then;
        List.copyOf(lingering).forEach(Connection::finish);
        checkEmpty();
    }

    /**
     * The server is about to end: a connection that is closed for it may take its time as long as its peer does something
     * within {@code quiet}, and whatever is not through with it after {@code longest} is cut. Both in nanoseconds.
     */
    public void hurry(long quiet, long longest) {
        quietNanos = Math.min(quiet, quietNanos);
        loop.schedule(longest, () -> List.copyOf(leaving).forEach(Connection::finish));
    }

    /** How long a peer that is sent away because the server ends may do nothing about it. */
    long quietNanos() {
        return quietNanos;
    }

    void leaving(Connection connection) {
        leaving.add(connection);
    }

    void connectionOpened() {
        connections++;
    }

    /** Whether one more may wait for its peer to hear the last word. */
    boolean linger(Connection connection) {
        return whenEmpty == null && lingering.size() < MAX_LINGERING && lingering.add(connection);
    }

    void connectionGone(Connection connection) {
        lingering.remove(connection);
        leaving.remove(connection);
        connections--;
        checkEmpty();
    }

    private void checkEmpty() {
        Runnable then = whenEmpty;
        if (connections == 0 && then != null) {
            whenEmpty = null;
            then.run();
        }
    }

    /** Pushes all that was staged but for one connection, whose own order needs no push. */
    public void flushOthers(Stage own) {
        boolean ownTouched = false;
        for (int i = 0; i < touchedCount; i++) {
            Stage stage = touched[i];
            touched[i] = null;
            if (stage == own) {
                ownTouched = true;
            } else if (stage != null) {
                stage.push();
            }
        }
        touchedCount = 0;
        staged = 0;
        if (ownTouched) {
            touched(own);
        }
    }

    Backlogs backlogs() {
        return backlogs;
    }

    ChunkPool.Local chunks() {
        return chunks;
    }

    /** A buffer that is always full: what a stage writes to while it has no chunk. */
    ByteBuffer noRoom() {
        return noRoom;
    }

    /** What connections with TLS en- and decrypt in; made for the first of them. */
    TlsBuffers tlsBuffers() {
        TlsBuffers buffers = tlsBuffers;
        if (buffers == null) {
            buffers = new TlsBuffers();
            tlsBuffers = buffers;
        }
        return buffers;
    }

    byte[] readBuffer() {
        return readBuffer;
    }

    /** The read buffer from {@code from} on, to read into. */
    ByteBuffer readView(int from) {
        return readView.clear().position(from);
    }

    /** A stage is about to take a chunk, between two messages: what others have staged goes first if it is a lot. */
    void staged(Stage own, int capacity) {
        staged += capacity;
        if (staged > maxStaged) {
            flushOthers(own);
        }
    }

    void touched(Stage stage) {
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, 2 * touchedCount);
        }
        touched[touchedCount++] = stage;
    }

    void countOut(int messages, long bytes) {
        outMsgs += messages;
        outBytes += bytes;
    }

    /** Whether so much of the budget is in use that chunks should not grow. */
    boolean tight() {
        return backlogs.tight();
    }

    /** Whose bytes are being handled: the producer that waits when {@link #stallOn} is called. */
    void reading(@Nullable Connection connection) {
        reading = connection;
        rest = connection == null ? rest : 0;
    }

    void stallOn(Outbound target) {
        if (stalledOn == null && reading != null && !target.belongsTo(reading)) {
            stalledOn = target;
        }
    }

    /** The consumer that the last producer has to wait for, once. */
    @Nullable
    Outbound takeStall() {
        Outbound target = stalledOn;
        stalledOn = null;
        return target;
    }

    /** Who is being read has brought more than others can take in time: nothing is read of it for so long. */
    public void restReader(long nanos) {
        if (!backlogs.neverStall()) {
            rest = Math.max(rest, nanos);
        }
    }

    /** For how long the last producer has to rest, whoever catches up; 0: it has not to. */
    public long rest() {
        return rest;
    }

    void countStall() {
        stalls++;
    }
}
