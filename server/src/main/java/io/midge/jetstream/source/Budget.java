package io.midge.jetstream.source;

import java.util.concurrent.atomic.AtomicLong;

/** How much may wait to be stored in one stream that copies others. Any thread. */
final class Budget {
    /**
     * As much as nats-server lets wait. Origins hold back what is more than 32 MiB ahead of what was acknowledged to them; who does not
     * is cut, and asked for the rest again.
     */
    static final long MOST = 128L << 20;

    private final long most;
    private final AtomicLong used = new AtomicLong();

    Budget(long most) {
        this.most = most;
    }

    /** Takes room for so many bytes; false: there is none. */
    boolean take(int bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
