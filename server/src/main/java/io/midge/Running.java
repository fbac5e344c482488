package io.midge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server of this process as signals see it: they come at any time, also before it has been started. Safe from any
 * thread.
 */
final class Running {
    /** How long a signal waits for the start to be over; what hangs is then ended with the process. */
    private static final long START_SECONDS = 5;

    private final CountDownLatch started = new CountDownLatch(1);
    private volatile @Nullable NatsServer server;

    /** The server is up. */
    void started(NatsServer up) {
        server = up;
        started.countDown();
    }

    /** The server, as soon as it is up; null: starting takes longer than a signal waits. */
    @Nullable
    NatsServer server() {
        try {
            return started.await(START_SECONDS, TimeUnit.SECONDS) ? server : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Ends the server, and returns when it has ended. */
    void stop() {
        end(NatsServer::close);
    }

    /** Lets its clients go one by one, and returns when the server has ended. */
    void lameDuckShutdown() {
        end(NatsServer::lameDuckShutdown);
    }

    private void end(Consumer<NatsServer> how) {
        NatsServer up = server();
        if (up != null) {
            how.accept(up);
        }
    }
}
