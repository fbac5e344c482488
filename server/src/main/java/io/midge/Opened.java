package io.midge;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a start has opened so far, to be closed in the opposite order if it fails. One thread.
 */
final class Opened {
    private final Deque<Runnable> closers = new ArrayDeque<>();

    /** Something is open that this closes. */
    void add(Runnable closer) {
        closers.push(closer);
    }

    /** Closes all; what goes wrong meanwhile is added to why the start has failed. */
    void close(Throwable cause) {
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException | Error e) {
                cause.addSuppressed(e);
            }
        }
    }
}
