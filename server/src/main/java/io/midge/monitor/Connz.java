package io.midge.monitor;

import io.midge.account.Account;
import io.midge.client.ClientInfo;
import io.midge.client.ClosedClient;
import io.midge.client.Encryption;
import io.midge.client.OpenClient;
import io.midge.json.GoDuration;
import io.midge.json.JsonWriter;
import io.midge.tls.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The body of {@code /connz}: the fields of nats-server in its order, handed over piece by piece. */
final class Connz {
    /** Where pieces go. */
    interface Sink {
        void write(byte[] piece) throws IOException;
    }

    private static final int PIECE = 64 * 1024;

    private final ConnzOptions options;
    private final int piece;
    private final Sink sink;
    private final Instant now;
    private final JsonWriter out;

    private Connz(ConnzOptions options, Instant now, JsonWriter out, int piece, Sink sink) {
        this.options = options;
        this.piece = piece;
        this.now = now;
        this.out = out;
        this.sink = sink;
    }

    /** Writes what was asked for; nothing is written when that makes no sense. */
    static void write(ServerView view, ConnzOptions options, Sink sink) throws BadQueryException, IOException {
        write(view, options, JsonWriter.indented(), PIECE, sink);
    }

    /** The same in one piece, with a writer that has written nothing yet and says how large that may be. */
    static byte[] render(ServerView view, ConnzOptions options, JsonWriter out) throws BadQueryException {
        List<byte[]> whole = new ArrayList<>(1);
        try {
            write(view, options, out, Integer.MAX_VALUE, whole::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return whole.getFirst();
    }

    private static void write(ServerView view, ConnzOptions options, JsonWriter out, int piece, Sink sink)
            throws BadQueryException, IOException {
        ConnzSort sort = options.sort();
        Connections connections = view.connections();
        Connz page = new Connz(options, view.now(), out, piece, sink);
        if (!options.account().isEmpty() && !connections.hasAccount(options.account())) {
            page.head("", 0, 0);
            page.out.name("connections").nullValue();
        } else {
            ConnzSelection selection = ConnzSelection.of(options, sort, connections, page.now);
            page.head(view.identity().id(), selection.page().size(), selection.total());
            page.connections(connections, selection.page());
        }
        page.out.endObject();
        sink.write(page.out.take());
    }

    private void head(String id, int count, int total) {
        out.beginObject();
        out.string("server_id", id);
        out.time("now", now);
        out.integer("num_connections", count);
        out.integer("total", total);
        out.integer("offset", options.offset());
        out.integer("limit", options.limit());
    }

    private void connections(Connections connections, List<ClientInfo> page) throws IOException {
        List<OpenClient> open = new ArrayList<>();
        if (options.subs() != ConnzOptions.Subs.HIDDEN) {
            for (ClientInfo each : page) {
                if (each instanceof OpenClient here) {
                    open.add(here);
                }
            }
        }
        Supplier<Stream<ClosedClient.Detail>> listening = connections.listening(open);
        out.beginArray("connections");
        for (ClientInfo each : page) {
            connection(each, listening);
            spill();
        }
        out.endArray();
    }

    private void connection(ClientInfo client, Supplier<Stream<ClosedClient.Detail>> listening) throws IOException {
        out.beginObject();
        out.unsigned("cid", client.cid());
        out.string("kind", "Client");
        out.string("type", "nats");
        out.string("ip", client.port() == 0 ? "" : client.host());
        out.integer("port", client.port());
        out.time("start", client.start());
        out.time("last_activity", client.lastActivity());
        Instant end = now;
        if (client instanceof ClosedClient gone) {
            end = gone.stop();
            out.time("stop", end);
            out.string("reason", gone.reason().toString());
        }
        out.string("rtt", rtt(client.rttNanos()));
        out.string("uptime", between(client.start(), end));
        out.string("idle", between(client.lastActivity(), end));
        counters(client);
        out.stringIfSet("name", client.name());
        out.stringIfSet("lang", client.lang());
        out.stringIfSet("version", client.version());
        encryption(client.encryption());
        boolean named = options.auth() && !client.account().equals(Account.GLOBAL);
        if (options.auth()) {
            out.stringIfSet("authorized_user", client.user());
        }
        if (named) {
            out.string("account", client.account());
        }
        if (options.subs() != ConnzOptions.Subs.HIDDEN) {
            subscriptions(client, listening);
        }
        if (named || (options.auth() && client instanceof OpenClient)) {
            out.string("name_tag", client.account());
        }
        out.endObject();
    }

    private void encryption(@Nullable Encryption tls) {
        if (tls == null) {
            return;
        }
        out.string("tls_version", tls.version());
        out.string("tls_cipher_suite", tls.cipherSuite());
        if (options.auth() && !tls.peers().isEmpty()) {
            out.beginArray("tls_peer_certs");
            for (Peer each : tls.peers()) {
                out.beginObject();
                out.string("subject", each.subject());
                out.string("spki_sha256", each.subjectPkSha256());
                out.string("cert_sha256", each.certSha256());
                out.endObject();
            }
            out.endArray();
        }
        out.boolIfSet("tls_first", tls.first());
    }

    private void counters(ClientInfo client) {
        out.integer("pending_bytes", client.pendingBytes());
        out.integer("in_msgs", client.inMsgs());
        out.integer("out_msgs", client.outMsgs());
        out.integer("in_bytes", client.inBytes());
        out.integer("out_bytes", client.outBytes());
        out.integerIfSet("stalls", client.stalls());
        out.integer("subscriptions", client.subscriptions());
    }

    private void subscriptions(ClientInfo client, Supplier<Stream<ClosedClient.Detail>> listening) throws IOException {
        Stream<ClosedClient.Detail> all =
                client instanceof ClosedClient gone ? gone.details().stream() : listening.get();
        Iterator<ClosedClient.Detail> each = all.iterator();
        if (!each.hasNext()) {
            return;
        }
        boolean details = options.subs() == ConnzOptions.Subs.DETAILS;
        out.beginArray(details ? "subscriptions_list_detail" : "subscriptions_list");
        while (each.hasNext()) {
            if (details) {
                detail(client, each.next());
            } else {
                out.value(each.next().subject());
            }
            spill();
        }
        out.endArray();
    }

    private void detail(ClientInfo client, ClosedClient.Detail detail) {
        out.beginObject();
        if (client instanceof ClosedClient) {
            out.string("account", client.account()).string("account_tag", client.account());
        }
        out.string("subject", detail.subject());
        out.stringIfSet("qgroup", detail.queue());
        out.string("sid", detail.sid());
        out.integer("msgs", detail.msgs());
        out.integerIfSet("max", detail.max());
        out.unsigned("cid", client.cid());
        out.endObject();
    }

    private void spill() throws IOException {
        if (out.length() >= piece) {
            sink.write(out.take());
        }
    }

    // Below a millisecond in whole microseconds.
    private static String rtt(long nanos) {
        boolean coarse = nanos > 1_000 && nanos < 1_000_000;
        return GoDuration.text(Duration.ofNanos(coarse ? nanos / 1_000 * 1_000 : nanos));
    }

    private static String between(Instant from, Instant to) {
        return Varz.uptime(Math.max(0, Duration.between(from, to).toSeconds()));
    }
}
