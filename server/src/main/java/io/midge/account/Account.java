package io.midge.account;

import io.midge.options.AccountOptions;
import io.midge.proto.PubFrame;
import io.midge.subject.Subjects;
import io.midge.subject.Sublist;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An isolated subject space: who listens in it, and what it shares with others. Nothing leaves it but by an export that
 * another account imports; see {@link StreamImport} and {@link ServiceImport}.
 *
 * <p>Threads: any. What a configuration says of it is replaced as a whole, by {@link Accounts}.
 */
public final class Account {
    /** The account of everybody who is in no other. */
    public static final String GLOBAL = "$G";

    private static final Traffic[] NO_TRAFFIC = {};

    private final String name;
    private final Sublist<Subscription> sublist;
    private final AtomicLong slowConsumers = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong totalConnections = new AtomicLong();
    private final Awaited awaited;

    private volatile Traffic[] traffic = NO_TRAFFIC;
    private volatile Shares shares = Shares.NONE;
    private volatile @Nullable Responses responses;

    /** {@code sublist} starts out empty and belongs to this account alone. */
    public Account(String name, Sublist<Subscription> sublist) {
        this(name, sublist, 0);
    }

    /** The same; {@code seed} is one that nobody can guess. */
    Account(String name, Sublist<Subscription> sublist, long seed) {
        this.name = name;
        this.sublist = sublist;
        this.awaited = new Awaited(this, seed);
    }

    public String name() {
        return name;
    }

    /** Who listens to what. */
    public Sublist<Subscription> sublist() {
        return sublist;
    }

    // ---- what is configured

    /** What it shares, and what it may take. */
    Shares shares() {
        return shares;
    }

    void shares(Shares now) {
        shares = now;
    }

    /** The same to be looked at. */
    public Listing listing() {
        return Listing.of(shares);
    }

    /** The streams of others that are heard here. */
    public List<StreamImport> streams() {
        return shares.streams();
    }

    /** Messages that go elsewhere than where they are sent. */
    public Mappings mappings() {
        return shares.mappings();
    }

    /** How much it may take. */
    public AccountOptions.Limits limits() {
        return shares.limits();
    }

    /** What it may store, as its options say; null: nothing. */
    public AccountOptions.@Nullable JetStreamLimits jetStream() {
        AccountOptions options = shares.options();
        return options == null ? null : options.jetStream();
    }

    /** Whether a service of another account answers what is asked on this subject. */
    public boolean importsService(byte[] subject) {
        for (ServiceImport each : shares.services()) {
            if (Subjects.isSubset(subject, each.from())) {
                return true;
            }
        }
        return false;
    }

    // ---- replies

    /**
     * Whether somebody waits for what is published on a subject: where it is a reply to another account, who asked there. Any thread.
     */
    public boolean isAwaited(byte[] subject) {
        if (!sublist.hasInterest(subject, 0, subject.length)) {
            return false;
        }
        Responses owed = responses;
        return owed == null || !owed.isOne(subject) || owed.isAwaited(subject);
    }

    /** The replies that services of this account owe to others. */
    Responses responses() {
        Responses there = responses;
        if (there == null) {
            throw new IllegalStateException("account " + name + " has no services");
        }
        return there;
    }

    void responses(Responses its) {
        responses = its;
    }

    /** The replies that its own requests to others wait for. */
    Awaited awaited() {
        return awaited;
    }

    /** One of its subscriptions has ended: requests whose replies nobody waits for any more are forgotten. */
    public void unsubscribed(byte[] subject) {
        if (!awaited.isEmpty()) {
            responses().lostBy(awaited, subject);
        }
    }

    // ---- who is in it, and what goes through

    /**
     * Lets a message that comes into this account by an import go where its mappings say.
     *
     * @return false if it is lost there
     */
    boolean mapped(PubFrame frame, Hop hop, Fanout from) {
        from.map(shares.mappings(), frame, hop.mapped);
        return frame.subjectLen > 0;
    }

    /** Counts a connection in; false when there are as many as may be. */
    public boolean admit() {
        int most = limits().maxConnections();
        if (connections.getAndUpdate(now -> most < 0 || now < most ? now + 1 : now) >= most && most >= 0) {
            return false;
        }
        totalConnections.incrementAndGet();
        return true;
    }

    /** Counts a connection out that was counted in. */
    public void leave() {
        connections.decrementAndGet();
    }

    /** Connections at this moment. */
    public int connections() {
        return connections.get();
    }

    /** Connections so far. */
    public long totalConnections() {
        return totalConnections.get();
    }

    /** Counts one that does not keep up. */
    public void countSlowConsumer() {
        slowConsumers.incrementAndGet();
    }

    /** How often one of its connections did not keep up. */
    public long slowConsumers() {
        return slowConsumers.get();
    }

    /** What went through it, a part for each loop that saw something of it. */
    public Collection<Traffic> traffic() {
        return List.of(traffic);
    }

    /** What goes through it on one loop. */
    Traffic traffic(int loop) {
        Traffic[] there = traffic;
        return loop < there.length ? there[loop] : moreTraffic(loop);
    }

    private synchronized Traffic moreTraffic(int loop) {
        Traffic[] there = traffic;
        if (loop >= there.length) {
            Traffic[] more = Arrays.copyOf(there, loop + 1);
            for (int i = there.length; i <= loop; i++) {
                more[i] = new Traffic();
            }
            traffic = more;
            there = more;
        }
        return there[loop];
    }
}
