package io.midge.store.journal;

import io.midge.loop.Lane;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sees to it that there are files ahead, and that what was cut is used again. On the background lane. */
final class Preparation {
    /** After so long it is tried again when no file could be made. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final JournalFiles files;
    private final Lane lane;
    private final JournalListener listener;
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicInteger holds = new AtomicInteger();
    private final AtomicBoolean cutting = new AtomicBoolean();
    private volatile long done;
    private boolean full;
    private boolean waiting;
    private volatile boolean stopped;

    Preparation(JournalFiles files, Lane lane, JournalListener listener) {
        this.files = files;
        this.lane = lane;
        this.listener = listener;
    }

    /** A file was taken. Any thread. */
    void more() {
        lane.execute(this::prepare);
    }

    /** What ends before this LSN is not needed. Any thread. */
    void cut(long lsn) {
        wanted.accumulateAndGet(lsn, Math::max);
        wake();
    }

    private void wake() {
        if (wanted.get() > done && !cutting.getAndSet(true)) {
            lane.execute(this::cut);
        }
    }

    /** No file is removed until {@link #release}. Any thread. */
    void hold() {
        holds.incrementAndGet();
    }

    /** As often as {@link #hold}. Any thread. */
    void release() {
        holds.decrementAndGet();
        wake();
    }

    private void cut() {
        cutting.set(false);
        long lsn = wanted.get();
        try {
            if (!stopped) {
                boolean held = holds.get() > 0;
                files.cut(lsn, held);
                done = held ? done : lsn;
            }
        } catch (IOException e) {
            tell(e);
        }
        prepare();
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    private void prepare() {
        if (stopped || waiting) {
            return;
        }
        try {
            files.prepare();
            if (full) {
                full = false;
                listener.room();
            }
        } catch (IOException e) {
            tell(e);
            waiting = true;
            lane.schedule(RETRY_NANOS, () -> {
                waiting = false;
                prepare();
            });
        }
    }

    private void tell(IOException why) {
        if (!full) {
            full = true;
            listener.full(why.toString());
        }
    }
}
