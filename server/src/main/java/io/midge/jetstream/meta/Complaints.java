package io.midge.jetstream.meta;

import io.midge.jetstream.config.ApiError;
import io.midge.log.Log;
import io.midge.loop.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells the operator of what clients are refused, each kind of it once in ten seconds: a limit that is reached is reached by every
 * message that comes. Any thread.
 */
public final class Complaints {
    private static final long REST_NANOS = 10_000_000_000L;

    /** More kinds than this are not remembered. */
    private static final int MOST = 1024;

    private final Log log;
    private final Clock clock;
    private final Map<String, Long> last = new LinkedHashMap<>();

    public Complaints(Log log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Warns, unless it did so of late. */
    public void warn(String kind, String line) {
        if (isDue(kind)) {
            log.warn(line);
        }
    }

    /** The same of what concerns the whole server. */
    public void error(String kind, String line) {
        if (isDue(kind)) {
            log.error(line);
        }
    }

    /** Says what was refused of a stream, with the limits and figures that it may have come from. */
    void debug(Log to, JsAccount account, String stream, ApiError why) {
        if (to.isDebug()) {
            to.debug("JetStream refused stream '" + account + " > " + stream + "': " + why.description() + " ("
                    + why.errCode() + (why.limit() == null ? "" : "; " + why.limit()) + "; limits of the account: "
                    + account.limits() + ", " + account.quota() + ')');
        }
    }

    private synchronized boolean isDue(String kind) {
        long now = clock.nanos();
        Long before = last.get(kind);
        if (before != null && now - before < REST_NANOS) {
            return false;
        }
        if (before == null && last.size() >= MOST) {
            last.clear();
        }
        last.put(kind, now);
        return true;
    }
}
