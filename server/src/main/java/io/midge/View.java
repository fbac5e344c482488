package io.midge;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.client.Clients;
import io.midge.loop.Clock;
import io.midge.monitor.Connections;
import io.midge.monitor.JetStreamView;
import io.midge.monitor.ProcessUsage;
import io.midge.monitor.ServerView;
import io.midge.net.NetLoop;
import io.midge.options.Options;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What monitoring sees of this server: sums over the loops' own counters, each a moment old. Safe from any thread. */
final class View implements ServerView {
    private final Identity identity;
    private final Supplier<Settings> settings;
    private final Supplier<@Nullable JetStreamView> jetStream;
    private final Clock clock;
    private final Clients clients;
    private final Accounts accounts;
    private final List<Fanout> fanouts;
    private final Listeners listeners;
    private final ClientSecurity security;
    private final ProcessUsage usage;

    View(
            Identity identity,
            Supplier<Settings> settings,
            Supplier<@Nullable JetStreamView> jetStream,
            Clock clock,
            Clients clients,
            Accounts accounts,
            List<Fanout> fanouts,
            Listeners listeners,
            ClientSecurity security) {
        this.identity = identity;
        this.settings = settings;
        this.jetStream = jetStream;
        this.clock = clock;
        this.clients = clients;
        this.accounts = accounts;
        this.fanouts = List.copyOf(fanouts);
        this.listeners = listeners;
        this.security = security;
        this.usage = new ProcessUsage(clock::nanos);
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public Options options() {
        return settings.get().options();
    }

    @Override
    public String host() {
        return clients.info().host();
    }

    @Override
    public int port() {
        return clients.info().port();
    }

    @Override
    public boolean authRequired() {
        return clients.info().authRequired();
    }

    @Override
    public int port(String block) {
        return listeners.port(block);
    }

    @Override
    public String cluster() {
        return clients.info().cluster();
    }

    @Override
    public Configured configured() {
        Settings now = settings.get();
        return new Configured(now.digest(), now.loaded());
    }

    @Override
    public Optional<Instant> certificateExpires() {
        return security.notAfter();
    }

    @Override
    public Connections connections() {
        return new Connected(clients, accounts);
    }

    @Override
    public Collection<Account> accounts() {
        return accounts.all();
    }

    @Override
    public String systemAccount() {
        Account system = accounts.system();
        return system == null ? "" : system.name();
    }

    @Override
    public ProcessUsage.Sample usage() {
        return usage.sample();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public @Nullable JetStreamView jetStream() {
        return jetStream.get();
    }

    private long subscriptions() {
        long count = 0;
        for (Account each : accounts.all()) {
            count += each.sublist().count();
        }
        return count;
    }

    @Override
    public Counters counters() {
        long inMsgs = 0;
        long inBytes = 0;
        long outMsgs = 0;
        long outBytes = 0;
        long stalls = 0;
        for (Fanout each : fanouts) {
            NetLoop loop = each.loop();
            inMsgs += each.inMsgs();
            inBytes += each.inBytes();
            outMsgs += loop.outMsgs();
            outBytes += loop.outBytes();
            stalls += loop.stalls();
        }
        return new Counters(
                clients.count(),
                clients.total(),
                inMsgs,
                inBytes,
                outMsgs,
                outBytes,
                clients.slowConsumers(),
                clients.staleConnections(),
                stalls,
                subscriptions());
    }
}
