package io.midge.auth;

import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.options.SecurityOptions;
import java.util.Base64;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All that a connection asks on its way in: who may, what hashes say, and what failing costs. A reload replaces what was
 * configured. Safe from any thread.
 */
public final class Access {
    /** As in nats-server: 15 characters. */
    private static final int NONCE_BYTES = 11;

    private final String account;
    private final long seed;
    private final int lanes;
    private final Clock clock;
    private final RandomGenerator random;
    private final Log log;
    private final Throttle throttle;
    private final Audit audit;

    private volatile Authenticator authenticator;
    private volatile SecurityOptions options;

    /** Made when the first hash is to be verified. Guarded by this. */
    private @Nullable Hashes hashes;

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
        this.lanes = lanes;
        this.clock = clock;
        this.random = random;
        this.log = log;
        throttle = new Throttle(clock);
        audit = new Audit(log, clock);
        authenticator = new Authenticator(options, account, seed);
    }

    /** The same with this to verify hashes, for tests. */
    Access(SecurityOptions options, Clock clock, RandomGenerator random, Log log, Hashes hashes) {
        this(options, "$G", 1, clock, random, log);
        this.hashes = hashes;
    }

    /** Takes other options, for connections to come; those that are there have to be asked again. */
    public void reload(SecurityOptions now) {
        if (sameUsers(now, options)) {
            options = now;
            return; // nobody has to be asked again
        }
        authenticator = new Authenticator(now, account, seed);
        options = now;
        synchronized (this) {
            if (hashes != null) {
                hashes.forget();
            }
        }
    }

    private static boolean sameUsers(SecurityOptions now, SecurityOptions before) {
        return Objects.equals(now.authorization(), before.authorization())
                && now.accounts().equals(before.accounts())
                && now.systemAccountName().equals(before.systemAccountName())
                && now.noAuthUser().equals(before.noAuthUser())
                && now.noImplicitAnonymous() == before.noImplicitAnonymous();
    }

    /** What a new connection is asked to sign, of which there is no second; empty where nobody has a key. */
    public String nonce() {
        if (!authenticator.hasKeys()) {
            return "";
        }
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A number that nobody else knows. */
    public long seed() {
        return seed;
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

    /** What hashes and signatures say. */
    public synchronized Hashes hashes() {
        Hashes made = hashes;
        if (made == null) {
            made = new Hashes(lanes, clock, random, log);
            hashes = made;
        }
        return made;
    }

    public Throttle throttle() {
        return throttle;
    }

    public Audit audit() {
        return audit;
    }
}
