package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.auth.Access;
import io.midge.log.Log;
import io.midge.net.Connection;
import io.midge.net.Protocol;
import io.midge.net.Protocols;
import io.midge.options.Options;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.proto.PubFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All clients of a server, and what they share. Safe from any thread. */
public final class Clients implements Protocols {
    /** What the server says of itself, and which version of it this is, from 1. */
    record Announced(long number, Info info) {}

    private volatile Options options;
    private final AtomicReference<Announced> announced;
    private final Accounts accounts;
    private final List<Fanout> fanouts;
    private final List<PubFrame> frames;
    private final Access access;
    private final Log log;

    private final ConcurrentHashMap<Long, Client> byCid = new ConcurrentHashMap<>();
    private final AtomicLong lastCid = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final ClosedRing closed;

    private volatile @Nullable ClosedReason closing;
    private volatile @Nullable ClientTls tls;
    private volatile Attendance attendance = Attendance.NONE;

    /** {@code fanouts} are those of the loops, by index. */
    public Clients(Options options, Info info, Accounts accounts, List<Fanout> fanouts, Access access, Log log) {
        this.options = options;
        this.announced = new AtomicReference<>(new Announced(1, info));
        this.accounts = accounts;
        this.fanouts = List.copyOf(fanouts);
        this.frames = fanouts.stream().map(each -> new PubFrame()).toList();
        this.access = access;
        this.log = log;
        this.closed = new ClosedRing(options.limits().maxClosedClients());
    }

    @Override
    public Protocol connected(Connection connection) {
        Fanout fanout = fanouts.get(connection.netLoop().loop().index());
        total.incrementAndGet();
        Client client = new Client(this, connection, fanout, lastCid.incrementAndGet());
        ClientTls security = tls;
        return security == null ? client : new SecureStart(client, connection, security, this);
    }

    /** Who is told of clients from now on. */
    public void tell(Attendance listener) {
        attendance = listener;
    }

    Attendance attendance() {
        return attendance;
    }

    /** Clients that come from now on use TLS like this; null: not at all. */
    public void secure(@Nullable ClientTls how) {
        tls = how;
    }

    /** Counts a client in; false when there are too many already, or it has to go again, of which it is told. */
    boolean admit(Client client) {
        int max = options.limits().maxConnections();
        if (count.getAndUpdate(now -> now < max ? now + 1 : now) >= max) {
            client.tooMany();
            return false;
        }
        byCid.put(client.cid(), client);
        ClosedReason reason = closing;
        if (reason != null) {
            client.close(reason);
        }
        return reason == null;
    }

    /** Clients at this moment. */
    public int count() {
        return count.get();
    }

    /** Clients so far. */
    public long total() {
        return total.get();
    }

    /** How often a client did not keep up: each time that it missed a write deadline, and when it was closed for it. */
    public long slowConsumers() {
        return slow.get();
    }

    /** Clients closed because they did not answer PINGs. */
    public long staleConnections() {
        return stale.get();
    }

    /**
     * The server says something else of itself from now on: new clients get it in their greeting, and those that are here
     * and understand (client protocol 1, the first PONG sent) get it soon. The last of several is what all end up with.
     */
    public void announce(Info info) {
        Announced now = announced.updateAndGet(before -> new Announced(before.number() + 1, info));
        for (Fanout each : fanouts) {
            each.loop().loop().execute(() -> byCid.values().forEach(client -> client.announce(now, each)));
        }
    }

    /** Those that are here at this moment. */
    public List<Client> present() {
        return List.copyOf(byCid.values());
    }

    /**
     * Takes new options while clients are connected: limits hold for them from now on, and as many as are too many now
     * are sent away.
     *
     * @return how many
     */
    public int reload(Options now) {
        options = now;
        Set<Account> others = accounts.configure(now.security(), info().cluster()); // before somebody is in one of them
        access.reload(now.security());
        byCid.values().forEach(each -> each.reload(now));
        byCid.values().stream().filter(each -> others.contains(each.account())).forEach(Client::reimport);
        int surplus = Math.max(0, count.get() - Math.max(0, now.limits().maxConnections()));
        byCid.values().stream().limit(surplus).forEach(each -> each.run(each::tooMany));
        return surplus;
    }

    /**
     * Sends those away whose certificates are no longer taken.
     *
     * @return how many
     */
    public int repin(ClientTls security) {
        List<Client> gone = byCid.values().stream()
                .filter(each -> !security.takes(each.secured()))
                .toList();
        gone.forEach(each -> each.close(ClosedReason.TLS_HANDSHAKE_FAILURE));
        return gone.size();
    }

    /** What clients that come from now on are greeted with; those who are here are not told. */
    public void greetWith(Info info) {
        announced.updateAndGet(before -> new Announced(before.number(), info));
    }

    /** Ends them all, soon, and those who are just coming. */
    public void closeAll(ClosedReason reason) {
        closing = reason;
        byCid.values().forEach(each -> each.close(reason));
    }

    /** One has ended: counts it out, if it was counted in, and remembers it in any case. */
    void removed(ClosedClient gone) {
        closed.add(gone);
        if (byCid.remove(gone.cid()) == null) {
            return;
        }
        count.decrementAndGet();
        switch (gone.reason()) {
            case SLOW_CONSUMER_PENDING_BYTES, SLOW_CONSUMER_WRITE_DEADLINE -> countSlow(accounts.find(gone.account()));
            case STALE_CONNECTION -> stale.incrementAndGet();
            default -> {}
        }
    }

    /** One does not keep up, whether or not it stays. */
    void countSlow(@Nullable Account account) {
        slow.incrementAndGet();
        if (account != null) {
            account.countSlowConsumer();
        }
    }

    /** What those are like that are here at this moment, in no order. */
    public List<OpenClient> open() {
        List<OpenClient> all = new ArrayList<>(Math.max(0, count()));
        byCid.values().forEach(each -> all.add(each.info()));
        return all;
    }

    /** The client of this number, null if it is not here. */
    public @Nullable Client client(long cid) {
        return byCid.get(cid);
    }

    /** What these listen to, in their order. */
    public Listening listening(List<OpenClient> some) {
        return new Listening(this::client, some);
    }

    /** Those that ended last, at most {@code max_closed_clients}; who ended last is at the end. */
    public List<ClosedClient> closed() {
        return closed.all();
    }

    /** How many have ended so far, those that were turned away included. */
    public long closedTotal() {
        return closed.total();
    }

    Accounts accounts() {
        return accounts;
    }

    /** What tables are hashed by whose keys clients choose. */
    long seed() {
        return access.seed();
    }

    Options options() {
        return options;
    }

    /** What the server says of itself at this moment. */
    public Info info() {
        return announced().info();
    }

    Announced announced() {
        return Objects.requireNonNull(announced.get());
    }

    Access access() {
        return access;
    }

    Log log() {
        return log;
    }

    boolean manyLoops() {
        return fanouts.size() > 1;
    }

    /** The frame that all parsers of a loop share. */
    PubFrame frame(Fanout fanout) {
        return frames.get(fanout.loop().loop().index());
    }
}
