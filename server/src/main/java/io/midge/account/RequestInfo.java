package io.midge.account;

import io.midge.json.JsonWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the header {@link #HEADER} tells a service in another account, and as events tell of a client: nats-server's
 * {@code ClientInfo}. What is empty, zero or null is left out. Immutable.
 *
 * @param start when it connected
 * @param host its address
 * @param id number of its connection
 * @param account its account
 * @param service the account through which a request came that was passed on by another import
 * @param user who it is
 * @param name what it calls itself
 * @param lang language of its library
 * @param version version of its library
 * @param rttNanos how far away it is, as a round trip
 * @param server name of its server
 * @param cluster name of its cluster
 * @param stop when it left
 * @param issuerKey the account that vouches for the user
 * @param kind {@code Client}
 * @param clientType {@code nats}
 * @param nonce what it was asked to sign
 */
public record RequestInfo(
        @Nullable Instant start,
        String host,
        long id,
        String account,
        String service,
        String user,
        String name,
        String lang,
        String version,
        long rttNanos,
        String server,
        String cluster,
        @Nullable Instant stop,
        String issuerKey,
        String kind,
        String clientType,
        String nonce) {
    /** The header of a request that holds this as JSON. */
    public static final String HEADER = "Nats-Request-Info";

    /** What everybody is told: where it is, and how far away. */
    public static RequestInfo of(String account, long rttNanos) {
        return new RequestInfo(null, "", 0, account, "", "", "", "", "", rttNanos, "", "", null, "", "", "", "");
    }

    /** The same for a request that was passed on by an account. */
    public RequestInfo via(String account) {
        return with(account, server, cluster, stop, nonce);
    }

    /** The same with where it is connected. */
    public RequestInfo at(String server, String cluster) {
        return with(service, server, cluster, stop, nonce);
    }

    /** The same with what only the server's own events say. */
    public RequestInfo left(@Nullable Instant stop, String nonce) {
        return with(service, server, cluster, stop, nonce);
    }

    private RequestInfo with(String service, String server, String cluster, @Nullable Instant stop, String nonce) {
        return new RequestInfo(
                start,
                host,
                id,
                account,
                service,
                user,
                name,
                lang,
                version,
                rttNanos,
                server,
                cluster,
                stop,
                issuerKey,
                kind,
                clientType,
                nonce);
    }

    /** Writes it as one object. */
    public void write(JsonWriter json) {
        json.beginObject();
        if (start != null) {
            json.time("start", start);
        }
        json.stringIfSet("host", host)
                .unsignedIfSet("id", id)
                .stringIfSet("acc", account)
                .stringIfSet("svc", service)
                .stringIfSet("user", user)
                .stringIfSet("name", name)
                .stringIfSet("lang", lang)
                .stringIfSet("ver", version)
                .integerIfSet("rtt", rttNanos)
                .stringIfSet("server", server)
                .stringIfSet("cluster", cluster);
        if (stop != null) {
            json.time("stop", stop);
        }
        json.stringIfSet("issuer_key", issuerKey)
                .stringIfSet("kind", kind)
                .stringIfSet("client_type", clientType)
                .stringIfSet("nonce", nonce)
                .endObject();
    }
}
