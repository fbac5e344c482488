package io.midge.auth;

import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.proto.Credentials;

/**
 * What the log says of logins that failed: nats-server's line, and one for the operator that says from where and why.
 * After {@link #BURST} of them there are {@link #PER_SECOND} a second, and the next one says how many were left out.
 *
 * <p>Threads: any; the lock is this object's monitor, and is not held while logging.
 */
public final class Audit {
    static final int BURST = 100;
    static final int PER_SECOND = 10;

    private static final long NANOS_PER_LINE = 1_000_000_000L / PER_SECOND;

    private final Log log;
    private final Clock clock;

    // Guarded by this.
    private long paidUntil;
    private boolean begun;
    private long leftOut;

    public Audit(Log log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * A login failed.
     *
     * @param label how logs name the connection
     * @param address where it comes from, which is not what the label says of one behind a proxy
     */
    public void failed(String label, String address, Credentials who, String why) {
        long before = admit();
        if (before < 0) {
            return;
        }
        if (before > 0) {
            log.warn(before + " more authentication errors were not logged");
        }
        String name = who.who();
        String all = who.all();
        log.error(label + " - authentication error" + (name.isEmpty() ? "" : " - " + name));
        log.warn(label + " - Login refused: " + (all.isEmpty() ? "nobody" : all)
                + (address.isEmpty() ? "" : " from " + address) + ": " + why);
    }

    // How many were left out since the last one; -1: and now this one.
    private synchronized long admit() {
        long now = clock.nanos();
        long earliest = now - BURST * NANOS_PER_LINE;
        if (!begun || paidUntil - earliest < 0) {
            begun = true;
            paidUntil = earliest;
        }
        if (paidUntil + NANOS_PER_LINE - now > 0) {
            leftOut++;
            return -1;
        }
        paidUntil += NANOS_PER_LINE;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
