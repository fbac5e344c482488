package io.midge.proto;

import io.midge.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself: the INFO line (wire.md 1.5). Immutable.
 *
 * @param serverId public key of the server, {@code N…}
 * @param serverName name, or the id
 * @param host as configured
 * @param port that it listens on
 * @param headers whether HPUB and HMSG are spoken
 * @param tls whether clients need, or can have, TLS
 * @param maxPayload bytes of a message, headers included
 * @param xkey public key to seal things for the server, {@code X…}
 * @param cluster name of the cluster that it belongs to, empty for none
 * @param connectUrls where clients of this cluster connect, as {@code host:port}; empty when there is no other server
 * @param lameDuck whether clients had better leave, because this server is about to stop
 * @param authRequired whether clients have to say who they are
 * @param jetStream whether there is JetStream
 * @param domain its domain of JetStream, empty for none
 */
public record Info(
        String serverId,
        String serverName,
        String host,
        int port,
        boolean headers,
        Tls tls,
        int maxPayload,
        String xkey,
        String cluster,
        List<String> connectUrls,
        boolean lameDuck,
        boolean authRequired,
        boolean jetStream,
        String domain) {

    /** The version of NATS that this server is compatible with; clients turn features on by it. */
    public static final String VERSION = "2.15.2";

    /** What clients and tools expect in the place of a Go version; nothing in Midge is written in Go. */
    public static final String GO = "go1.26.8";

    /** Client protocol 1: INFO may come at any time. */
    public static final int PROTO = 1;

    /** JetStream API level of {@link #VERSION}. */
    private static final int API_LEVEL = 5;

    /** Midge's own version. */
    public static final String MIDGE = "0.1.0";

    /**
     * What a client is told of TLS.
     *
     * @param required it has to use it
     * @param verify with a certificate of its own
     * @param available it may use it
     */
    public record Tls(boolean required, boolean verify, boolean available) {
        /** There is none. */
        public static final Tls NONE = new Tls(false, false, false);
    }

    public Info {
        connectUrls = List.copyOf(connectUrls);
    }

    /** A server on its own, in good health. */
    public Info(
            String serverId, String serverName, String host, int port, boolean headers, int maxPayload, String xkey) {
        this(
                serverId,
                serverName,
                host,
                port,
                headers,
                Tls.NONE,
                maxPayload,
                xkey,
                "",
                List.of(),
                false,
                false,
                false,
                "");
    }

    /** The same under another address: what {@code client_advertise} asks for. */
    public Info withAddress(String otherHost, int otherPort) {
        Copy copy = new Copy(this);
        copy.host = otherHost;
        copy.port = otherPort;
        return copy.make();
    }

    /** The same with other words on TLS. */
    public Info withTls(Tls other) {
        Copy copy = new Copy(this);
        copy.tls = other;
        return copy.make();
    }

    /** The same as a member of a cluster, empty for none. */
    public Info withCluster(String name) {
        Copy copy = new Copy(this);
        copy.cluster = name;
        return copy.make();
    }

    /** The same with another limit to messages. */
    public Info withMaxPayload(int bytes) {
        Copy copy = new Copy(this);
        copy.maxPayload = bytes;
        return copy.make();
    }

    /** The same with other addresses for clients, in the order in which they are sent. */
    public Info withConnectUrls(List<String> urls) {
        Copy copy = new Copy(this);
        copy.connectUrls = urls;
        return copy.make();
    }

    /** The same with or without the notice that the server is about to stop. */
    public Info withLameDuck(boolean on) {
        Copy copy = new Copy(this);
        copy.lameDuck = on;
        return copy.make();
    }

    /** The same where clients have, or have not, to say who they are. */
    public Info withAuthRequired(boolean on) {
        Copy copy = new Copy(this);
        copy.authRequired = on;
        return copy.make();
    }

    /** The same with JetStream, in this domain, empty for none. */
    public Info withJetStream(String of) {
        Copy copy = new Copy(this);
        copy.jetStream = true;
        copy.domain = of;
        return copy.make();
    }

    /** What becomes an Info that differs from another. */
    private static final class Copy {
        private final Info of;
        private String host;
        private int port;
        private Tls tls;
        private int maxPayload;
        private String cluster;
        private List<String> connectUrls;
        private boolean lameDuck;
        private boolean authRequired;
        private boolean jetStream;
        private String domain;

        Copy(Info of) {
            this.of = of;
            host = of.host;
            port = of.port;
            tls = of.tls;
            maxPayload = of.maxPayload;
            cluster = of.cluster;
            connectUrls = of.connectUrls;
            lameDuck = of.lameDuck;
            authRequired = of.authRequired;
            jetStream = of.jetStream;
            domain = of.domain;
        }

        Info make() {
            return new Info(
                    of.serverId,
                    of.serverName,
                    host,
                    port,
                    of.headers,
                    tls,
                    maxPayload,
                    of.xkey,
                    cluster,
                    connectUrls,
                    lameDuck,
                    authRequired,
                    jetStream,
                    domain);
        }
    }

    /**
     * The first line for one client, with CRLF.
     *
     * @param clientIp empty when there is none
     * @param nonce what it has to sign if it has a key; empty: it can have none
     */
    public byte[] greeting(long clientId, String clientIp, String nonce) {
        return line(clientId, clientIp, nonce, null, false);
    }

    /** The line for one client whom this is news for. */
    public byte[] line(long clientId, String clientIp) {
        return line(clientId, clientIp, "", null, false);
    }

    /**
     * The line for one client that has connected.
     *
     * @param account the account that it is in
     * @param system whether that is the one for the server's own messages
     */
    public byte[] line(long clientId, String clientIp, String account, boolean system) {
        return line(clientId, clientIp, "", account, system);
    }

    private byte[] line(long clientId, String clientIp, String nonce, @Nullable String account, boolean system) {
        JsonWriter json = JsonWriter.compact().beginObject();
        json.string("server_id", serverId);
        json.string("server_name", serverName);
        json.string("version", VERSION);
        json.integer("proto", PROTO);
        json.string("go", GO);
        json.string("host", host);
        json.integer("port", port);
        json.bool("headers", headers);
        json.boolIfSet("auth_required", authRequired);
        json.boolIfSet("tls_required", tls.required());
        json.boolIfSet("tls_verify", tls.verify());
        json.boolIfSet("tls_available", tls.available());
        json.integer("max_payload", maxPayload);
        json.boolIfSet("jetstream", jetStream);
        json.integer("client_id", clientId);
        json.stringIfSet("client_ip", clientIp);
        json.stringIfSet("nonce", nonce);
        json.stringIfSet("cluster", cluster);
        json.stringIfSet("domain", domain);
        json.stringsIfSet("connect_urls", connectUrls);
        json.boolIfSet("ldm", lameDuck);
        if (account != null) {
            json.bool("connect_info", true);
            json.string("remote_account", account);
        }
        json.boolIfSet("acc_is_sys", system);
        json.integer("api_lvl", API_LEVEL);
        json.string("xkey", xkey);
        json.string("midge", MIDGE);
        json.endObject();
        return ("INFO " + json + " \r\n").getBytes(StandardCharsets.UTF_8);
    }
}
