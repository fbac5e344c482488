package io.midge.log;

/**
 * The log of one server. Debug and trace lines are dropped unless switched on; whoever has to build a text for one asks
 * {@link #isDebug()} or {@link #isTrace()} first.
 */
public final class Log implements AutoCloseable {
    private final LogSink sink;
    private volatile boolean debug;
    private volatile boolean trace;

    /** A log that writes to this sink, which it owns. */
    public Log(LogSink sink, boolean debug, boolean trace) {
        this.sink = sink;
        this.debug = debug;
        this.trace = trace;
    }

    /** Whether debug lines are written. */
    public boolean isDebug() {
        return debug;
    }

    /** Whether protocol lines are written. */
    public boolean isTrace() {
        return trace;
    }

    /** Switches debug and trace lines on or off while the server runs. */
    public void verbosity(boolean debugLines, boolean traceLines) {
        debug = debugLines;
        trace = traceLines;
    }

    /** A protocol line. */
    public void trace(String text) {
        if (trace) {
            sink.write(Level.TRC, text, null);
        }
    }

    /** What a developer asks for. */
    public void debug(String text) {
        if (debug) {
            sink.write(Level.DBG, text, null);
        }
    }

    /** What happens in good order. */
    public void info(String text) {
        sink.write(Level.INF, text, null);
    }

    /** What an operator should know. */
    public void warn(String text) {
        sink.write(Level.WRN, text, null);
    }

    /** What went wrong. */
    public void error(String text) {
        sink.write(Level.ERR, text, null);
    }

    /** What went wrong by our own fault. */
    public void error(String text, Throwable cause) {
        sink.write(Level.ERR, text, cause);
    }

    /** What ends the process; ending it is the caller's part. */
    public void fatal(String text) {
        sink.write(Level.FTL, text, null);
    }

    @Override
    public void close() {
        sink.close();
    }
}
