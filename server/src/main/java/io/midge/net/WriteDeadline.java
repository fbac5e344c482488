package io.midge.net;

import io.midge.json.GoDuration;
import io.midge.loop.Confined;
import io.midge.loop.Timer;
import io.midge.proto.ClosedReason;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a peer takes in time what waits for it. All that waits at one moment is a batch, which has to be gone
 * when the write deadline is over; what comes meanwhile belongs to the next. Made when a peer is behind for the first time.
 *
 * <pre>
 *   behind ──▸ batch ──all taken──▸ next batch, if more waits
 *                │
 *                └─ deadline ──▸ the policy is to close, or nothing was taken ──▸ closed as a slow consumer
 *                            └─▸ some was taken, and the policy is to retry ────▸ next batch: what is left
 * </pre>
 */
@Confined("I/O loop of the connection")
final class WriteDeadline {
    private final Connection connection;
    private final NetLoop netLoop;
    private final Outbound outbound;
    private @Nullable Timer timer;

    /** Bytes that the batch had, and how much had been written, ever, before it and will be after it. */
    private long batch;

    private long before;
    private long after;
    private int chunks;
    private long begun;
    private boolean late;

    WriteDeadline(Connection connection, NetLoop netLoop) {
        this.connection = connection;
        this.netLoop = netLoop;
        this.outbound = connection.outbound();
    }

    /** The one that there is already, or the first. */
    static WriteDeadline of(@Nullable WriteDeadline made, Connection connection, NetLoop netLoop) {
        return made == null ? new WriteDeadline(connection, netLoop) : made;
    }

    /** Something waits that did not wait before. */
    void begin() {
        nextBatch();
        before = outbound.behindFrom(); // some of it may have been taken at once
        batch = after - before;
        schedule(netLoop.backlogs().writeDeadlineNanos());
    }

    /** The peer has taken something; whether all of it says {@code empty}. */
    void progressed(boolean empty) {
        if (empty) {
            recovered();
            cancel();
        } else if (outbound.written() >= after) {
            recovered();
            nextBatch();
        }
    }

    /** Nothing is expected of the peer any more. */
    void cancel() {
        netLoop.loop().cancel(timer);
        timer = null;
    }

    /** The same of one that may not be there. */
    static void end(@Nullable WriteDeadline deadline) {
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private void nextBatch() {
        begun = netLoop.loop().nowNanos();
        before = outbound.written();
        batch = outbound.pending();
        chunks = outbound.chunks();
        after = before + batch;
    }

    private void schedule(long delayNanos) {
        timer = netLoop.loop().schedule(delayNanos, this::due);
    }

    private void due() {
        timer = null;
        long deadline = netLoop.backlogs().writeDeadlineNanos();
        long left = begun + deadline - netLoop.loop().nowNanos();
        if (left > 0) { // the batch began after the timer was set
            schedule(left);
            return;
        }
        netLoop.backlogs()
                .log()
                .info(connection.label() + " - Slow Consumer " + (late ? "State" : "Detected") + ": WriteDeadline of "
                        + GoDuration.text(Duration.ofNanos(deadline)) + " exceeded with " + chunks + " chunks of "
                        + batch + " total bytes.");
        if (outbound.written() == before || !netLoop.backlogs().retries()) {
            connection.closeNow(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
            return;
        }
        late = true;
        connection.late();
        nextBatch();
        schedule(deadline);
    }

    private void recovered() {
        if (!late) {
            return;
        }
        late = false;
        double seconds = (netLoop.loop().nowNanos() - begun) / 1e9;
        netLoop.backlogs()
                .log()
                .info(String.format(
                        Locale.ROOT,
                        "%s - Slow Consumer Recovered: Flush took %.3fs with %d chunks of %d total bytes.",
                        connection.label(),
                        seconds,
                        chunks,
                        batch));
    }
}
