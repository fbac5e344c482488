package io.midge;

import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.store.StoreListener;
import java.util.ArrayList;
import java.util.List;

/** What the store has to say, as lines of the log. Any thread. */
final class StoreReports implements StoreListener {
    /** Something that takes its time is told of so often. */
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    /** What failed is remembered for those who ask how the server is, but no more of it than this. */
    private static final int FAILURES = 256;

    private final Log log;
    private final Clock clock;
    private final List<String> failures = new ArrayList<>();
    private long told;

    StoreReports(Log log, Clock clock) {
        this.log = log;
        this.clock = clock;
        told = clock.nanos();
    }

    @Override
    public void progress(String what, long done, long of) {
        if (isDue()) {
            log.info("  JetStream: " + what + ", " + done + " of " + of);
        }
    }

    private synchronized boolean isDue() {
        long now = clock.nanos();
        boolean due = now - told >= PROGRESS_NANOS;
        told = due ? now : told;
        return due;
    }

    @Override
    public void warning(String line) {
        log.warn("JetStream: " + line);
    }

    @Override
    public void damage(Damage damage) {
        String cost = damage.fromSeq() == 0 ? "" : ", it cost messages " + damage.fromSeq() + " to " + damage.toSeq();
        String where = damage.position() < 0 ? "" : " from byte " + damage.position() + " on";
        log.error("JetStream: " + damage.file() + " is damaged" + where + ": " + damage.what() + cost);
    }

    @Override
    public void failed(String line) {
        synchronized (this) {
            if (failures.size() < FAILURES) {
                failures.add(line);
            }
        }
        log.error("JetStream: " + line);
    }

    /** What failed since the start. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }
}
