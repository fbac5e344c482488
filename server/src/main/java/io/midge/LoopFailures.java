package io.midge;

import io.midge.log.Log;
import io.midge.loop.IoLoop;
import io.midge.loop.Lanes;
import io.midge.net.Connection;
import io.midge.proto.ClosedReason;
import org.jspecify.annotations.Nullable;

/** What becomes of a connection whose handling failed, and of a server whose loop ended. On the loop that it happened on. */
final class LoopFailures implements IoLoop.Failure {
    private final Log log;
    private final Runnable onBroken;

    /** @param onBroken ends the server */
    LoopFailures(Log log, Runnable onBroken) {
        this.log = log;
        this.onBroken = onBroken;
    }

    @Override
    public void failed(IoLoop.@Nullable Ready ready, Throwable cause) {
        if (ready instanceof Connection connection) {
            log.error("Internal error, closing the connection", cause);
            connection.closeNow(ClosedReason.INTERNAL_ERROR);
        } else {
            log.error("Internal error", cause);
        }
    }

    @Override
    public void ended(Throwable cause) {
        log.error("Internal error, an event loop has ended", cause);
        log.fatal("Stopping, because connections are no longer served");
        Lanes.start("nats-stop", false, onBroken);
    }
}
