package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A server's clients on one loop, whose time a test makes pass. */
final class OneLoop implements AutoCloseable {
    final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    final Accounts accounts = OneAccount.on(loops.get(0));
    final Account account = accounts.global();
    final Clients clients = new Clients(
            Options.builder().maxConnections(3).build(),
            new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X"),
            accounts,
            List.of(new Fanout(loops.get(0), new MatchCache<>())),
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), new Log(loops, false, false)),
            new Log(loops, false, false));

    Peer client(String lines) {
        Peer peer = loops.on(0, () -> Peer.open(loops.get(0), clients));
        send(peer, lines);
        return peer;
    }

    void send(Peer peer, String lines) {
        if (!lines.isEmpty()) {
            loops.run(0, () -> peer.send(lines.getBytes(ISO_8859_1)));
        }
    }

    static String connect(String name) {
        return "CONNECT {\"verbose\":false,\"name\":\"" + name + "\",\"lang\":\"go\",\"version\":\"1.2\"}\r\n";
    }

    void seconds(long count) {
        ms(1000 * count);
    }

    void ms(long count) {
        loops.pass(count, TimeUnit.MILLISECONDS);
    }

    void leaves(Peer peer) {
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
    }

    ClosedClient last() {
        return clients.closed().getLast();
    }

    /** Ends them all; nothing is left of them. */
    @Override
    public void close() {
        clients.closeAll(ClosedReason.CLIENT_CLOSED);
        seconds(1);
        assertThat(loops.on(0, () -> loops.get(0).loop().timers())).isZero();
        assertThat(clients.count()).isZero();
        assertThat(account.sublist().count()).isZero();
        loops.close();
    }
}
