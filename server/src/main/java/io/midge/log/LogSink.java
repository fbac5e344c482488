package io.midge.log;

import org.jspecify.annotations.Nullable;

/** Where log lines go. Called from any thread. */
public interface LogSink extends AutoCloseable {
    /** Takes one event. The text may hold bytes that a peer chose. */
    void write(Level level, String text, @Nullable Throwable cause);

    /** Releases what the sink holds; later lines are dropped. */
    @Override
    void close();
}
