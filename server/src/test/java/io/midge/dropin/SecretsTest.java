package io.midge.dropin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Canaries in the place of every secret: none may sing in a log of any level, a page, an answer or an error. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class SecretsTest {
    private static final String CANARY = "canary";

    private static final String FILE = """
            server_name: s, host: 127.0.0.1, port: -1, http: "127.0.0.1:-1", max_control_line: 512
            cluster { name: c, listen: "127.0.0.1:-1", authorization { user: r, password: "canary-route" } }
            leafnodes { listen: "127.0.0.1:-1", authorization { user: l, password: "canary-leaf" } }
            websocket { listen: "127.0.0.1:-1", no_tls: true }
            """;

    private static final String USERS = """
            authorization {
              timeout: 20
              users: [
                { user: joe, password: "canary-joe", permissions { publish: "a.>", subscribe: "a.>" } }
                { user: ann, password: "$2a$04$canaryM0qFnD3Ue6dUUx1uj0dKjzPQkW6OSBkZ7rVYyvJzPTOnQmS" }
              ]
            }
            """;

    /** What a client may say that has a secret in it, well formed or not. */
    private static final List<String> SAID = List.of(
            "CONNECT {\"user\":\"joe\",\"pass\":\"canary-joe\"}\r\nPUB b.c 1\r\nx\r\nSUB b 1\r\nPING\r\n",
            "CONNECT {\"user\":\"joe\",\"pass\":\"canary-wrong\"}\r\n",
            "CONNECT {\"user\":\"ann\",\"pass\":\"canary-ann\"}\r\n",
            "CONNECT {\"user\":\"nobody\",\"pass\":\"canary-nobody\"}\r\n",
            "CONNECT {\"auth_token\":\"canary-token\"}\r\n",
            "CONNECT {\"jwt\":\"canary-jwt\",\"sig\":\"canary-sig\",\"nkey\":\"UABC\"}\r\n",
            "CONNECT {\"proxy_sig\":\"canary-proxy\",\"password\":\"canary-password\"}\r\n",
            "CONNECT {\"PASS\":\"canary-upper\",\"\\u0070ass\":\"canary-escaped\"}\r\n",
            "CONNECT {\"pass\":[\"canary-array\"]}\r\n",
            "CONNECT {\"pass\":\"canary-torn\r\n",
            "CONNECT {\"user\":\"joe\",\"pass\":\"canary-long" + "x".repeat(600) + "\"}\r\n",
            "CONNEKT {\"pass\":\"canary-verb\"}\r\n",
            "CONNECT {\"user\":\"joe\",\"pass\":\"canary-joe\"}\r\nCONNECT {\"user\":\"joe\",\"pass\":\"canary-second\"}\r\n");

    private static final List<String> PAGES =
            List.of("/", "/varz", "/healthz", "/connz?auth=1&subs=detail&state=all", "/connz?state=closed&auth=1");

    @TempDir
    Path dir;

    /** All that the server answers to one client, to the end or to the last PONG. */
    private static String talk(int port, String said) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(said.getBytes(ISO_8859_1));
            StringBuilder heard = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                heard.append((char) c);
                if (heard.indexOf("PONG\r\n") >= 0) {
                    break;
                }
            }
            return heard.toString();
        }
    }

    @Test
    void noneSingsAtAnyLevelOnAnyPageInAnyAnswer() throws IOException {
        Path file = Files.writeString(dir.resolve("c"), FILE + USERS);
        List<String> heard = new ArrayList<>();
        try (Script server = Script.start("-c", file.toString(), "-DVV")) {
            int monitor = Integer.parseInt(server.awaitLine("Starting http monitor on 127.0.0.1:(\\d+)$"));
            server.awaitLine("Server is ready$");
            for (String said : SAID) {
                heard.add(talk(server.port(), said));
            }
            for (String page : PAGES) {
                heard.add(Probe.page(monitor, page));
            }
            Files.writeString(file, FILE + USERS.replace("canary-joe", "canary-new"));
            heard.add(reload(server));
            Files.writeString(file, FILE.replace("host: 127.0.0.1", "host: localhost") + USERS);
            heard.add(reload(server));
            Files.writeString(file, FILE + USERS.replace("\"canary-joe\"", "[\"canary-list\"]"));
            heard.add(reload(server));
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            heard.addAll(server.stderr());
            heard.addAll(server.stdout());
        }
        assertThat(heard)
                .as("they were looked at")
                .anyMatch(line -> line.contains("\"pass\":\"[REDACTED]\""))
                .anyMatch(line -> line.contains("Authorization Violation"))
                .anyMatch(line -> line.contains("Permissions Violation for Publish to \"b.c\""))
                .anyMatch(line -> line.contains("\"authorized_user\": \"joe\""));
        assertThat(heard).allSatisfy(line -> assertThat(line).doesNotContain(CANARY, "$2a$04$"));
    }

    private static String reload(Script server) {
        server.signal("HUP");
        return server.awaitLine("((?:Failed to reload|Reloaded) server configuration.*)$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization { user: joe, password: [\"canary\"] }",
                "authorization { user: joe, password: \"canary\", token: \"canary\" }",
                "authorization { users: [ { user: joe, password: \"canary\" }, { user: joe, password: { a: \"canary\" } } ] }",
                "authorization { users: [ { user: joe, pasword: \"canary\" } ] }",
                "authorization { users: [ { user: joe, password: \"canary\", nkey: \"canary\" } ] }",
                "authorization { token: { canary: canary } }",
                "cluster { authorization { token: \"canary\" } }",
            })
    void noneSingsInAnErrorOfTheConfiguration(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("c"), text);
        for (String check : List.of("-t", "-p=-1")) {
            try (Script server = Script.start("-c", file.toString(), check)) {
                assertThat(server.exitCode()).isEqualTo(1);
                assertThat(server.stderr()).isNotEmpty().noneMatch(line -> line.contains(CANARY));
                assertThat(server.stdout()).noneMatch(line -> line.contains(CANARY));
            }
        }
    }
}
