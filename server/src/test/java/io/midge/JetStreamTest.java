package io.midge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JetStream of a server as clients meet it: who has it, what the API answers to whom, and how it starts. */
class JetStreamTest {
    private static final String TYPE = "{\"type\":\"io.nats.jetstream.api.v1.";
    private static final String NOT_ENABLED =
            "\"error\":{\"code\":503,\"err_code\":10039,\"description\":\"JetStream not enabled for account\"}}";

    @TempDir
    Path dir;

    private Options.Builder options(JetStreamOptions jetStream) {
        return Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .serverName("one")
                .ioLoops(2)
                .storeDir(dir.toString())
                .jetStream(jetStream);
    }

    private NatsServer start() {
        return NatsServer.start(options(JetStreamOptions.builder().build()).build());
    }

    @Test
    void aServerWithoutItHasNobodyWhoAnswers() {
        try (NatsServer server = NatsServer.builder().port(0).start();
                JetStreamClient client = JetStreamClient.connect(server)) {
            client.askNobody("$JS.API.INFO");
            assertThat(RawClient.greeted(server.port()).info()).doesNotContain("\"jetstream\"");
        }
    }

    @Test
    void theGreetingSaysThatItIsThere() {
        JetStreamOptions hub = JetStreamOptions.builder().domain("hub").build();
        try (NatsServer server = NatsServer.start(options(hub).build());
                RawClient client = RawClient.greeted(server.port())) {
            assertThat(client.info()).contains("\"jetstream\":true,").contains("\"domain\":\"hub\",");
        }
    }

    @Test
    void anAccountIsToldOfItsLimits() {
        try (NatsServer server = start();
                JetStreamClient client = JetStreamClient.connect(server)) {
            assertThat(client.ask("$JS.API.INFO", ""))
                    .isEqualTo(TYPE
                            + "account_info_response\",\"memory\":0,\"storage\":0,\"reserved_memory\":0,"
                            + "\"reserved_storage\":0,\"streams\":0,\"consumers\":0,\"limits\":{\"max_memory\":-1,"
                            + "\"max_storage\":-1,\"max_streams\":-1,\"max_consumers\":-1,\"max_ack_pending\":-1,"
                            + "\"memory_max_stream_bytes\":-1,\"storage_max_stream_bytes\":-1,"
                            + "\"max_bytes_required\":false},\"api\":{\"level\":5,\"total\":0,\"errors\":0}}");
            assertThat(client.ask("$JS.API.INFO", "")).contains("\"total\":1,\"errors\":0}");
        }
    }

    @Test
    void whatIsNotThereIsAnsweredByNobodyAtOnce() {
        JetStreamOptions hub = JetStreamOptions.builder().domain("hub").build();
        try (NatsServer server = NatsServer.start(options(hub).build());
                JetStreamClient client = JetStreamClient.connect(server)) {
            client.askNobody("$JS.API.CONSUMER.MSG.NEXT.S.C");
            client.askNobody("$JS.API.DIRECT.GET.S");
            client.askNobody("$JS.API.DIRECT.GET.S.a.b");
            client.askNobody("$JS.hub.API.CONSUMER.MSG.NEXT.S.C");
            client.askNobody("$JS.hub.API.DIRECT.GET.S");
            client.askNobody("$JS.other.API.INFO");
        }
    }

    @Test
    void anApiSubjectThatNobodyKnowsIsNotAnswered() {
        try (NatsServer server = start();
                JetStreamClient client = JetStreamClient.connect(server)) {
            client.raw().send("PUB $JS.API.WHAT inbox.x 0\r\n\r\n");
            assertThat(client.ask("$JS.API.STREAM.NAMES", "")).contains("\"streams\":null");
        }
    }

    @Test
    void theDomainIsAnotherNameOfTheApi() {
        JetStreamOptions hub = JetStreamOptions.builder().domain("hub").build();
        try (NatsServer server = NatsServer.start(options(hub).build());
                JetStreamClient client = JetStreamClient.connect(server)) {
            assertThat(client.ask("$JS.hub.API.INFO", "")).contains("\"domain\":\"hub\"");
            assertThat(client.ask("$JS.hub.API.STREAM.INFO.S", "")).contains("\"err_code\":10059");
        }
    }

    @Test
    void aRequestForAnotherLevelIsRefused() {
        try (NatsServer server = start();
                JetStreamClient client = JetStreamClient.connect(server)) {
            assertThat(client.askWith("$JS.API.INFO", "Nats-Required-Api-Level: 6", ""))
                    .contains("\"err_code\":10185");
            assertThat(client.askWith("$JS.API.INFO", "Nats-Required-Api-Level: x", ""))
                    .contains("\"err_code\":10185");
            assertThat(client.askWith("$JS.API.INFO", "Nats-Required-Api-Level: 5", ""))
                    .contains("\"memory\":0");
        }
    }

    private NatsServer withAccounts() throws Exception {
        return NatsServer.start(Configured.options(dir, """
                jetstream: true
                accounts {
                  A { users: [{user: A, password: A}], jetstream: {max_mem: 1MiB, max_file: 2MiB, max_streams: 2,
                      max_consumers: 3, max_ack_pending: 4, mem_max_stream_bytes: 5, disk_max_stream_bytes: 6,
                      max_bytes_required: true} }
                  B { users: [{user: B, password: B}] }
                  SYS { users: [{user: SYS, password: SYS}] }
                }
                system_account: SYS
                """));
    }

    @Test
    void accountsHaveItThatAreConfiguredToHaveIt() throws Exception {
        try (NatsServer server = withAccounts();
                JetStreamClient a = JetStreamClient.connect(server, "A");
                JetStreamClient b = JetStreamClient.connect(server, "B")) {
            assertThat(a.ask("$JS.API.INFO", ""))
                    .contains("\"limits\":{\"max_memory\":1048576,\"max_storage\":2097152,\"max_streams\":2,"
                            + "\"max_consumers\":3,\"max_ack_pending\":4,\"memory_max_stream_bytes\":5,"
                            + "\"storage_max_stream_bytes\":6,\"max_bytes_required\":true}");
            assertThat(b.ask("$JS.API.INFO", "")).isEqualTo(TYPE + "account_info_response\"," + NOT_ENABLED);
            assertThat(b.ask("$JS.API.STREAM.NAMES", ""))
                    .startsWith(TYPE + "stream_names_response\",")
                    .contains("10039");
        }
    }

    @Test
    void theSystemAccountIsToldThatItHasNone() throws Exception {
        try (NatsServer server = withAccounts();
                JetStreamClient sys = JetStreamClient.connect(server, "SYS")) {
            assertThat(sys.ask("$JS.API.INFO", "")).isEqualTo(TYPE + "account_info_response\"," + NOT_ENABLED);
            assertThat(sys.ask("$JS.API.STREAM.LIST", "")).isEqualTo(TYPE + "system_response\"," + NOT_ENABLED);
            assertThat(sys.ask("$JS.API.CONSUMER.MSG.NEXT.S.C", ""))
                    .isEqualTo(TYPE + "system_response\"," + NOT_ENABLED);
            assertThat(sys.ask("$JS.API.ACCOUNT.PURGE.A", ""))
                    .isEqualTo(TYPE + "account_purge_response\",\"initiated\":true}");
        }
    }

    @Test
    void auditorsSeeWhatWasAskedAndAnswered() {
        try (NatsServer server = start();
                JetStreamClient client = JetStreamClient.connect(server);
                RawClient auditor = RawClient.connect(server)) {
            auditor.send("SUB $JS.EVENT.ADVISORY.API 7\r\n").barrier();
            client.ask("$JS.API.STREAM.INFO.S", "");
            String line = auditor.line();
            assertThat(line).startsWith("MSG $JS.EVENT.ADVISORY.API 7 ");
            assertThat(auditor.read(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1))))
                    .startsWith("{\"type\":\"io.nats.jetstream.advisory.v1.api_audit\",\"id\":\"")
                    .contains("\"server\":\"one\",\"client\":{\"start\":\"")
                    .contains("\"subject\":\"$JS.API.STREAM.INFO.S\",\"response\":\"{\\\"type\\\":");
        }
    }

    @Test
    void moreAccountsThanTheServerHasRoomForAreRefused() throws Exception {
        Options options = Configured.options(dir, """
                jetstream {max_mem: 150, max_file: 1000}
                accounts { A {jetstream: {max_mem: 100, max_file: 0}}, B {jetstream: {max_mem: 100, max_file: 0}} }
                """);
        assertThatThrownBy(() -> NatsServer.start(options))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Can't start JetStream: Error enabling jetstream on configured accounts: "
                        + "insufficient memory resources available (10028)");
    }

    @Test
    void aDirectoryOfNatsServerIsLeftAlone() throws Exception {
        Files.createDirectories(dir.resolve("jetstream/$G/streams/S/msgs"));
        Options options = options(JetStreamOptions.builder().build()).build();
        assertThatThrownBy(() -> NatsServer.start(options)).hasMessageContaining("stream S");
    }

    /** A log that cannot be written when something is to be said that has this in it. */
    private record Sick(String on) implements LogSink {
        @Override
        public boolean write(Level level, String text, @Nullable Throwable cause) {
            if (text.contains(on)) {
                throw new IllegalStateException("the log is full");
            }
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aStartThatFailsLeavesTheStoreToTheNextOne() throws Exception {
        try (NatsServer server = withAccounts();
                JetStreamClient a = JetStreamClient.connect(server, "A")) {
            assertThat(a.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"],\"max_bytes\":5}"))
                    .contains("\"did_create\":true");
        }
        Options options = Configured.options(dir, """
                jetstream: true
                accounts { A { users: [{user: A, password: A}] }, B { jetstream: true } }
                """);
        Clock clock = Clock.system();
        Log log = new Log(new Sick("is kept, but not served"), false, false);
        assertThatThrownBy(() -> Wiring.start(Settings.of(options, clock.instant()), log, clock))
                .hasMessage("the log is full");
        try (NatsServer server = withAccounts();
                JetStreamClient a = JetStreamClient.connect(server, "A")) {
            assertThat(a.ask("$JS.API.STREAM.NAMES", "")).contains("\"streams\":[\"S\"]");
        }
    }

    private NatsServer withPullsOfOthers() throws Exception {
        return NatsServer.start(Configured.options(dir, """
                jetstream: true
                accounts {
                  A { users: [{user: A, password: A}], jetstream: true,
                      exports: [{service: "$JS.API.CONSUMER.MSG.NEXT.>", response: stream}] }
                  B { users: [{user: B, password: B}],
                      imports: [{service: {account: A, subject: "$JS.API.CONSUMER.MSG.NEXT.S.C"}}] }
                }
                """));
    }

    @Test
    void whoAskedFromAnotherAccountAndIsGoneGetsNothing() throws Exception {
        try (NatsServer server = withPullsOfOthers();
                JetStreamClient a = JetStreamClient.connect(server, "A");
                JetStreamClient b = JetStreamClient.connect(server, "B")) {
            a.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"]}");
            a.ask(
                    "$JS.API.CONSUMER.CREATE.S.C",
                    "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}");
            b.raw().send("SUB here 2\r\nSUB gone 3\r\n").barrier();
            b.raw().send("PUB $JS.API.CONSUMER.MSG.NEXT.S.C gone 1\r\n5\r\n").barrier();
            Awaitility.await()
                    .until(() -> a.ask("$JS.API.CONSUMER.INFO.S.C", "").contains("\"num_waiting\":1,"));
            b.raw().send("UNSUB 3\r\n").barrier();
            assertThat(a.ask("s", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            assertThat(a.ask("$JS.API.CONSUMER.INFO.S.C", ""))
                    .contains("\"num_ack_pending\":0,")
                    .contains("\"num_waiting\":0,");
            b.raw().send("PUB $JS.API.CONSUMER.MSG.NEXT.S.C here 1\r\n5\r\n");
            assertThat(b.raw().line()).startsWith("MSG s 2 $JS.ACK.S.C."); // which B has to import as well
            assertThat(b.raw().read(3)).isEqualTo("x\r\n");
        }
    }

    @Test
    void oneServerAtATimeHasADirectory() {
        Options options = options(JetStreamOptions.builder().build()).build();
        NatsServer first = NatsServer.start(options);
        assertThatThrownBy(() -> NatsServer.start(options)).hasMessageContaining("Can't start JetStream");
        first.close();
        NatsServer.start(options).close();
    }
}
