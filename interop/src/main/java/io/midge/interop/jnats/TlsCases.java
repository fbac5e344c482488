package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Guarded.admitted;
import static io.midge.interop.jnats.Guarded.distrusts;
import static io.midge.interop.jnats.Guarded.refused;
import static io.midge.interop.jnats.Guarded.to;

import io.midge.interop.PeerServer;
import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** TLS with authorities of our own. */
@SuppressWarnings("try")
final class TlsCases {
    private TlsCases() {}

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("tls", TlsCases::tls);
        cases.put("tls-of-each-version", TlsCases::eachVersion);
        cases.put("tls-large-payload", TlsCases::largePayload);
        cases.put("tls-wrong-authority", servers -> distrusts(with(servers.serve("tls"), "other-ca", null)));
        cases.put("tls-not-asked-for", servers -> distrusts(to(servers.serve("tls"))));
        cases.put("tls-where-there-is-none", servers -> distrusts(with(servers.serve("open"), "ca", null)));
        cases.put("tls-required-and-not-spoken", TlsCases::notSpoken);
        cases.put("tls-mutual", servers -> admitted(with(servers.serve("tls-verify"), "ca", "client")));
        cases.put(
                "tls-mutual-without-certificate", servers -> distrusts(with(servers.serve("tls-verify"), "ca", null)));
        cases.put(
                "tls-mutual-with-the-certificate-of-a-stranger",
                servers -> distrusts(with(servers.serve("tls-verify"), "ca", "stranger")));
        cases.put(
                "tls-first",
                servers -> admitted(with(servers.serve("tls-first"), "ca", null).tlsFirst()));
        cases.put("tls-first-or-after-a-while", TlsCases::firstOrLater);
        cases.put("tls-optional", TlsCases::optional);
        cases.put("tls-and-user", TlsCases::andUser);
    }

    static Options.Builder with(PeerServer server, String authority, @Nullable String client) throws Exception {
        return to(server).sslContext(Pem.context("TLS", authority, client));
    }

    private static void tls(Servers servers) throws Exception {
        PeerServer server = servers.serve("tls");
        try (Connection nc = Nats.connect(with(server, "ca", null).build())) {
            Check.that(nc.getServerInfo().isTLSRequired(), "INFO without tls_required");
            Guarded.works(nc, "java.tls");
        }
    }

    private static void eachVersion(Servers servers) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            SSLContext context = Pem.context(version, "ca", null);
            admitted(to(servers.serve("tls")).sslContext(context));
        }
    }

    private static void largePayload(Servers servers) throws Exception {
        try (Connection nc = Nats.connect(with(servers.serve("tls"), "ca", null).build())) {
            Subscription subscription = nc.subscribe("java.tls.large");
            byte[] large = bytes("0123456789abcdef".repeat((int) nc.getMaxPayload() / 16));
            for (int i = 0; i < 8; i++) {
                nc.publish("java.tls.large", large);
            }
            for (int i = 0; i < 8; i++) {
                byte[] data = Check.next(subscription).getData();
                Check.that(Arrays.equals(large, data), "the payload has changed");
            }
        }
    }

    private static void notSpoken(Servers servers) throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), servers.serve("tls").port())) {
            socket.setSoTimeout(JnatsSuite.WAIT_SECONDS * 1000);
            socket.getOutputStream().write(bytes("CONNECT {\"verbose\":false}\r\nPING\r\n"));
            String all;
            try {
                all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (java.net.SocketException e) {
                // Closed with what it had not read.
                return;
            }
            Check.that(all.startsWith("INFO {") && all.contains("\"tls_required\":true"), all);
            Check.that(!all.contains("PONG"), all);
        }
    }

    private static void firstOrLater(Servers servers) throws Exception {
        PeerServer server = servers.serve("tls-auto");
        admitted(with(server, "ca", null).tlsFirst());
        admitted(with(server, "ca", null));
    }

    private static void optional(Servers servers) throws Exception {
        PeerServer server = servers.serve("tls-optional");
        try (Connection nc = Nats.connect(to(server).build())) {
            Check.that(nc.getServerInfo().isTLSAvailable(), "INFO without tls_available");
            Check.that(!nc.getServerInfo().isTLSRequired(), "INFO with tls_required");
            Guarded.works(nc, "java.plain");
        }
        admitted(with(server, "ca", null));
    }

    private static void andUser(Servers servers) throws Exception {
        PeerServer server = servers.serve("tls-users");
        char[] alice = "alice".toCharArray();
        admitted(with(server, "ca", null).userInfo(alice, "s3cr3t".toCharArray()));
        refused(with(server, "ca", null).userInfo(alice, "wrong".toCharArray()));
        refused(with(server, "ca", null));
    }
}
