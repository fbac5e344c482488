package io.midge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each error that a client may be told (wire.md 1.7): its bytes, whether the connection ends, and that others go on. */
class CoreProtocolTest {
    private static final String QUIET = "{\"verbose\":false,\"pedantic\":false,\"headers\":true}";

    private @Nullable NatsServer server;
    private @Nullable RawClient bystander;

    /** Starts a server, with somebody on it who must not notice anything. */
    private NatsServer start(Options.Builder options) {
        NatsServer started = NatsServer.start(
                options.host("127.0.0.1").port(Options.RANDOM_PORT).ioLoops(2).build());
        server = started;
        bystander = RawClient.connect(started).send("SUB by.* 1\r\n").barrier();
        return started;
    }

    @AfterEach
    void othersHaveNotNoticed() {
        RawClient other = bystander;
        if (other != null) {
            other.pub("by.stander", "still here")
                    .expect("MSG by.stander 1 10\r\nstill here\r\n")
                    .barrier()
                    .close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void assertEnds(RawClient client, String input, String lastWords) {
        try (client) {
            client.send(input).expect(lastWords).expectEnd();
        }
    }

    private static void assertGoesOn(RawClient client, String input, String answer) {
        try (client) {
            client.send(input).expect(answer).barrier();
        }
    }

    private static String error(String text) {
        return "-ERR '" + text + "'\r\n";
    }

    @Test
    void aClientTooManyIsGreetedAndSentAway() {
        NatsServer one = start(Options.builder().maxConnections(1));
        try (RawClient second = RawClient.greeted(one.port())) {
            assertThat(second.info()).startsWith("INFO {");
            second.expect(error("maximum connections exceeded")).expectEnd();
        }
    }

    @Test
    void whoIsStillSendingAPayloadThatIsTooLargeReadsWhyItEnds() throws IOException {
        NatsServer one = start(Options.builder());
        for (int i = 0; i < 10; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
                socket.setSoTimeout(30_000);
                String head = "CONNECT " + QUIET + "\r\nPUB foo 8000000\r\n";
                socket.getOutputStream().write(head.getBytes(US_ASCII));
                socket.getOutputStream().write(new byte[8_000_000]);
                String all = new String(socket.getInputStream().readAllBytes(), US_ASCII); // no reset
                assertThat(all).startsWith("INFO {").endsWith("\r\n" + error("Maximum Payload Violation"));
            }
        }
    }

    @Test
    void aConnectionThatEndsMakesRoomForAnother() {
        NatsServer two = start(Options.builder().maxConnections(2));
        for (int i = 0; i < 20; i++) {
            try (RawClient second = RawClient.connect(two).barrier()) {
                assertEnds(RawClient.greeted(two.port()), "", error("maximum connections exceeded"));
                second.barrier().endOutput().expectEnd();
            }
        }
    }

    @Test
    void aSubscriptionTooManyIsRefusedAndOneLessMakesRoom() {
        NatsServer two = start(Options.builder().maxSubscriptions(2));
        assertGoesOn(
                RawClient.connect(two),
                "SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nPUB c 1\r\nx\r\n",
                error("maximum subscriptions exceeded"));
        assertGoesOn(
                RawClient.connect(two),
                "SUB a 1\r\nSUB b 2\r\nUNSUB 1\r\nSUB c 3\r\nPUB c 1\r\nx\r\n",
                "MSG c 3 1\r\nx\r\n");
    }

    @Test
    void aLineThatIsTooLongEndsTheConnection() {
        NatsServer narrow = start(Options.builder().maxControlLine(64));
        String longest = "PUB " + "x".repeat(62) + " 2";
        assertGoesOn(RawClient.connect(narrow), longest + "\r\nhi\r\n", "");
        assertEnds(
                RawClient.connect(narrow), "SUB " + "x".repeat(63) + " 1\r\n", error("maximum control line exceeded"));
        assertEnds(RawClient.connect(narrow), "SUB " + "x".repeat(65), error("maximum control line exceeded"));
        assertEnds(
                RawClient.greeted(narrow.port()),
                "CONNECT {\"name\":\"" + "x".repeat(60) + "\"}\r\n",
                error("maximum control line exceeded"));
    }

    @Test
    void aPayloadThatIsTooLargeEndsTheConnectionBeforeItCame() {
        NatsServer small = start(Options.builder().maxPayload(10));
        assertGoesOn(RawClient.connect(small), "PUB foo 10\r\n0123456789\r\n", "");
        assertEnds(RawClient.connect(small), "PUB foo 11\r\n", error("Maximum Payload Violation"));
        assertEnds(RawClient.connect(small), "HPUB foo 1 11\r\n", error("Maximum Payload Violation"));
        assertEnds(RawClient.connect(small), "PUB foo 999999999\r\n", error("Maximum Payload Violation"));
    }

    @Test
    void whoDoesNotAnswerPingsIsStale() {
        Options impatient = Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .pingInterval(Duration.ofMillis(50))
                .pingMax(1)
                .build();
        try (NatsServer pinging = NatsServer.start(impatient);
                RawClient client = RawClient.greeted(pinging.port())) {
            client.send("CONNECT {\"verbose\":false}\r\n")
                    .expect("PING\r\n" + error("Stale Connection"))
                    .expectEnd();
            assertThat(Varz.number(pinging, "stale_connections")).isEqualTo(1);
            RawClient.connect(pinging).barrier().close();
        }
    }

    @Test
    void noRespondersNeedsHeaders() {
        NatsServer plain = start(Options.builder());
        assertEnds(
                RawClient.greeted(plain.port()),
                "CONNECT {\"verbose\":true,\"no_responders\":true}\r\n",
                error("no responders requires headers support"));
    }

    @Test
    void noRespondersNeedsAServerWithHeaders() {
        NatsServer plain = start(Options.builder().noHeaderSupport(true));
        assertEnds(
                RawClient.greeted(plain.port()),
                "CONNECT {\"headers\":true,\"no_responders\":true}\r\n",
                error("no responders requires headers support"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "4294967296"})
    void protocolsAreZeroAndOne(String protocol) {
        NatsServer plain = start(Options.builder());
        assertEnds(
                RawClient.greeted(plain.port()),
                "CONNECT {\"protocol\":" + protocol + "}\r\n",
                error("invalid client protocol"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"account\":\"A\"", "\"new_account\":true", "\"account\":\"A\",\"protocol\":2"})
    void nobodyPicksAnAccount(String field) {
        NatsServer plain = start(Options.builder());
        assertEnds(RawClient.greeted(plain.port()), "CONNECT {" + field + "}\r\n", error("Authorization Violation"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo..bar", ".foo", "foo.", ".", "foo.>.bar"})
    void aSubjectThatIsNoneCannotBeSubscribedTo(String subject) {
        NatsServer plain = start(Options.builder());
        assertGoesOn(
                RawClient.greeted(plain.port()),
                "CONNECT {\"verbose\":true}\r\nSUB " + subject + " 1\r\nSUB foo 1\r\n",
                "+OK\r\n" + error("Invalid Subject") + "+OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo..bar", ".foo", "foo.", "foo.*", "foo.>", "*"})
    void aPedanticClientIsToldOfASubjectThatIsNone(String subject) {
        NatsServer plain = start(Options.builder());
        assertGoesOn(
                RawClient.greeted(plain.port()),
                "CONNECT {\"verbose\":true,\"pedantic\":true}\r\nPUB " + subject + " 1\r\nx\r\n",
                "+OK\r\n" + error("Invalid Publish Subject") + "+OK\r\n");
        assertGoesOn(RawClient.connect(plain), "PUB " + subject + " 1\r\nx\r\n", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XYZ\r\n",
                "PUB\r\n",
                "SUB\r\n",
                "UNSUB\r\n",
                "HPUB\r\n",
                "PIN\r\n",
                "MSG a 1 1\r\n",
                "RS+ a b\r\n",
                "\r\n",
                "PUB foo 2\r\nhiX",
                "PUB foo 2\r\nhi\n",
                "GET / HTTP/1.1\r\n",
            })
    void whatIsNotTheProtocolEndsTheConnection(String input) {
        NatsServer plain = start(Options.builder());
        assertEnds(RawClient.connect(plain), "PUB by.x 0\r\n\r\n" + input, error("Unknown Protocol Operation"));
        RawClient other = bystander;
        if (other != null) {
            other.expect("MSG by.x 1 0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUB foo, ''",
        "PUB a b c 1, ''",
        "PUB foo x, ''",
        "PUB foo 0000000001, ''",
        "SUB a, ''",
        "SUB a b c d, ''",
        "UNSUB 1 2 3, ''",
        "HPUB foo 2 1, ''",
        "-ERR 'why not', ''",
        "CONNECT {, ''",
        "CONNECT [], ''",
        "CONNECT {\"verbose\":1}, ''",
    })
    void wrongArgumentsEndTheConnectionWithoutAWord(String line, String lastWords) {
        NatsServer plain = start(Options.builder());
        assertEnds(RawClient.connect(plain).barrier(), line + "\r\n", lastWords);
    }

    @Test
    void headersThatWereNotAskedForEndTheConnectionWithoutAWord() {
        NatsServer plain = start(Options.builder());
        assertEnds(RawClient.connect(plain, "{\"verbose\":false}"), "HPUB foo 1 1\r\n", "");
    }

    @Test
    void aServerWithoutHeadersEndsWhoSendsThem() {
        NatsServer plain = start(Options.builder().noHeaderSupport(true));
        try (RawClient client = RawClient.connect(plain, QUIET)) {
            assertThat(client.info()).contains("\"headers\":false");
            client.barrier().send("HPUB foo 1 1\r\n").expectEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "_GR_.x,   , for Publish to \"_GR_.x\"",
        "$GR.x,    , for Publish to \"$GR.x\"",
        "$NRG.x,   , for Publish to \"$NRG.x\"",
        "foo, $JS.ACK.x , for Publish with Reply of \"$JS.ACK.x\"",
        "foo, _R_.x     , for Publish with Reply of \"_R_.x\"",
        "foo, _GR_.x    , for Publish with Reply of \"_GR_.x\"",
        "foo, $GR.x     , for Publish with Reply of \"$GR.x\"",
    })
    void subjectsOfServersAreNotForClients(String subject, @Nullable String reply, String violation) {
        NatsServer plain = start(Options.builder());
        String to = reply == null ? subject : subject + " " + reply;
        assertGoesOn(
                RawClient.greeted(plain.port()),
                "CONNECT {\"verbose\":true,\"headers\":true}\r\nSUB > 1\r\nPUB " + to + " 2\r\nhi\r\nHPUB " + to
                        + " 2 2\r\nhi\r\n",
                "+OK\r\n+OK\r\n" + error("Permissions Violation " + violation)
                        + error("Permissions Violation " + violation));
    }
}
