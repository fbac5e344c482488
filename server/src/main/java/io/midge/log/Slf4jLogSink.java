package io.midge.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands log lines to SLF4J, for a server inside someone else's process. Fatal lines become errors. */
public final class Slf4jLogSink implements LogSink {
    private final Logger logger;

    /** A sink that writes to the logger of this name. */
    public Slf4jLogSink(String loggerName) {
        logger = LoggerFactory.getLogger(loggerName);
    }

    /** Whether the logger takes debug lines. */
    public boolean isDebugEnabled() {
        return logger.isDebugEnabled();
    }

    /** Whether the logger takes trace lines. */
    public boolean isTraceEnabled() {
        return logger.isTraceEnabled();
    }

    @Override
    public boolean write(Level level, String text, @Nullable Throwable cause) {
        String line = LineEscape.escape(text);
        switch (level) {
            case TRC -> logger.trace(line, cause);
            case DBG -> logger.debug(line, cause);
            case INF -> logger.info(line, cause);
            case WRN -> logger.warn(line, cause);
            case ERR, FTL -> logger.error(line, cause);
        }
        return true;
    }

    @Override
    public void close() {
        // The logger belongs to the process.
    }
}
