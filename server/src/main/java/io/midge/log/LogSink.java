package io.midge.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where log lines go. Called from any thread. */
public interface LogSink extends AutoCloseable {
    /**
     * Takes one event. The text may hold bytes that a peer chose.
     *
     * @return false if this sink is closed and the event is not in it
     */
    boolean write(Level level, String text, @Nullable Throwable cause);

    /**
     * Lets go of its file and opens the one that has its name now, which somebody may have moved the old one away from.
     *
     * @return false if this sink has no file
     * @throws IOException with a text for operators if there is no new one; lines go to the old one still
     */
    default boolean reopen() throws IOException {
        return false;
    }

    /** Releases what the sink holds, after the lines that it has taken. */
    @Override
    void close();
}
