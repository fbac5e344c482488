package io.midge.client;

import io.midge.account.RequestInfo;
import io.midge.loop.IoLoop;
import io.midge.net.Connection;
import io.midge.proto.ConnectOptions;
import org.jspecify.annotations.Nullable;

/**
 * What services in other accounts are told of one client. Asked for with each of its requests, so that what was said last is
 * kept as long as it is true: by the client's own loop alone, which is also where it changes. Safe from any thread.
 */
final class Introduction {
    private final Client client;
    private final Clients clients;
    private final Connection connection;
    private final KeepAlive keepAlive;
    private final IoLoop loop;

    private volatile @Nullable RequestInfo brief;
    private volatile @Nullable RequestInfo detailed;

    Introduction(Client client, Clients clients, Connection connection, KeepAlive keepAlive) {
        this.client = client;
        this.clients = clients;
        this.connection = connection;
        this.keepAlive = keepAlive;
        this.loop = connection.netLoop().loop();
    }

    /** It is somebody else now, or says something else of itself. */
    void renew() {
        brief = null;
        detailed = null;
    }

    RequestInfo brief() {
        RequestInfo known = brief;
        long rtt = keepAlive.rttNanos();
        if (known == null || known.rttNanos() != rtt) {
            known = RequestInfo.of(client.account().name(), rtt);
            if (loop.inLoop()) {
                brief = known;
            }
        }
        return known;
    }

    RequestInfo detailed() {
        RequestInfo known = detailed;
        long rtt = keepAlive.rttNanos();
        if (known == null || known.rttNanos() != rtt) {
            known = full(rtt);
            if (loop.inLoop()) {
                detailed = known;
            }
        }
        return known;
    }

    private RequestInfo full(long rtt) {
        ConnectOptions said = client.connect();
        String issuer =
                said.credentials().nkey().isEmpty() ? "" : client.account().name();
        return new RequestInfo(
                keepAlive.since(),
                connection.remoteHost(),
                client.cid(),
                client.account().name(),
                "",
                said.credentials().shown(),
                said.name(),
                said.lang(),
                said.version(),
                rtt,
                clients.info().serverName(),
                clients.info().cluster(),
                null,
                issuer,
                "Client",
                "nats",
                "");
    }
}
