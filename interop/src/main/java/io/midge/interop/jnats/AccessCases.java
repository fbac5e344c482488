package io.midge.interop.jnats;

import static io.midge.interop.jnats.Guarded.admitted;
import static io.midge.interop.jnats.Guarded.refused;
import static io.midge.interop.jnats.Guarded.to;
import static io.midge.interop.jnats.Guarded.works;

import io.midge.interop.PeerServer;
import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Who gets in. */
@SuppressWarnings("try")
final class AccessCases {
    private static final String HASH_OF_THE_TOKEN = "$2a$04$hL7IcbPFKQYQVgHWqFNVA.zKIYpH48H9hn5qWvKOl7NVTYc8qBAbC";
    private static final String HASH_OF_BOB = "$2a$04$4rQHQw9uSJiuHNPUlAL7eeTCFOoIF1ScB7OPWo92gkMVfPTy.dApS";

    private static final String SEED = "SUAMVF4BCLFBXPOK7LBDDM42EPOE3J4G574BI7COOK4YA54FV7XERO7ZGA";
    private static final String SEED_OF_LITTLE = "SUAD4I7ICYADSWKKGOEU6ZLE4GYTJC55PIAIRVBMJLFXH3VO2WOABHOAQQ";

    private AccessCases() {}

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("token", AccessCases::token);
        cases.put("token-of-which-the-server-has-the-hash", AccessCases::hashedToken);
        cases.put("user-and-password", AccessCases::userAndPassword);
        cases.put("wrong-password", AccessCases::wrongPassword);
        cases.put("without-credentials", servers -> refused(to(servers.serve("user"))));
        cases.put("user-in-the-url", AccessCases::userInTheUrl);
        cases.put("bcrypt", AccessCases::bcrypt);
        cases.put("users", AccessCases::users);
        cases.put("no-auth-user", AccessCases::noAuthUser);
        cases.put("nkey", AccessCases::nkey);
        cases.put("what-a-refused-client-is-told", AccessCases::told);
    }

    private static Options.Builder user(PeerServer server, String name, String password) {
        return to(server).userInfo(name.toCharArray(), password.toCharArray());
    }

    private static Options.Builder byToken(PeerServer server, String token) {
        return to(server).token(token.toCharArray());
    }

    private static void token(Servers servers) throws Exception {
        PeerServer server = servers.serve("token");
        admitted(byToken(server, "s3cr3t"));
        refused(byToken(server, "S3cr3t"));
        refused(user(server, "s3cr3t", ""));
        refused(to(server));
    }

    private static void hashedToken(Servers servers) throws Exception {
        PeerServer server = servers.serve("hashed-token");
        admitted(byToken(server, "hashed token"));
        refused(byToken(server, "hashed_token"));
        refused(byToken(server, HASH_OF_THE_TOKEN));
    }

    private static void userAndPassword(Servers servers) throws Exception {
        PeerServer server = servers.serve("user");
        try (Connection nc = Nats.connect(user(server, "alice", "s3cr3t").build())) {
            Check.that(nc.getServerInfo().isAuthRequired(), "INFO without auth_required");
            works(nc, "java.user");
        }
    }

    private static void wrongPassword(Servers servers) throws Exception {
        PeerServer server = servers.serve("user");
        for (String password : List.of("", "S3cr3t", "s3cr3", "s3cr3t ")) {
            refused(user(server, "alice", password));
        }
        refused(user(server, "bob", "s3cr3t"));
        refused(byToken(server, "s3cr3t"));
    }

    private static void userInTheUrl(Servers servers) throws Exception {
        PeerServer server = servers.serve("user");
        admitted(Options.builder().server("nats://alice:s3cr3t@127.0.0.1:" + server.port()));
        refused(Options.builder()
                .server("nats://alice:secret@127.0.0.1:" + server.port())
                .errorListener(new Heard()));
    }

    private static void bcrypt(Servers servers) throws Exception {
        PeerServer server = servers.serve("users");
        admitted(user(server, "bob", "open sesame"));
        refused(user(server, "bob", "open_sesame"));
        refused(user(server, "bob", HASH_OF_BOB));
    }

    private static void users(Servers servers) throws Exception {
        PeerServer server = servers.serve("users");
        admitted(user(server, "alice", "s3cr3t"));
        refused(user(server, "alice", "open sesame"));
        refused(user(server, "carol", "s3cr3t"));
        refused(to(server));
    }

    private static void noAuthUser(Servers servers) throws Exception {
        PeerServer server = servers.serve("guest");
        Heard heard = new Heard();
        try (Connection nc = Nats.connect(to(server, heard).build())) {
            works(nc, "guest.a");
            nc.publish("java.a", new byte[0]);
            heard.error("permissions violation for publish to \"java.a\"");
        }
        admitted(user(server, "alice", "s3cr3t"));
        refused(user(server, "alice", "wrong"));
        refused(user(server, "guest", "wrong"));
    }

    private static Options.Builder by(PeerServer server, Heard heard, String seed) throws Exception {
        return to(server, heard).authHandler(new KeyHandler(NKey.fromSeed(seed.toCharArray())));
    }

    private static void nkey(Servers servers) throws Exception {
        PeerServer server = servers.serve("nkeys");
        Heard heard = new Heard();
        try (Connection nc = Nats.connect(by(server, heard, SEED_OF_LITTLE).build())) {
            Check.that(nc.getServerInfo().isAuthRequired(), "INFO without auth_required");
            works(nc, "key.a");
            nc.publish("java.a", new byte[0]);
            heard.error("permissions violation for publish to \"java.a\"");
        }
        admitted(by(server, new Heard(), SEED));
        refused(to(server).authHandler(new KeyHandler(NKey.createUser(null))));
        refused(user(server, "alice", "s3cr3t"));
        refused(to(server));
    }

    private static void told(Servers servers) throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), servers.serve("user").port())) {
            socket.setSoTimeout(JnatsSuite.WAIT_SECONDS * 1000);
            socket.getOutputStream()
                    .write("CONNECT {\"verbose\":false,\"user\":\"alice\",\"pass\":\"wrong\"}\r\nPING\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Check.that(all.matches("INFO \\{.*\"auth_required\":true.*} *\r\n-ERR 'Authorization Violation'\r\n"), all);
        }
    }
}
