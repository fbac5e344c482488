package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of the server, its accounts and streams as clients meet them: each refuses by its code, and says which one it is. */
class JetStreamLimitsTest {
    @TempDir
    Path dir;

    private NatsServer server;
    private JetStreamClient client;

    @BeforeEach
    void begin() throws Exception {
        start("jetstream {}", "");
    }

    private void restart(String config, String user) throws Exception {
        end();
        start(config, user);
    }

    private void start(String config, String user) throws Exception {
        server = NatsServer.start(Configured.options(dir, config));
        client = user.isEmpty() ? JetStreamClient.connect(server) : JetStreamClient.connect(server, user);
    }

    private void startA(String limits) throws Exception {
        restart("""
                jetstream {}
                accounts { A { users: [{user: A, password: A}], jetstream: {%s} } }
                """.formatted(limits), "A");
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private String create(String name, String fields) {
        return client.ask("$JS.API.STREAM.CREATE." + name, "{\"name\":\"" + name + "\"," + fields + '}');
    }

    private String consumer(String stream, String fields) {
        return client.ask(
                "$JS.API.CONSUMER.CREATE." + stream,
                "{\"stream_name\":\"" + stream + "\",\"config\":{" + fields + "}}");
    }

    private static String limit(String name, String where, String figures) {
        return "\"exceeded\":{\"name\":\"" + name + "\",\"configured_in\":\"" + where + "\"," + figures + "}";
    }

    private static String ofA(String name, String figures) {
        return limit(name, "accounts { A { jetstream { " + name + " } } }", figures);
    }

    private static String error(int code) {
        return "\"err_code\":" + code + ',';
    }

    @Test
    void theServersOwnSizeIsNamed() throws Exception {
        restart("jetstream {max_file: 300, max_mem: 100}", "");
        assertThat(create("S", "\"subjects\":[\"s\"],\"max_bytes\":301"))
                .contains(error(10047))
                .contains(limit("max_file", "jetstream { max_file }", "\"value\":300,\"requested\":301"));
        assertThat(create("M", "\"subjects\":[\"m\"],\"storage\":\"memory\",\"max_bytes\":101"))
                .contains(error(10028))
                .contains(limit("max_mem", "jetstream { max_mem }", "\"value\":100,\"requested\":101"));
        create("S", "\"subjects\":[\"s\"]");
        client.ask("s", "x".repeat(300));
        assertThat(client.ask("s", "x"))
                .contains(error(10023))
                .contains(
                        "\"exceeded\":{\"name\":\"max_file\",\"configured_in\":\"jetstream { max_file }\",\"value\":300,"
                                + "\"requested\":")
                .endsWith(",\"stream\":\"S\",\"seq\":0}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "max_mem: 100 | \"storage\":\"memory\",\"max_bytes\":101 | 10028 | max_mem"
                        + " | \"value\":100,\"used\":0,\"requested\":101",
                "max_file: 100 | \"max_bytes\":101 | 10047 | max_file | \"value\":100,\"used\":0,\"requested\":101",
                "mem_max_stream_bytes: 100 | \"storage\":\"memory\",\"max_bytes\":101 | 10122 | mem_max_stream_bytes"
                        + " | \"value\":100,\"requested\":101",
                "disk_max_stream_bytes: 100 | \"max_bytes\":101 | 10122 | disk_max_stream_bytes"
                        + " | \"value\":100,\"requested\":101",
                "max_bytes_required: true | \"max_bytes\":0 | 10113 | max_bytes_required | \"value\":1",
                "max_consumers: 2 | \"max_consumers\":3 | 10026 | max_consumers | \"value\":2,\"requested\":3"
            })
    void aStreamThatAnAccountDoesNotAllowIsRefused(String option, String fields, int code, String name, String figures)
            throws Exception {
        startA(option);
        assertThat(create("S", "\"subjects\":[\"s\"]," + fields))
                .contains(error(code))
                .contains(ofA(name, figures));
    }

    @Test
    void anAccountHasSoManyStreams() throws Exception {
        startA("max_streams: 1");
        create("S", "\"subjects\":[\"s\"]");
        assertThat(create("T", "\"subjects\":[\"t\"]"))
                .contains(error(10027))
                .contains(ofA("max_streams", "\"value\":1,\"used\":1,\"requested\":1"));
    }

    @Test
    void anAccountHasSoManyBytes() throws Exception {
        startA("max_file: 1000");
        create("S", "\"subjects\":[\"s\"]");
        assertThat(client.ask("s", "x".repeat(1000)))
                .contains(error(10002))
                .contains(
                        "\"exceeded\":{\"name\":\"max_file\",\"configured_in\":\"accounts { A { jetstream { max_file } } }\","
                                + "\"value\":1000,\"used\":0,\"requested\":");
    }

    @Test
    void consumersAreLimitedByTheStricterOfStreamAndAccount() throws Exception {
        startA("max_consumers: 2");
        create("S", "\"subjects\":[\"s\"]");
        create("T", "\"subjects\":[\"t\"],\"max_consumers\":1");
        consumer("S", "\"ack_policy\":\"none\"");
        consumer("S", "\"ack_policy\":\"none\"");
        assertThat(consumer("S", "\"ack_policy\":\"none\""))
                .contains(error(10026))
                .contains(ofA("max_consumers", "\"value\":2,\"used\":2,\"requested\":1"));
        consumer("T", "\"ack_policy\":\"none\"");
        assertThat(consumer("T", "\"ack_policy\":\"none\""))
                .contains(error(10026))
                .contains(
                        limit("max_consumers", "stream T { max_consumers }", "\"value\":1,\"used\":1,\"requested\":1"));
    }

    @Test
    void whereNobodySaysHowManyConsumersTheServerDoes() throws Exception {
        restart("jetstream {limits: {default_max_consumers: 1}}", "");
        create("S", "\"subjects\":[\"s\"]");
        consumer("S", "\"ack_policy\":\"none\"");
        assertThat(consumer("S", "\"ack_policy\":\"none\""))
                .contains(error(10026))
                .contains(limit(
                        "default_max_consumers",
                        "jetstream { limits { default_max_consumers } }",
                        "\"value\":1,\"used\":1,\"requested\":1"));
    }

    @Test
    void consumersThatAreAskedForAtOnceAreCountedOneAfterTheOther() throws Exception {
        startA("max_consumers: 1");
        create("S", "\"subjects\":[\"s\"]");
        for (String name : new String[] {"a", "b", "c"}) {
            String asked = "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"" + name + "\"}}";
            client.raw()
                    .send("PUB $JS.API.CONSUMER.CREATE.S." + name + " inbox.x " + asked.length() + "\r\n" + asked
                            + "\r\n");
        }
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            answers.append(client.payload(client.raw().line())).append('\n');
        }
        assertThat(answers.toString().split(error(10026), -1)).hasSize(3);
    }

    @Test
    void consumersThatCopyAStreamCountForNoLimit() throws Exception {
        startA("max_consumers: 1");
        create("S", "\"subjects\":[\"s\"]");
        String direct = "{\"stream_name\":\"S\",\"config\":{\"direct\":true,\"deliver_subject\":\"d\"}}";
        assertThat(client.payload(client.request("$JS.API.CONSUMER.CREATE.S", direct)))
                .contains("\"direct\":true");
        assertThat(consumer("S", "\"ack_policy\":\"none\"")).contains("\"num_pending\":0");
        assertThat(consumer("S", "\"ack_policy\":\"none\"")).contains(error(10026));
        assertThat(client.ask("$JS.API.INFO", "")).contains("\"streams\":1,\"consumers\":2,");
    }

    @Test
    void oneThatIsNotThereCannotBeUpdatedWhateverTheLimit() throws Exception {
        startA("max_consumers: 1");
        create("S", "\"subjects\":[\"s\"]");
        consumer("S", "\"ack_policy\":\"none\"");
        assertThat(client.ask(
                        "$JS.API.CONSUMER.CREATE.S.x",
                        "{\"stream_name\":\"S\",\"action\":\"update\",\"config\":{\"name\":\"x\"}}"))
                .contains(error(10149));
    }

    @Test
    void whatAConsumerAsksForIsLimitedByThreeSides() throws Exception {
        restart("""
                jetstream {limits: {max_ack_pending: 30, max_request_batch: 10, duplicate_window: "1m"}}
                accounts { A { users: [{user: A, password: A}], jetstream: {max_ack_pending: 20} } }
                """, "A");
        create(
                "S",
                "\"subjects\":[\"s\"],\"consumer_limits\":{\"max_ack_pending\":15,\"inactive_threshold\":1000000000}");
        String explicit = "\"ack_policy\":\"explicit\",";
        assertThat(consumer("S", explicit + "\"max_ack_pending\":31"))
                .contains(error(10121))
                .contains(limit(
                        "max_ack_pending",
                        "jetstream { limits { max_ack_pending } }",
                        "\"value\":30,\"requested\":31"));
        assertThat(consumer("S", explicit + "\"max_ack_pending\":21"))
                .contains(error(10121))
                .contains(ofA("max_ack_pending", "\"value\":20,\"requested\":21"));
        assertThat(consumer("S", explicit + "\"max_ack_pending\":16"))
                .contains(error(10121))
                .contains(limit(
                        "max_ack_pending",
                        "stream S { consumer_limits { max_ack_pending } }",
                        "\"value\":15,\"requested\":16"));
        assertThat(consumer("S", explicit + "\"inactive_threshold\":2000000000"))
                .contains(
                        "\"configured_in\":\"stream S { consumer_limits { inactive_threshold } }\",\"value\":1000000000,"
                                + "\"requested\":2000000000}");
        assertThat(consumer("S", explicit + "\"max_batch\":11"))
                .contains(error(10125))
                .contains(limit(
                        "max_request_batch",
                        "jetstream { limits { max_request_batch } }",
                        "\"value\":10,\"requested\":11"));
        assertThat(create("T", "\"subjects\":[\"t\"],\"duplicate_window\":120000000000"))
                .contains(error(10052))
                .contains(limit(
                        "duplicate_window",
                        "jetstream { limits { duplicate_window } }",
                        "\"value\":60000000000,\"requested\":120000000000"));
    }

    @Test
    void aStreamThatKeepsWhatItHasSaysWhatIsFull() {
        String full = "\"discard\":\"new\",";
        create("A", full + "\"subjects\":[\"a\"],\"max_msgs\":1,\"max_msg_size\":5");
        create("B", full + "\"subjects\":[\"b\"],\"max_bytes\":100");
        create("C", full + "\"subjects\":[\"c\"],\"max_msgs_per_subject\":1,\"discard_new_per_subject\":true");
        client.ask("a", "x");
        client.ask("b", "x".repeat(50));
        client.ask("c", "x");
        assertThat(client.ask("a", "x"))
                .contains("\"description\":\"maximum messages exceeded\"},"
                        + limit("max_msgs", "stream A { max_msgs }", "\"value\":1,\"used\":1,\"requested\":1"));
        assertThat(client.ask("a", "xxxxxx"))
                .contains(error(10054))
                .contains(limit("max_msg_size", "stream A { max_msg_size }", "\"value\":5,\"requested\":6"));
        assertThat(client.ask("b", "x".repeat(50)))
                .contains("\"description\":\"maximum bytes exceeded\"},\"exceeded\":{\"name\":\"max_bytes\","
                        + "\"configured_in\":\"stream B { max_bytes }\",\"value\":100,\"used\":");
        assertThat(client.ask("c", "x"))
                .contains("\"description\":\"maximum messages per subject exceeded\"},"
                        + limit(
                                "max_msgs_per_subject",
                                "stream C { max_msgs_per_subject }",
                                "\"value\":1,\"used\":1,\"requested\":1"));
    }
}
