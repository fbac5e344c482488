package io.midge;

import io.midge.account.Account;
import io.midge.events.Home;
import io.midge.events.RefusedException;
import io.midge.json.JsonException;
import io.midge.monitor.BadQueryException;
import io.midge.monitor.Pages;
import io.midge.monitor.ProcessUsage;
import io.midge.monitor.ServerView;
import io.midge.options.Options;
import io.midge.proto.Info;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is told of this server in the system's account. Any thread but those of its loops; who it is, any. */
final class Office implements Home {
    /** What nats-server says of one that has JetStream. */
    private static final int CAPABILITIES = 7;

    private final Wiring server;
    private final Supplier<Desk> desk;
    private volatile @Nullable Reloading reloading;

    /** What it takes to look things up, made when the first one asks. */
    record Desk(ServerView view, Pages pages) {}

    /** Takes what the configuration says now. */
    interface Reloading {
        /** Why not; empty if it did. */
        String reload();
    }

    Office(Wiring server, Supplier<Desk> desk) {
        this.server = server;
        this.desk = desk;
    }

    /** How it is told to take its configuration anew. */
    void reloading(Reloading how) {
        reloading = how;
    }

    @Override
    public Identity identity() {
        Options options = server.settings().options();
        Info told = server.told();
        return new Identity(
                told.serverId(),
                told.serverName(),
                told.host(),
                told.cluster(),
                told.domain(),
                Info.VERSION,
                options.serverTags(),
                options.serverMetadata(),
                Banner.FLAGS);
    }

    @Override
    public Figures figures() {
        ServerView view = desk.get().view();
        ServerView.Counters all = view.counters();
        ProcessUsage.Sample usage = view.usage();
        int active = 0;
        for (Account each : view.accounts()) {
            active += each.connections() > 0 ? 1 : 0;
        }
        return new Figures(
                view.identity().start(),
                usage.mem(),
                view.identity().cores(),
                usage.cpu(),
                all.connections(),
                all.totalConnections(),
                active,
                all.subscriptions(),
                all.outMsgs(),
                all.outBytes(),
                all.inMsgs(),
                all.inBytes(),
                all.slowConsumers(),
                all.staleConnections(),
                all.stalledClients());
    }

    @Override
    public byte @Nullable [] page(String name, byte[] json, String account, boolean guest)
            throws JsonException, RefusedException {
        try {
            return desk.get().pages().page(name, json, account, guest);
        } catch (BadQueryException e) {
            throw new RefusedException(e.getMessage());
        }
    }

    @Override
    public int capabilities() {
        return server.hasJetStream() ? CAPABILITIES : 0;
    }

    @Override
    public byte @Nullable [] jetStream() {
        return server.hasJetStream() ? desk.get().pages().jetStream() : null;
    }

    @Override
    public void reload() throws RefusedException {
        Reloading how = reloading;
        String why = how == null ? Reload.NO_FILE : how.reload();
        if (!why.isEmpty()) {
            throw new RefusedException(why);
        }
    }
}
