package io.midge.client;

import io.midge.loop.Confined;
import io.midge.net.Connection;
import io.midge.net.NetLoop;
import org.jspecify.annotations.Nullable;

/**
 * The INFO lines of one client: the greeting, one with its first PONG that names its account, and one for each later
 * announcement. Before the first PONG nothing is announced, as in nats-server: a client may still be busy with its
 * handshake, and the line with the PONG is up to date anyway.
 */
@Confined("I/O loop of the client")
final class Greetings {
    private final Clients clients;
    private final Connection connection;
    private final NetLoop loop;
    private final long cid;
    private boolean ponged;
    private long told;

    Greetings(Clients clients, Connection connection, NetLoop loop, long cid) {
        this.clients = clients;
        this.connection = connection;
        this.loop = loop;
        this.cid = cid;
    }

    /** Sends the line that everything begins with. */
    void greet() {
        Clients.Announced news = clients.announced();
        boolean asked =
                news.info().authRequired() && !clients.access().authenticator().hasNoAuthUser();
        send(new Clients.Announced(news.number(), news.info().withAuthRequired(asked)), null);
    }

    /** A PONG was sent to a client that had sent CONNECT: the first one is followed by what CONNECT has led to. */
    void ponged(int protocol, String account) {
        if (!ponged && protocol >= 1) {
            send(clients.announced(), account);
        }
        ponged = true;
    }

    /** Tells of this announcement, unless the client does not want it, or knows. */
    void announce(Clients.Announced news, int protocol) {
        if (ponged && protocol >= 1 && told < news.number()) {
            send(news, null);
        }
    }

    private void send(Clients.Announced what, @Nullable String account) {
        told = what.number();
        connection.outbound().stage(loop).line(what.info().line(cid, connection.remoteHost(), account));
    }
}
