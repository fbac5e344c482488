package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.nkey.Signer;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.Options;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logging in to a server as it is, over sockets and within the JVM, with hashes that are verified. */
@Timeout(120)
class AuthenticationTest {
    private static final String HASH = "$2a$04$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm"; // of "secret"

    private static NatsServer start(String noAuthUser, UserOptions... users) {
        AuthorizationOptions block = new AuthorizationOptions(
                "", SecretText.NONE, SecretText.NONE, Duration.ofMillis(2500), List.of(users), null, null, false);
        return NatsServer.start(Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .security(SecurityOptions.builder()
                        .authorization(block)
                        .noAuthUser(noAuthUser)
                        .build())
                .build());
    }

    private static UserOptions user(String name, String password, ConnectionType... types) {
        return new UserOptions(name, SecretText.of(password), "", null, Set.of(types), false);
    }

    private static String login(NatsServer server, String user, String password) {
        String json = "{\"verbose\":true,\"user\":\"" + user + "\",\"pass\":\"" + password + "\"}";
        try (RawClient client = RawClient.greeted(server.port())) {
            return client.send("CONNECT " + json + "\r\n").line();
        }
    }

    private static String loginInside(NatsServer server, String first) throws IOException {
        try (InProcessConnection inside = server.connectInProcess()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(inside.inputStream(), ISO_8859_1));
            assertThat(in.readLine()).startsWith("INFO {");
            inside.outputStream().write((first + "\r\n").getBytes(ISO_8859_1));
            return in.readLine();
        }
    }

    @Test
    void usersComeByTheirPasswords() {
        try (NatsServer server = start("", user("a", "b"), user("h", HASH))) {
            assertThat(login(server, "a", "b")).isEqualTo("+OK");
            assertThat(login(server, "h", "secret")).isEqualTo("+OK");
            assertThat(login(server, "h", "secret")).as("remembered").isEqualTo("+OK");
            assertThat(login(server, "h", "wrong")).isEqualTo("-ERR 'Authorization Violation'");
            assertThat(login(server, "x", "secret")).isEqualTo("-ERR 'Authorization Violation'");
            assertThat(login(server, "h", "x".repeat(3000))).isEqualTo("-ERR 'Authorization Violation'");
        }
    }

    @Test
    void aKeyComesByItsSignatureAndIsShown() {
        Signer signer = Signer.of(1);
        signer.sign("the first one takes its time, which is not to count against the client");
        UserOptions key = new UserOptions("", SecretText.NONE, signer.key(), null, Set.of(), false);
        try (NatsServer server = start("", key);
                RawClient right = RawClient.greeted(server.port());
                RawClient wrong = RawClient.greeted(server.port())) {
            right.send(signer.connect(nonce(right))).send("PING\r\n");
            assertThat(right.line()).isEqualTo("PONG");
            assertThat(Varz.page(server, "/connz?auth=true")).contains("\"authorized_user\": \"" + signer.key() + '"');
            wrong.send(Signer.of(2).connect(nonce(wrong)));
            assertThat(wrong.line()).isEqualTo("-ERR 'Authorization Violation'");
        }
    }

    private static String nonce(RawClient client) {
        String greeting = client.info();
        assertThat(greeting).contains("\"nonce\":\"");
        return greeting.replaceFirst(".*\"nonce\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void nobodyIsLetInUnaskedWhereThatIsForbidden() {
        Options options = Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .security(SecurityOptions.builder().noImplicitAnonymous(true).build())
                .build();
        try (NatsServer server = NatsServer.start(options);
                RawClient client = RawClient.greeted(server.port())) {
            assertThat(client.info()).contains("\"auth_required\":true").doesNotContain("nonce");
            client.send("CONNECT {}\r\n");
            assertThat(client.line()).isEqualTo("-ERR 'Authorization Violation'");
            assertThat(login(server, "a", "b")).isEqualTo("-ERR 'Authorization Violation'");
        }
    }

    @Test
    void monitoringSaysThatAndHowLong() {
        try (NatsServer server = start("a", user("a", "b"));
                NatsServer open = NatsServer.builder().port(0).monitorPort(0).start()) {
            assertThat(Varz.page(server, "/varz")).contains("\"auth_required\": true", "\"auth_timeout\": 2.5");
            assertThat(Varz.page(open, "/varz"))
                    .contains("\"auth_timeout\": 2,")
                    .doesNotContain("auth_required");
        }
    }

    @Test
    void clientsWithinTheJvmLogInTheSameWayAsTheirOwnType() throws IOException {
        UserOptions inside = user("in", "p", ConnectionType.IN_PROCESS);
        UserOptions outside = user("out", "p", ConnectionType.STANDARD);
        try (NatsServer server = start("", inside, outside)) {
            assertThat(login(server, "in", "p")).isEqualTo("-ERR 'Authorization Violation'");
            assertThat(login(server, "out", "p")).isEqualTo("+OK");
            assertThat(loginInside(server, "CONNECT {\"user\":\"in\",\"pass\":\"p\"}"))
                    .isEqualTo("+OK");
            assertThat(loginInside(server, "CONNECT {\"user\":\"out\",\"pass\":\"p\"}"))
                    .isEqualTo("-ERR 'Authorization Violation'");
            assertThat(loginInside(server, "PING")).isEqualTo("-ERR 'Authorization Violation'");
        }
        try (NatsServer server = start("in", inside)) {
            assertThat(loginInside(server, "PING")).isEqualTo("PONG");
        }
    }
}
