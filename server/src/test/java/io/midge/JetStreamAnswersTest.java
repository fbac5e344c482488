package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nats-server was recorded to answer where one could expect something else; and streams that hear another account. */
class JetStreamAnswersTest {
    @TempDir
    Path dir;

    private NatsServer server;
    private JetStreamClient client;

    @BeforeEach
    void begin() {
        server = NatsServer.builder().port(0).serverName("one").jetStream(dir).start();
        client = JetStreamClient.connect(server);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private String stream(String verb, String fields) {
        return client.ask("$JS.API.STREAM." + verb + ".S", "{\"name\":\"S\",\"storage\":\"memory\"," + fields + '}');
    }

    private String consumer(String fields) {
        return client.ask("$JS.API.CONSUMER.CREATE.S.c", "{\"stream_name\":\"S\",\"config\":{" + fields + "}}");
    }

    @Test
    void aFirstSequenceMayNeedAllBits() {
        assertThat(stream("CREATE", "\"subjects\":[\"s\"],\"first_seq\":18446744073709551615"))
                .contains("\"first_seq\":18446744073709551615")
                .contains("\"last_seq\":18446744073709551614");
    }

    @Test
    void aStreamThatWasPurgedBeforeItHadAMessageHasAFirstSequence() {
        assertThat(stream("CREATE", "\"subjects\":[\"s\"]")).contains("\"first_seq\":0,");
        client.ask("$JS.API.STREAM.PURGE.S", "{\"filter\":\"s\"}");
        assertThat(client.ask("$JS.API.STREAM.INFO.S", "")).contains("\"first_seq\":0,");
        client.ask("$JS.API.STREAM.PURGE.S", "");
        assertThat(client.ask("$JS.API.STREAM.INFO.S", "")).contains("\"first_seq\":1,");
    }

    @Test
    void aMirrorShowsItsFilterWhenItHasAskedForAConsumer() {
        assertThat(stream("CREATE", "\"mirror\":{\"name\":\"O\",\"filter_subject\":\"a.>\"}"))
                .contains("\"mirror\":{\"name\":\"O\",\"lag\":0,\"active\":-1}");
    }

    @Test
    void anUpdateOfWhatIsNotThereIsNotFoundBeforeReplicasAreLookedAt() {
        assertThat(stream("UPDATE", "\"subjects\":[\"s\"],\"num_replicas\":3")).contains("\"err_code\":10059,");
        stream("CREATE", "\"subjects\":[\"s\"]");
        assertThat(stream("UPDATE", "\"subjects\":[\"s\"],\"num_replicas\":3")).contains("\"err_code\":10074,");
    }

    @Test
    void anUpdateNamesTheSubjectsOfARepublishAndACreationDoesNot() {
        String republish = "\"subjects\":[\"s\"],\"republish\":{\"dest\":\"\"}";
        assertThat(stream("CREATE", republish)).contains("\"republish\":{\"src\":\"\\u003e\",\"dest\":\"\"}");
        assertThat(stream("UPDATE", republish)).contains("\"dest\":\"\\u003e\"}");
    }

    @Test
    void aConsumerThatIsChangedStaysEphemeralOrDurable() {
        stream("CREATE", "\"subjects\":[\"s\"]");
        assertThat(consumer("\"name\":\"c\"")).contains("\"inactive_threshold\":5000000000");
        assertThat(consumer("\"durable_name\":\"c\""))
                .contains("\"durable_name\":\"c\"")
                .contains("\"inactive_threshold\":5000000000");
        client.ask("$JS.API.CONSUMER.DELETE.S.c", "");
        assertThat(consumer("\"durable_name\":\"c\"")).doesNotContain("inactive_threshold");
        assertThat(consumer("\"name\":\"c\"")).doesNotContain("inactive_threshold");
    }

    @Test
    void aConsumerInMemoryThatHasDeliveredNothingShowsHowFarItHasLooked() {
        stream("CREATE", "\"subjects\":[\"s.>\"]");
        consumer("\"durable_name\":\"c\",\"filter_subject\":\"s.b\",\"ack_policy\":\"explicit\"");
        client.ask("s.a", "1");
        client.ask("s.a", "2");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.c", ""))
                .contains("\"delivered\":{\"consumer_seq\":0,\"stream_seq\":0}");
        String none = client.request("$JS.API.CONSUMER.MSG.NEXT.S.c", "{\"batch\":1,\"expires\":1000000}");
        assertThat(client.payload(none)).startsWith("NATS/1.0 408");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.c", ""))
                .contains("\"delivered\":{\"consumer_seq\":0,\"stream_seq\":2}");
    }

    @Test
    void theEndOfAStreamIsTheEndOfItsConsumersOfWhichIsTold() {
        stream("CREATE", "\"subjects\":[\"s\"]");
        consumer("\"durable_name\":\"c\"");
        try (JetStreamClient listener = JetStreamClient.connect(server)) {
            listener.raw().send("SUB $JS.EVENT.ADVISORY.CONSUMER.DELETED.> 9\r\nPING\r\n");
            listener.raw().expect("PONG\r\n");
            client.ask("$JS.API.STREAM.DELETE.S", "");
            String line = listener.raw().line();
            String payload = listener.payload(line);
            while (line.startsWith("MSG inbox.")) { // the other client's answer may come first
                line = listener.raw().line();
                payload = listener.payload(line);
            }
            assertThat(line).startsWith("MSG $JS.EVENT.ADVISORY.CONSUMER.DELETED.S.c 9 ");
            assertThat(payload).contains("\"action\":\"delete\"");
        }
    }

    @Test
    void aStreamAndAMirrorHearTheStreamsThatTheirAccountImports() throws Exception {
        end();
        server = NatsServer.start(Configured.options(dir, """
                jetstream: true
                accounts {
                  A { jetstream: enabled, users: [{user: A, password: A}], exports: [
                      {service: "$JS.API.CONSUMER.>", response_type: stream}, {service: "$JS.FC.>"}, {stream: "to.b.>"}] }
                  B { jetstream: enabled, users: [{user: B, password: B}], imports: [
                      {service: {account: A, subject: "$JS.API.CONSUMER.>"}, to: "a.api.CONSUMER.>"},
                      {service: {account: A, subject: "$JS.FC.>"}}, {stream: {account: A, subject: "to.b.>"}}] }
                }
                """));
        client = JetStreamClient.connect(server, "A");
        stream("CREATE", "\"subjects\":[\"s\"]");
        client.ask("s", "x");
        try (JetStreamClient other = JetStreamClient.connect(server, "B")) {
            other.ask("$JS.API.STREAM.CREATE.L", "{\"name\":\"L\",\"subjects\":[\"to.b.news\"]}");
            other.ask(
                    "$JS.API.STREAM.CREATE.M",
                    "{\"name\":\"M\",\"mirror\":{\"name\":\"S\",\"external\":"
                            + "{\"api\":\"a.api\",\"deliver\":\"to.b.m\"}}}");
            client.raw().send("PUB to.b.news 1\r\nx\r\n");
            awaits(other, "L", "\"messages\":1,");
            awaits(other, "M", "\"messages\":1,");
        }
    }

    private static void awaits(JetStreamClient by, String stream, String text) {
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(by.ask("$JS.API.STREAM.INFO." + stream, "")).contains(text));
    }

    @Test
    void whatIsAskedForInOneGoIsDoneInThatOrder() {
        String[] asked = {
            "STREAM.CREATE.S {\"name\":\"S\",\"subjects\":[\"s\"]}",
            "CONSUMER.CREATE.S.c {\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c\"}}",
            "STREAM.UPDATE.S {\"name\":\"S\",\"subjects\":[\"s\",\"t\"]}",
            "STREAM.DELETE.S ",
            "STREAM.CREATE.S {\"name\":\"S\",\"subjects\":[\"u\"]}"
        };
        StringBuilder all = new StringBuilder("SUB answers 7\r\n");
        for (String each : asked) {
            int blank = each.indexOf(' ');
            String payload = each.substring(blank + 1);
            all.append("PUB $JS.API.").append(each, 0, blank).append(" answers ");
            all.append(payload.length()).append("\r\n").append(payload).append("\r\n");
        }
        client.raw().send(all.toString());
        String[] types = {"stream_create", "consumer_create", "stream_update", "stream_delete", "stream_create"};
        for (String type : types) {
            assertThat(client.raw().line()).startsWith("MSG answers 7 ");
            assertThat(client.raw().line())
                    .contains("api.v1." + type + "_response")
                    .doesNotContain("\"error\"");
        }
    }

    @Test
    void whoAcknowledgesInAWorkQueueFindsTheMessagesGone() {
        client.ask(
                "$JS.API.STREAM.CREATE.S",
                "{\"name\":\"S\",\"storage\":\"file\",\"retention\":\"workqueue\",\"subjects\":[\"s\"]}");
        consumer("\"durable_name\":\"c\",\"ack_policy\":\"explicit\"");
        for (int i = 0; i < 20; i++) {
            client.ask("s", "x");
        }
        client.raw().send("SUB all 8\r\nPUB $JS.API.CONSUMER.MSG.NEXT.S.c all 12\r\n{\"batch\":10}\r\n");
        StringBuilder acks = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            String line = client.raw().line();
            client.raw().line();
            int to = line.indexOf("$JS.ACK.");
            acks.append("PUB ").append(line, to, line.indexOf(' ', to)).append(" 4\r\n+ACK\r\n");
        }
        client.raw().send(acks + "PUB $JS.API.STREAM.INFO.S all 0\r\n\r\n");
        client.raw().line();
        assertThat(client.raw().line()).contains("\"messages\":10,");
    }

    @Test
    void aPauseThatIsOverIsNone() {
        stream("CREATE", "\"subjects\":[\"s\"]");
        assertThat(consumer("\"durable_name\":\"c\",\"pause_until\":\"0001-01-01T00:00:00.5Z\""))
                .doesNotContain("\"paused\":true")
                .doesNotContain("pause_remaining");
        assertThat(client.ask("$JS.API.CONSUMER.PAUSE.S.c", "{\"pause_until\":\"9999-01-01T00:00:00Z\"}"))
                .contains("\"pause_remaining\":9223372036854775807");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.c", "")).contains("\"pause_remaining\":9223372036854775807");
    }

    @Test
    void whatAConsumerHasDeliveredComesBeforeItsInfo() {
        stream("CREATE", "\"subjects\":[\"s\"]");
        for (int i = 0; i < 10; i++) {
            client.ask("s", "x");
        }
        client.raw().send("SUB made 6\r\nSUB info 7\r\n");
        for (int round = 0; round < 100; round++) {
            String config = "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"c" + round
                    + "\",\"deliver_subject\":\"to." + round + "\",\"mem_storage\":true}}";
            client.raw()
                    .send("SUB to." + round + " " + (10 + round) + "\r\nPUB $JS.API.CONSUMER.CREATE.S.c" + round
                            + " made "
                            + config.length() + "\r\n" + config + "\r\nPUB $JS.API.CONSUMER.INFO.S.c" + round
                            + " info 0\r\n\r\n");
            int came = 0;
            int said = -1;
            while (came < 10 || said < 0) {
                String line = client.raw().line();
                String payload = client.payload(line);
                came += line.startsWith("MSG s ") ? 1 : 0;
                if (line.startsWith("MSG info ") && !payload.contains("\"error\"")) {
                    said = delivered(payload);
                    assertThat(said).as("in round " + round).isLessThanOrEqualTo(came);
                } else if (line.startsWith("MSG info ")) {
                    said = 0; // it was not made yet
                }
            }
        }
    }

    private static int delivered(String info) {
        int at = info.indexOf("\"consumer_seq\":") + 15;
        return Integer.parseInt(info.substring(at, info.indexOf(',', at)));
    }
}
