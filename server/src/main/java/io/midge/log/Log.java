package io.midge.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The log of one server. Debug and trace lines are dropped unless switched on; whoever has to build a text for one asks
 * {@link #isDebug()} or {@link #isTrace()} first. What is logged and where to may change at any time, from any thread.
 *
 * <p>A sink is replaced without a lock for those who log: whoever read the old one a moment before hears from it that it
 * is closed, and turns to the new one. So no line is lost or written behind the end of a sink.
 */
public final class Log implements AutoCloseable {
    private volatile LogSink sink;
    private volatile boolean debug;
    private volatile boolean trace;
    private volatile Verbosity verbosity;
    private boolean closed;

    /** A log that writes to this sink, which it owns. */
    public Log(LogSink sink, Verbosity verbosity) {
        this.sink = sink;
        this.verbosity = verbosity;
        this.debug = verbosity.debug();
        this.trace = verbosity.trace();
    }

    /** The same without limits to what a trace line shows. */
    public Log(LogSink sink, boolean debug, boolean trace) {
        this(sink, Verbosity.of(debug, trace));
    }

    /** Whether debug lines are written. */
    public boolean isDebug() {
        return debug;
    }

    /** Whether protocol lines are written. */
    public boolean isTrace() {
        return trace;
    }

    /** What is written beside what happens. */
    public Verbosity verbosity() {
        return verbosity;
    }

    /** Switches debug and trace lines on or off while the server runs. */
    public synchronized void verbosity(Verbosity next) {
        verbosity = next;
        debug = next.debug();
        trace = next.trace();
    }

    /** The same without limits to what a trace line shows. */
    public void verbosity(boolean debugLines, boolean traceLines) {
        verbosity(Verbosity.of(debugLines, traceLines));
    }

    /** Sends later lines to another sink, and closes the one before after the lines that it has taken. */
    public void sink(LogSink next) {
        LogSink done = exchange(next);
        if (done != null) {
            done.close();
        }
    }

    /** Opens the log file anew, which somebody may have moved away, and says what came of it. */
    public void reopen() {
        try {
            info(sink.reopen() ? "File log re-opened" : "File log re-open ignored, not a file logger");
        } catch (IOException e) {
            error(String.valueOf(e.getMessage()));
        }
    }

    /** A protocol line. */
    public void trace(String text) {
        if (trace) {
            write(Level.TRC, text, null);
        }
    }

    /** What a developer asks for. */
    public void debug(String text) {
        if (debug) {
            write(Level.DBG, text, null);
        }
    }

    /** What happens in good order. */
    public void info(String text) {
        write(Level.INF, text, null);
    }

    /** What an operator should know. */
    public void warn(String text) {
        write(Level.WRN, text, null);
    }

    /** What went wrong. */
    public void error(String text) {
        write(Level.ERR, text, null);
    }

    /** What went wrong by our own fault. */
    public void error(String text, Throwable cause) {
        write(Level.ERR, text, cause);
    }

    /** What ends the process; ending it is the caller's part. */
    public void fatal(String text) {
        write(Level.FTL, text, null);
    }

    @Override
    public void close() {
        LogSink last;
        synchronized (this) {
            closed = true;
            last = sink;
        }
        last.close();
    }

    // Returns the one that has nothing more to do: a closed log keeps the one it has.
    private synchronized @Nullable LogSink exchange(LogSink next) {
        if (next == sink || closed) {
            return next == sink ? null : next;
        }
        LogSink before = sink;
        sink = next;
        return before;
    }

    private void write(Level level, String text, @Nullable Throwable cause) {
        LogSink to = sink;
        while (!to.write(level, text, cause)) {
            LogSink now = sink;
            if (now == to) {
                return; // the log is closed
            }
            to = now;
        }
    }
}
