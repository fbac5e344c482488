package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.loop.Clock;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams and consumers of a whole server, over a socket: made, changed, limited, found again after a restart. */
class JetStreamStreamsTest {
    @TempDir
    Path dir;

    private NatsServer server;
    private JetStreamClient client;

    private NatsServer start() {
        return NatsServer.builder().port(0).serverName("one").jetStream(dir).start();
    }

    @BeforeEach
    void begin() {
        server = start();
        client = JetStreamClient.connect(server);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private void restart() {
        end();
        begin();
    }

    private String create(String name, String fields) {
        return client.ask(
                "$JS.API.STREAM.CREATE." + name,
                "{\"name\":\"" + name + "\"" + (fields.isEmpty() ? "" : "," + fields) + '}');
    }

    private static String errCode(String answer) {
        int at = answer.indexOf("\"err_code\":");
        return at < 0 ? "" : answer.substring(at + 11, at + 16);
    }

    @Test
    void aStreamThatIsMadeTakesMessages() {
        assertThat(create("S", "\"subjects\":[\"a.>\"]")).contains("\"did_create\":true");
        assertThat(client.ask("a.b", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
        assertThat(client.ask("a.c", "y")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .startsWith("{\"type\":\"io.nats.jetstream.api.v1.stream_info_response\",")
                .contains("\"messages\":2,")
                .contains("\"cluster\":{\"leader\":\"one\"}");
        assertThat(client.ask("$JS.API.STREAM.MSG.GET.S", "{\"seq\":2}"))
                .contains("\"message\":{\"subject\":\"a.c\",\"seq\":2,\"data\":\"eQ==\",");
    }

    @Test
    void makingTheSameStreamAgainChangesNothing() {
        create("S", "\"subjects\":[\"a\"]");
        client.ask("a", "x");
        assertThat(create("S", "\"subjects\":[\"a\"]"))
                .contains("\"did_create\":true")
                .contains("\"messages\":1,");
        assertThat(errCode(create("S", "\"subjects\":[\"b\"]"))).isEqualTo("10058");
    }

    @Test
    void noTwoStreamsTakeTheSameSubject() {
        create("S", "\"subjects\":[\"a.*\"]");
        assertThat(errCode(create("T", "\"subjects\":[\"a.b\"]"))).isEqualTo("10065");
        create("T", "\"subjects\":[\"b\"]");
        assertThat(errCode(client.ask("$JS.API.STREAM.UPDATE.T", "{\"name\":\"T\",\"subjects\":[\"b\",\"a.c\"]}")))
                .isEqualTo("10065");
        assertThat(client.ask("$JS.API.STREAM.UPDATE.T", "{\"name\":\"T\",\"subjects\":[\"b\",\"c\"]}"))
                .contains("\"subjects\":[\"b\",\"c\"]");
        assertThat(client.ask("c", "")).isEqualTo("{\"stream\":\"T\",\"seq\":1}");
    }

    @Test
    void aStreamThatIsDeletedIsGoneAndItsNameIsFree() {
        create("S", "\"subjects\":[\"a\"]");
        client.ask("a", "x");
        assertThat(client.ask("$JS.API.STREAM.DELETE.S", ""))
                .isEqualTo("{\"type\":\"io.nats.jetstream.api.v1.stream_delete_response\",\"success\":true}");
        client.askNobody("a");
        assertThat(errCode(client.ask("$JS.API.STREAM.INFO.S", ""))).isEqualTo("10059");
        assertThat(create("S", "\"subjects\":[\"a\"]")).contains("\"messages\":0,");
        assertThat(client.ask("$JS.API.INFO", "")).contains("\"storage\":0,");
    }

    @Test
    void streamsAreListedByNameAndInPages() {
        create("B", "\"subjects\":[\"b\"]");
        create("A", "\"subjects\":[\"a.>\"]");
        create("C", "\"subjects\":[\"c\"]");
        assertThat(client.ask("$JS.API.STREAM.NAMES", ""))
                .contains("\"total\":3,\"offset\":0,\"limit\":1024,\"streams\":[\"A\",\"B\",\"C\"]");
        assertThat(client.ask("$JS.API.STREAM.NAMES", "{\"offset\":2}"))
                .contains("\"total\":3,\"offset\":2,")
                .contains("[\"C\"]");
        assertThat(client.ask("$JS.API.STREAM.NAMES", "{\"offset\":9}"))
                .contains("\"offset\":3,")
                .contains("null");
        assertThat(client.ask("$JS.API.STREAM.NAMES", "{\"subject\":\"*.x\"}")).contains("[\"A\"]");
        String list = client.ask("$JS.API.STREAM.LIST", "");
        assertThat(list.indexOf("\"name\":\"A\""))
                .isLessThan(list.indexOf("\"name\":\"B\""))
                .isPositive();
        assertThat(list).contains("\"limit\":256,");
    }

    @Test
    void purgingAndDeletingLeaveTheRest() {
        create("S", "\"subjects\":[\"a\"]");
        for (int i = 0; i < 5; i++) {
            client.ask("a", "x");
        }
        assertThat(client.ask("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":2}")).contains("\"success\":true");
        assertThat(errCode(client.ask("$JS.API.STREAM.MSG.DELETE.S", "{\"seq\":2}")))
                .isEqualTo("10043");
        assertThat(client.ask("$JS.API.STREAM.PURGE.S", "{\"keep\":1}")).contains("\"purged\":3");
        assertThat(errCode(client.ask("$JS.API.STREAM.MSG.GET.S", "{\"seq\":1}")))
                .isEqualTo("10037");
    }

    @Test
    void consumersAreMadeListedPausedAndDeleted() {
        create("S", "\"subjects\":[\"a\"]");
        client.ask("a", "x");
        String config = "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}";
        assertThat(client.ask("$JS.API.CONSUMER.CREATE.S.C", config))
                .startsWith("{\"type\":\"io.nats.jetstream.api.v1.consumer_create_response\",\"stream_name\":\"S\",")
                .contains("\"num_pending\":1,");
        assertThat(client.ask("$JS.API.CONSUMER.NAMES.S", ""))
                .contains("\"total\":1,")
                .contains("[\"C\"]");
        assertThat(client.ask("$JS.API.CONSUMER.LIST.S", "")).contains("\"name\":\"C\"");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.C", "")).contains("\"num_pending\":1,");
        assertThat(client.ask("$JS.API.CONSUMER.PAUSE.S.C", "{\"pause_until\":\"2999-01-01T00:00:00Z\"}"))
                .contains("\"paused\":true,\"pause_until\":\"2999-01-01T00:00:00Z\",\"pause_remaining\":");
        assertThat(client.ask("$JS.API.CONSUMER.PAUSE.S.C", "")).contains("\"paused\":false,");
        String next = client.request("$JS.API.CONSUMER.MSG.NEXT.S.C", "");
        assertThat(next).startsWith("MSG a 1 $JS.ACK.S.C.1.1.1.");
        assertThat(client.payload(next)).isEqualTo("x");
        assertThat(errCode(client.ask("$JS.API.CONSUMER.UNPIN.S.C", "{\"group\":\"g\"}")))
                .isEqualTo("10160");
        assertThat(errCode(client.ask("$JS.API.CONSUMER.RESET.S.C", ""))).isEqualTo("10204");
        assertThat(client.ask("$JS.API.CONSUMER.DELETE.S.C", "")).contains("\"success\":true");
        assertThat(errCode(client.ask("$JS.API.CONSUMER.INFO.S.C", ""))).isEqualTo("10014");
        client.askNobody("$JS.API.CONSUMER.MSG.NEXT.S.C");
    }

    @Test
    void aConsumerWithoutANameGetsOne() {
        create("S", "\"subjects\":[\"a\"]");
        String answer =
                client.ask("$JS.API.CONSUMER.CREATE.S", "{\"stream_name\":\"S\",\"config\":{\"ack_policy\":\"none\"}}");
        assertThat(answer).containsPattern("\"name\":\"[0-9A-Za-z]{8}\"");
    }

    @Test
    void whatWasThereIsThereAfterARestart() {
        create("S", "\"subjects\":[\"a\"],\"description\":\"d\"");
        create("M", "\"subjects\":[\"m\"],\"storage\":\"memory\"");
        client.ask("a", "x");
        client.ask("m", "x");
        String made = client.ask(
                "$JS.API.CONSUMER.DURABLE.CREATE.S.C",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}");
        String created = made.substring(made.indexOf("\"created\""), made.indexOf("\"config\""));
        restart();
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .contains("\"description\":\"d\"")
                .contains("\"messages\":1,");
        assertThat(client.ask("$JS.API.STREAM.INFO.M", "")).contains("\"messages\":0,");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.C", ""))
                .contains("\"num_pending\":1,")
                .contains(created);
        assertThat(client.ask("a", "y")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void theStreamsOfTheDomainAreTheSame() {
        end();
        server = NatsServer.start(Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .storeDir(dir.toString())
                .jetStream(JetStreamOptions.builder().domain("hub").build())
                .build());
        client = JetStreamClient.connect(server);
        assertThat(client.ask(
                        "$JS.hub.API.STREAM.CREATE.S",
                        "{\"name\":\"S\",\"subjects\":[\"a\",\"$KV.b.>\"],\"allow_direct\":true}"))
                .contains("\"did_create\":true");
        assertThat(client.ask("a", "x")).isEqualTo("{\"stream\":\"S\",\"domain\":\"hub\",\"seq\":1}");
        assertThat(client.ask("$JS.hub.API.$KV.b.k", "v")).isEqualTo("{\"stream\":\"S\",\"domain\":\"hub\",\"seq\":2}");
        assertThat(client.request("$JS.hub.API.DIRECT.GET.S", "{\"seq\":2}")).startsWith("HMSG ");
    }

    @Test
    void listenersHearOfStreamsThatComeAndGo() {
        try (RawClient listener = RawClient.connect(server)) {
            listener.send("SUB $JS.EVENT.ADVISORY.STREAM.> 7\r\n").barrier();
            create("S", "\"subjects\":[\"a\"]");
            client.ask("$JS.API.STREAM.UPDATE.S", "{\"name\":\"S\",\"subjects\":[\"b\"]}");
            client.ask("$JS.API.STREAM.DELETE.S", "");
            assertAdvisory(listener, "CREATED.S", "create");
            assertAdvisory(listener, "UPDATED.S", "modify");
            assertAdvisory(listener, "DELETED.S", "delete");
        }
    }

    private static void assertAdvisory(RawClient listener, String subject, String action) {
        String line = listener.line();
        assertThat(line).startsWith("MSG $JS.EVENT.ADVISORY.STREAM." + subject + " 7 ");
        assertThat(listener.read(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)) + 2))
                .startsWith("{\"type\":\"io.nats.jetstream.advisory.v1.stream_action\",\"id\":\"")
                .endsWith("\"stream\":\"S\",\"action\":\"" + action + "\"}\r\n");
    }

    private void startWith(String text) throws Exception {
        end();
        server = NatsServer.start(Configured.options(dir, text));
    }

    @Test
    void anAccountGetsNoMoreThanItsLimits() throws Exception {
        startWith("""
                jetstream: true
                accounts { A { users: [{user: A, password: A}], jetstream: {max_file: 1000, max_mem: 0, max_streams: 2,
                           max_consumers: 1} } }
                """);
        client = JetStreamClient.connect(server, "A");
        assertThat(create("S", "\"subjects\":[\"s\"],\"max_bytes\":600")).contains("\"did_create\":true");
        assertThat(client.ask("$JS.API.INFO", "")).contains("\"reserved_storage\":600,");
        assertThat(errCode(create("T", "\"subjects\":[\"t\"],\"max_bytes\":500")))
                .isEqualTo("10047");
        assertThat(errCode(create("T", "\"subjects\":[\"t\"],\"storage\":\"memory\"")))
                .isEqualTo("10028");
        assertThat(errCode(client.ask(
                        "$JS.API.STREAM.UPDATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"],\"max_bytes\":1100}")))
                .isEqualTo("10047");
        assertThat(create("T", "\"subjects\":[\"t\"]")).contains("\"did_create\":true");
        assertThat(errCode(create("U", "\"subjects\":[\"u\"]"))).isEqualTo("10027");
        String config = "{\"stream_name\":\"S\",\"config\":{\"ack_policy\":\"none\"}}";
        assertThat(client.ask("$JS.API.CONSUMER.CREATE.S", config)).contains("\"num_pending\":0");
        assertThat(errCode(client.ask("$JS.API.CONSUMER.CREATE.S", config))).isEqualTo("10026");
        String large = "x".repeat(990);
        assertThat(errCode(client.ask("t", large))).isEqualTo("10002");
        assertThat(client.ask("t", "x")).isEqualTo("{\"stream\":\"T\",\"seq\":1}");
    }

    @Test
    void theServerGivesNoMoreThanItHas() throws Exception {
        startWith("jetstream {max_file: 300, max_mem: 100}");
        client = JetStreamClient.connect(server);
        assertThat(errCode(create("S", "\"subjects\":[\"s\"],\"max_bytes\":301")))
                .isEqualTo("10047");
        assertThat(create("S", "\"subjects\":[\"s\"]")).contains("\"did_create\":true");
        String full = client.ask("s", "x".repeat(300));
        assertThat(full).contains("\"seq\":1");
        assertThat(errCode(client.ask("s", "x"))).isEqualTo("10023");
        client.ask("$JS.API.STREAM.PURGE.S", "");
        assertThat(client.ask("s", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void anOperatorPurgesAnAccount() throws Exception {
        startWith("""
                jetstream: true
                accounts {
                  A { users: [{user: A, password: A}], jetstream: enabled }
                  SYS { users: [{user: S, password: S}] }
                }
                system_account: SYS
                """);
        client = JetStreamClient.connect(server, "A");
        create("S", "\"subjects\":[\"s\"]");
        create("T", "\"subjects\":[\"t\"]");
        try (JetStreamClient operator = JetStreamClient.connect(server, "S")) {
            assertThat(operator.ask("$JS.API.ACCOUNT.PURGE.A", "")).contains("\"initiated\":true");
        }
        assertThat(client.ask("$JS.API.STREAM.NAMES", "")).contains("\"total\":0,");
    }

    @Test
    void whoWaitsForMessagesIsToldThatTheServerStops() {
        create("S", "\"subjects\":[\"a\"]");
        client.ask(
                "$JS.API.CONSUMER.CREATE.S.C",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}");
        client.raw().send("PUB $JS.API.CONSUMER.MSG.NEXT.S.C inbox.x 0\r\n\r\n").barrier();
        server.close();
        assertThat(client.raw().rest()).contains("NATS/1.0 409 Server Shutdown\r\n");
    }

    @Test
    void moreRequestsThanMayWaitAreDroppedAndToldOf() throws Exception {
        startWith("""
                jetstream {request_queue_limit: 3}
                accounts {
                  A { users: [{user: A, password: A}], jetstream: enabled }
                  SYS { users: [{user: S, password: S}] }
                }
                system_account: SYS
                """);
        client = JetStreamClient.connect(server, "A");
        try (JetStreamClient operator = JetStreamClient.connect(server, "S")) {
            operator.raw()
                    .send("SUB $JS.EVENT.ADVISORY.API.LIMIT_REACHED 7\r\n")
                    .barrier();
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                String body = "{\"name\":\"S" + i + "\"}";
                many.append("PUB $JS.API.STREAM.CREATE.S" + i + ' ' + body.length() + "\r\n" + body + "\r\n");
            }
            client.raw().send(many.toString());
            String line = operator.raw().line();
            assertThat(line).startsWith("MSG $JS.EVENT.ADVISORY.API.LIMIT_REACHED 7 ");
            assertThat(operator.payload(line))
                    .startsWith("{\"type\":\"io.nats.jetstream.advisory.v1.api_limit_reached\",\"id\":\"")
                    .containsPattern("\"dropped\":[1-9][0-9]*}$");
        }
    }

    private Options accounts(String ofA) throws Exception {
        return Configured.options(dir, """
                jetstream: true
                accounts {
                  A { users: [{user: A, password: A}] %s }
                  B { users: [{user: B, password: B}], jetstream: enabled }
                }
                """.formatted(ofA));
    }

    private void reload(Options options) throws Exception {
        Wiring wiring = server.wiring();
        Settings now = Settings.of(options, Clock.system().instant());
        wiring.reload(now, wiring.toTell(options), null);
    }

    @Test
    void anAccountMayLoseItAndGetItBack() throws Exception {
        end();
        Options with = accounts(", jetstream: enabled");
        Options without = accounts("");
        server = NatsServer.start(with);
        client = JetStreamClient.connect(server, "A");
        create("S", "\"subjects\":[\"a\"]");
        client.ask("a", "x");
        reload(without);
        client.askNobody("a");
        assertThat(errCode(client.ask("$JS.API.STREAM.INFO.S", ""))).isEqualTo("10039");
        reload(with);
        assertThat(client.ask("a", "y")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
        assertThat(client.ask("$JS.API.STREAM.INFO.S", "")).contains("\"messages\":2,");
    }

    @Test
    void noStreamThatIsBeingMadeOutlivesTheJetStreamOfItsAccount() throws Exception {
        end();
        Options with = accounts(", jetstream: enabled");
        server = NatsServer.start(with);
        client = JetStreamClient.connect(server, "A");
        int streams = 40;
        try (JetStreamClient other = JetStreamClient.connect(server, "A")) {
            for (int i = 0; i < streams; i++) {
                String config = "{\"name\":\"S" + i + "\",\"subjects\":[\"s." + i + "\"]}";
                other.raw()
                        .send("PUB $JS.API.STREAM.CREATE.S" + i + " x " + config.length() + "\r\n" + config + "\r\n");
            }
            other.raw().barrier();
            reload(accounts(""));
            for (int i = 0; i < streams; i++) {
                client.askNobody("s." + i);
            }
            reload(with);
            assertThat(client.ask("$JS.API.STREAM.CREATE.S0", "{\"name\":\"S0\",\"subjects\":[\"s.0\"]}"))
                    .contains("\"did_create\":true");
        }
    }

    @Test
    void manyConsumersAtOnceAreNoMoreThanThereMayBe() throws Exception {
        end();
        server = NatsServer.start(accounts(", jetstream: { max_consumers: 3 }"));
        client = JetStreamClient.connect(server, "A");
        create("S", "\"subjects\":[\"a\"]");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            String config =
                    "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C" + i + "\",\"ack_policy\":\"explicit\"}}";
            all.append("PUB $JS.API.CONSUMER.DURABLE.CREATE.S.C")
                    .append(i)
                    .append(" x ")
                    .append(config.length())
                    .append("\r\n")
                    .append(config)
                    .append("\r\n");
        }
        client.raw().send("SUB x 7\r\n" + all);
        int refused = 0;
        for (int i = 0; i < 9; i++) {
            refused += errCode(client.payload(client.raw().line())).equals("10026") ? 1 : 0;
        }
        assertThat(refused).isEqualTo(6);
        assertThat(client.ask("$JS.API.CONSUMER.NAMES.S", "")).contains("\"total\":3,");
    }

    @Test
    void aConsumerMayBeDeletedBeforeItIsKnownThatItWasMade() {
        create("S", "\"subjects\":[\"a\"]");
        String config = "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}";
        client.raw()
                .send("SUB x 7\r\nPUB $JS.API.CONSUMER.DURABLE.CREATE.S.C x " + config.length() + "\r\n" + config
                        + "\r\nPUB $JS.API.CONSUMER.DELETE.S.C x 0\r\n\r\n");
        assertThat(client.payload(client.raw().line())).contains("\"name\":\"C\"");
        assertThat(client.payload(client.raw().line())).contains("\"success\":true");
    }

    @Test
    void whoAsksFromAnotherAccountAndGoesIsNotWaitedFor() throws Exception {
        startWith("""
                jetstream: true
                accounts {
                  S { users: [{user: S, password: S}], jetstream: enabled
                      exports: [{service: "$JS.API.>", response: stream}] }
                  A { users: [{user: A, password: A}]
                      imports: [{service: {account: S, subject: "$JS.API.>"}}] }
                }
                """);
        client = JetStreamClient.connect(server, "S");
        create("S", "\"subjects\":[\"a\"]");
        client.ask(
                "$JS.API.CONSUMER.DURABLE.CREATE.S.C",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}");
        try (JetStreamClient user = JetStreamClient.connect(server, "A")) {
            user.raw()
                    .send("SUB in 2\r\nPUB $JS.API.CONSUMER.MSG.NEXT.S.C in 2\r\n10\r\n")
                    .barrier();
            Awaitility.await()
                    .until(() -> client.ask("$JS.API.CONSUMER.INFO.S.C", "").contains("\"num_waiting\":1,"));
            user.raw().send("UNSUB 2\r\n").barrier();
            assertThat(client.ask("$JS.API.CONSUMER.INFO.S.C", "")).contains("\"num_waiting\":0,");
        }
        client.ask("a", "x");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.C", "")).contains("\"num_ack_pending\":0,");
    }
}
