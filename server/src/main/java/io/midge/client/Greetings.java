package io.midge.client;

import io.midge.account.Account;
import io.midge.loop.Confined;
import io.midge.net.Connection;
import io.midge.net.NetLoop;
import io.midge.proto.Info;

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
    private String nonce = "";
    private boolean ponged;
    private long told;

    Greetings(Clients clients, Connection connection, NetLoop loop, long cid) {
        this.clients = clients;
        this.connection = connection;
        this.loop = loop;
        this.cid = cid;
    }

    /** What the client has to sign if it has a key; empty: it was asked for no signature. */
    String nonce() {
        return nonce;
    }

    /** Sends the line that everything begins with; {@code secured} to who has shown by TLS that it knows. */
    void greet(boolean secured) {
        Clients.Announced what = clients.announced();
        Info info = what.info();
        Info.Tls tls = info.tls();
        Info told = secured ? info.withTls(new Info.Tls(true, tls.verify(), tls.available())) : own(info);
        boolean asked = info.authRequired() && !clients.access().authenticator().hasNoAuthUser();
        nonce = clients.access().nonce();
        send(what, told.withAuthRequired(asked).greeting(cid, connection.remoteHost(), nonce));
    }

    /** A PONG was sent to a client that had sent CONNECT: the first one is followed by what CONNECT has led to. */
    void ponged(int protocol, Account account) {
        if (!ponged && protocol >= 1) {
            Clients.Announced what = clients.announced();
            boolean system = account.name().equals(clients.options().security().systemAccountName());
            int max = Subscriptions.least(
                    what.info().maxPayload(), account.limits().maxPayload());
            Info info = own(what.info()).withMaxPayload(max);
            send(what, info.line(cid, connection.remoteHost(), account.name(), system));
        }
        ponged = true;
    }

    /** Tells of this announcement, unless the client does not want it, or knows. */
    void announce(Clients.Announced news, int protocol) {
        if (ponged && protocol >= 1 && told < news.number()) {
            send(news, own(news.info()).line(cid, connection.remoteHost()));
        }
    }

    /** Tells this client alone that it had better go; false if it would not understand. */
    boolean suggestLeaving(int protocol) {
        if (!ponged || protocol < 1) {
            return false;
        }
        Info info = own(clients.info().withLameDuck(true));
        connection.outbound().stage(loop).line(info.line(cid, connection.remoteHost()));
        return true;
    }

    /** Whether the client is in this JVM. */
    private boolean inProcess() {
        return connection.socketHost().isEmpty();
    }

    // Who is in this JVM need not encrypt.
    private Info own(Info info) {
        Info.Tls tls = info.tls();
        return inProcess() && tls.required() ? info.withTls(new Info.Tls(false, tls.verify(), true)) : info;
    }

    private void send(Clients.Announced what, byte[] line) {
        told = what.number();
        connection.outbound().stage(loop).line(line);
    }
}
