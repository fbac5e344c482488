package io.midge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.options.AuthorizationOptions;
import io.midge.options.LimitOptions;
import io.midge.options.Options;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server's {@code /connz} says of clients that are there and of those that have gone. */
class ConnzServerTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private NatsServer server = start(UnaryOperator.identity());

    private NatsServer start(UnaryOperator<Options.Builder> with) {
        NatsServer started = NatsServer.start(with.apply(Options.builder()
                        .host("127.0.0.1")
                        .port(Options.RANDOM_PORT)
                        .httpPort(Options.RANDOM_PORT)
                        .ioLoops(2)
                        .maxConnections(20))
                .build());
        open.addFirst(started);
        return started;
    }

    private RawClient client(String connect) {
        RawClient client = RawClient.connect(server, connect);
        open.addFirst(client);
        return client;
    }

    private RawClient named(String name) {
        return client("{\"verbose\":false,\"name\":\"" + name + "\"}").barrier();
    }

    private ConnzPage page(String query) {
        return ConnzPage.of(server, query);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void threeClientsAreShownWithWhatTheyDid() {
        client("{\"verbose\":false,\"name\":\"<s>\",\"lang\":\"go\",\"version\":\"1.2\",\"headers\":true}")
                .send("SUB foo 1\r\nSUB bar.> q 2\r\nUNSUB 2 7\r\n")
                .barrier();
        RawClient publisher = named("p")
                .pub("foo", "hello")
                .pub("bar.baz", "hi")
                .pub("none", "")
                .barrier();
        RawClient silent = RawClient.greeted(server.port());
        open.addFirst(silent);
        await().until(() -> page("").column("out_msgs").equals(List.of("2", "0", "0")));
        ConnzPage page = page("?subs=detail");
        assertThat(page.head()).containsKeys("server_id", "now").containsEntry("server_id", server.id());
        assertThat(List.of(page.number("num_connections"), page.number("total")))
                .containsExactly(3L, 3L);
        Map<String, String> subscriber = page.connections().getFirst();
        assertThat(subscriber)
                .containsEntry("ip", "127.0.0.1")
                .containsEntry("out_bytes", "7")
                .containsEntry("subscriptions", "2")
                .containsEntry("name", "\\u003cs\\u003e")
                .containsEntry("lang", "go")
                .containsEntry("version", "1.2");
        assertThat(subscriber.get("subscriptions_list_detail"))
                .contains("{\"subject\": \"foo\",\"sid\": \"1\",\"msgs\": 1,\"cid\": 1}")
                .contains(
                        "{\"subject\": \"bar.\\u003e\",\"qgroup\": \"q\",\"sid\": \"2\",\"msgs\": 1,\"max\": 7,\"cid\": 1}");
        assertThat(subscriber.get("rtt")).matches("[0-9.]+(ns|µs|ms|s)").isNotEqualTo("0s");
        assertThat(page.connections().get(1))
                .containsEntry("in_msgs", "3")
                .containsEntry("in_bytes", "7")
                .doesNotContainKeys("lang", "stalls", "stop", "reason", "subscriptions_list_detail");
        assertThat(page.connections().get(2)).containsEntry("rtt", "0s").doesNotContainKey("name");
        assertThat(page("?subs=1&cid=1").column("subscriptions_list").getFirst())
                .contains("\"foo\"", "\"bar.\\u003e\"");
        String last = page("?cid=2").column("last_activity").getFirst();
        publisher.barrier().barrier();
        assertThat(page("?cid=2").column("last_activity"))
                .as("a PING is no activity")
                .containsExactly(last);
        publisher.pub("foo", "again").barrier();
        assertThat(Instant.parse(page("?cid=2").column("last_activity").getFirst()))
                .isAfter(Instant.parse(last));
    }

    @Test
    void whoHasGoneIsShownWithTheReason() {
        client("{\"verbose\":false,\"name\":\"left\"}")
                .send("SUB foo 1\r\n")
                .barrier()
                .close();
        gone("Client Closed");
        Map.of(
                        "FOO\r\n",
                        "Protocol Violation",
                        "-ERR 'no'\r\n",
                        "Parse Error",
                        "CONNECT {\"account\":\"a\"}\r\n",
                        "Authentication Failure",
                        "CONNECT {\"protocol\":5}\r\n",
                        "Bad Client Protocol Version",
                        "CONNECT {\"no_responders\":true}\r\n",
                        "No Responders Requires Headers",
                        "PUB a 2000000\r\n",
                        "Maximum Message Payload Exceeded",
                        "SUB " + "x".repeat(5_000) + " 1\r\n",
                        "Maximum Control Line Exceeded")
                .forEach((line, reason) -> {
                    client("{\"verbose\":false}").send(line);
                    gone(reason);
                });
        for (int i = 0; i < 21; i++) {
            client("{\"verbose\":false}");
        }
        gone("Maximum Connections Exceeded");
        ConnzPage page = page("?state=closed&subs=1");
        assertThat(page.connections().getFirst())
                .containsEntry("name", "left")
                .containsEntry("subscriptions_list", "\"foo\"")
                .containsKeys("stop", "reason", "rtt");
        assertThat(page.column("reason")).hasSize(9);
        assertThat(page("?state=closed&sort=reason").column("reason"))
                .isSorted()
                .containsAll(page.column("reason"));
        assertThat(page("?state=closed&sort=stop").column("reason"))
                .isEqualTo(page.column("reason").reversed());
        assertThat(page("").number("total")).isEqualTo(20);
        assertThat(page("?state=all").number("total")).isEqualTo(29);
        assertThat(Varz.number(server, "connections")).isEqualTo(20);
    }

    private void gone(String reason) {
        await().until(() -> page("?state=closed").column("reason").contains(reason));
    }

    @Test
    void whoDoesNotAnswerOrReadIsNamedSo() {
        server = start(with -> with.pingInterval(Duration.ofMillis(50)).pingMax(1));
        RawClient mute = RawClient.greeted(server.port()).send("CONNECT {\"verbose\":false}\r\n");
        open.addFirst(mute);
        gone("Stale Connection");
        server = start(with -> with.maxPending(1 << 20));
        RawClient slow = RawClient.narrow(server).send("SUB foo 1\r\n").barrier();
        open.addFirst(slow);
        RawClient publisher = named("p");
        String payload = "x".repeat(512 * 1024);
        while (page("?state=closed").connections().isEmpty()) {
            publisher.pub("foo", payload).barrier();
        }
        assertThat(page("?state=closed").connections().getFirst())
                .containsEntry("reason", "Slow Consumer (Pending Bytes)")
                .doesNotContainEntry("pending_bytes", "0");
    }

    @Test
    void onlySoManyThatHaveGoneAreKept() {
        server = start(
                with -> with.limits(LimitOptions.builder().maxClosedClients(2).build()));
        for (String name : List.of("a", "b", "c")) {
            named(name).close();
            await().until(() -> page("?state=closed").column("name").contains(name));
        }
        assertThat(page("?state=closed").column("name")).containsExactly("b", "c");
    }

    @Test
    void pagesEndWhereTheConnectionsDo() {
        for (int i = 1; i <= 5; i++) {
            named("n" + i);
        }
        assertThat(page("?limit=2").column("name")).containsExactly("n1", "n2");
        assertThat(page("?limit=2&offset=4").column("name")).containsExactly("n5");
        assertThat(page("?offset=5").connections()).isEmpty();
        String most = Long.toString(Long.MAX_VALUE);
        assertThat(page("?limit=" + most + "&offset=3").column("name")).containsExactly("n4", "n5");
        ConnzPage beyond = page("?limit=" + most + "&offset=" + most);
        assertThat(beyond.connections()).isEmpty();
        assertThat(List.of(beyond.number("num_connections"), beyond.number("total"), beyond.number("offset")))
                .containsExactly(0L, 5L, Long.MAX_VALUE);
    }

    @Test
    void whoSomebodySaysToBeIsShownAndSecretsAreNot() {
        String secrets = "{\"verbose\":false,%s\"pass\":\"HUSH1\",\"auth_token\":\"HUSH2\",\"sig\":\"HUSH3\"}";
        for (String user : List.of("\"user\":\"u\",", "")) {
            client(secrets.formatted(user)).barrier();
            client(secrets.formatted(user)).barrier().close();
        }
        await().until(() -> page("?state=closed").number("total") == 2);
        assertThat(page("?state=all&auth=1").column("authorized_user"))
                .containsExactlyInAnyOrder("u", "u", "[REDACTED]", "[REDACTED]");
        assertThat(page("?state=all").column("authorized_user")).containsOnly("");
        assertThat(page("?user=u&state=all").column("cid")).hasSize(2);
        assertThat(page("?user=HUSH2&state=all").connections()).isEmpty();
        assertThat(Varz.page(server, "/connz?state=all&auth=1&subs=detail")).doesNotContain("HUSH");
    }

    @Test
    void whoIsNotLetInIsRememberedByName() {
        UserOptions joe = new UserOptions("joe", SecretText.of("HUSH"), "", null, Set.of(), false);
        AuthorizationOptions users = new AuthorizationOptions(
                "", SecretText.NONE, SecretText.NONE, Duration.ZERO, List.of(joe), null, null, false);
        server = start(with ->
                with.security(SecurityOptions.builder().authorization(users).build()));
        client("{\"verbose\":false,\"user\":\"joe\",\"pass\":\"HUSH\"}").barrier();
        client("{\"verbose\":false,\"user\":\"joe\",\"pass\":\"HUSH!\"}");
        gone("Authentication Failure");
        assertThat(page("?state=all&auth=1").column("authorized_user")).containsExactly("joe", "joe");
        assertThat(Varz.page(server, "/connz?state=all&auth=1")).doesNotContain("HUSH");
    }

    @Test
    void noParametersHarmIt() throws IOException {
        named("stays");
        var random = new Random(5);
        String[] words = {"sort=", "auth=", "subs=", "offset=", "limit=", "cid=", "state=", "acc=", "&", "=", "%", ";"};
        String[] values = {"1", "detail", "closed", "-1", "%00", "%ff", "9".repeat(40), "stop", "+", "%F0%9F", "$G", "~"
        };
        for (int i = 0; i < 300; i++) {
            StringBuilder query = new StringBuilder("/connz?");
            for (int n = random.nextInt(12); n > 0; n--) {
                query.append(words[random.nextInt(words.length)]);
                query.append(values[random.nextInt(values.length)]).append(random.nextBoolean() ? "&" : "");
            }
            assertThat(status(query.toString())).as(query.toString()).isIn("200", "400");
        }
        assertThat(status("/connz?" + "a".repeat(200_000))).isIn("200", "400", "414", "431", "");
        assertThat(page("").column("name")).containsExactly("stays");
    }

    private String status(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.monitorPort())) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.isEmpty() ? "" : answer.substring(9, 12);
        }
    }
}
