package io.midge.client;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.log.Log;
import io.midge.net.Connection;
import io.midge.net.Protocol;
import io.midge.net.Protocols;
import io.midge.options.Options;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.proto.PubFrame;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All clients of a server, and what they share. Safe from any thread. */
public final class Clients implements Protocols {
    private final Options options;
    private final Info info;
    private final Account account;
    private final List<Fanout> fanouts;
    private final List<PubFrame> frames;
    private final Log log;

    private final ConcurrentHashMap<Long, Client> byCid = new ConcurrentHashMap<>();
    private final AtomicLong lastCid = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();

    private volatile @Nullable ClosedReason closing;

    /** {@code fanouts} are those of the loops, by index. */
    public Clients(Options options, Info info, Account account, List<Fanout> fanouts, Log log) {
        this.options = options;
        this.info = info;
        this.account = account;
        this.fanouts = List.copyOf(fanouts);
        this.frames = fanouts.stream().map(each -> new PubFrame()).toList();
        this.log = log;
    }

    @Override
    public Protocol connected(Connection connection) {
        Fanout fanout = fanouts.get(connection.netLoop().loop().index());
        total.incrementAndGet();
        return new Client(this, connection, fanout, account, lastCid.incrementAndGet());
    }

    /** Counts a client in; false when there are too many already. */
    boolean admit(Client client) {
        if (count.incrementAndGet() > options.maxConnections()) {
            count.decrementAndGet();
            return false;
        }
        byCid.put(client.cid(), client);
        return true;
    }

    /** Why a client that was admitted has to go at once, null as a rule. */
    @Nullable
    ClosedReason closing() {
        return closing;
    }

    /** Clients at this moment. */
    public int count() {
        return count.get();
    }

    /** Clients so far. */
    public long total() {
        return total.get();
    }

    /** Clients closed because they did not keep up. */
    public long slowConsumers() {
        return slow.get();
    }

    /** Clients closed because they did not answer PINGs. */
    public long staleConnections() {
        return stale.get();
    }

    /** Ends them all, soon, and those who are just coming. */
    public void closeAll(ClosedReason reason) {
        closing = reason;
        byCid.values().forEach(each -> each.close(reason));
    }

    void removed(Client client, ClosedReason reason) {
        if (byCid.remove(client.cid()) == null) {
            return;
        }
        count.decrementAndGet();
        switch (reason) {
            case SLOW_CONSUMER_PENDING_BYTES, SLOW_CONSUMER_WRITE_DEADLINE -> slow.incrementAndGet();
            case STALE_CONNECTION -> stale.incrementAndGet();
            default -> {}
        }
    }

    Options options() {
        return options;
    }

    Info info() {
        return info;
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
