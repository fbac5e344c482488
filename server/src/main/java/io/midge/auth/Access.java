package io.midge.auth;

import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.options.SecurityOptions;
import java.util.random.RandomGenerator;

/**
 * All that a connection asks on its way in: who may, what hashes say, and what failing costs. A reload replaces what was
 * configured. Safe from any thread.
 */
public final class Access {
    private final String account;
    private final long seed;
    private final Hashes hashes;
    private final Throttle throttle;
    private final Audit audit;

    private volatile Authenticator authenticator;
    private volatile SecurityOptions options;

    /**
     * As these options say.
     *
     * @param account name of the account of users who are in no other
     * @param lanes how many threads may verify hashes at a time
     */
    public Access(SecurityOptions options, String account, int lanes, Clock clock, RandomGenerator random, Log log) {
        this.options = options;
        this.account = account;
        seed = random.nextLong();
        hashes = new Hashes(lanes, clock, random, log);
        throttle = new Throttle(clock);
        audit = new Audit(log, clock);
        authenticator = new Authenticator(options, account, seed);
    }

    /** Takes other options, for connections to come; those that are there have to be asked again. */
    public void reload(SecurityOptions now) {
        options = now;
        authenticator = new Authenticator(now, account, seed);
        hashes.forget();
    }

    /** Who may. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** How long a connection may take to say who it is, in nanoseconds. */
    public long timeoutNanos() {
        return options.authTimeout().toNanos();
    }

    /** Whether who fails from this address is kept waiting: not this machine, unless configured. */
    public boolean throttles(String address) {
        boolean local = address.isEmpty() || address.startsWith("127.") || address.equals("::1");
        return !local || options.throttleLoopback();
    }

    public Hashes hashes() {
        return hashes;
    }

    public Throttle throttle() {
        return throttle;
    }

    public Audit audit() {
        return audit;
    }
}
