package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What streams may be asked for beyond the usual, as clients of a whole server meet it; nats-server answers the same. */
class JetStreamFeaturesTest {
    @TempDir
    Path dir;

    private NatsServer server;
    private JetStreamClient client;

    @BeforeEach
    void begin() {
        server = NatsServer.builder().port(0).jetStream(dir).start();
        client = JetStreamClient.connect(server);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private String create(String name, String fields) {
        return client.ask("$JS.API.STREAM.CREATE." + name, "{\"name\":\"" + name + "\"," + fields + '}');
    }

    private String update(String name, String fields) {
        return client.ask("$JS.API.STREAM.UPDATE." + name, "{\"name\":\"" + name + "\"," + fields + '}');
    }

    @Test
    void onlyTheServerSaysFromWhichStreamAMessageComes() {
        create("S", "\"subjects\":[\"s\"]");
        assertThat(client.askWith("s", "Nats-Stream-Source: O 1 > > s", "x")).contains("\"err_code\":10227,");
        assertThat(client.askWith("s", "Nats-Stream-Source-X: O", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
    }

    @Test
    void whoCopiesAStreamIsToldWhichOneItIsAndMayInsistOnIt() {
        create("S", "\"subjects\":[\"s\"]");
        String direct = "{\"stream_name\":\"S\",\"config\":{\"direct\":true,\"deliver_subject\":\"d\"}}";
        String first = client.payload(client.request("$JS.API.CONSUMER.CREATE.S", direct));
        String identity = first.substring(first.indexOf("Identity: ") + 10, first.indexOf("\r\n\r\n"));
        assertThat(identity).hasSize(8);
        assertThat(client.askWith("$JS.API.CONSUMER.CREATE.S", "Nats-Stream-Identity: " + identity, direct))
                .contains("\"direct\":true");
        assertThat(client.askWith("$JS.API.CONSUMER.CREATE.S", "Nats-Stream-Identity: another", direct))
                .contains(
                        "\"err_code\":10225,\"description\":\"consumer's stream identity does not match: " + identity);
        client.ask("$JS.API.STREAM.DELETE.S", "");
        create("S", "\"subjects\":[\"s\"]");
        assertThat(client.askWith("$JS.API.CONSUMER.CREATE.S", "Nats-Stream-Identity: " + identity, direct))
                .contains("\"err_code\":10225,");
    }

    @Test
    void aMirrorBecomesAStreamOfItsOwn() {
        create("O", "\"subjects\":[\"o\"]");
        create("M", "\"mirror\":{\"name\":\"O\"}");
        assertThat(client.ask("$JS.API.STREAM.INFO.O", "")).doesNotContain("\"alternates\"");
        assertThat(update("M", "\"subjects\":[\"m\"]"))
                .contains("\"subjects\":[\"m\"]")
                .doesNotContain("\"mirror\":");
        assertThat(client.ask("m", "x")).contains("{\"stream\":\"M\",\"seq\":");
        assertThat(update("M", "\"mirror\":{\"name\":\"O\"}")).contains("\"err_code\":10055,");
    }

    @Test
    void messagesMayBeWrittenLateWhereFilesKeepThem() {
        assertThat(create("P", "\"subjects\":[\"p\"],\"persist_mode\":\"async\""))
                .contains("\"persist_mode\":\"async\"")
                .contains("\"_nats.req.level\":\"2\"");
        assertThat(client.ask("p", "x")).isEqualTo("{\"stream\":\"P\",\"seq\":1}");
        assertThat(update("P", "\"subjects\":[\"p\"]"))
                .contains("stream configuration update can not change persist mode");
        assertThat(create("Q", "\"subjects\":[\"q\"],\"persist_mode\":\"async\",\"storage\":\"memory\""))
                .contains("async persist mode is only supported on file storage");
        end();
        begin();
        assertThat(client.ask("$JS.API.STREAM.INFO.P", "")).contains("\"messages\":1,");
    }

    @Test
    void messagesLiveAsLongAsTheySayWhereThatIsAllowed() {
        create("T", "\"subjects\":[\"t\"],\"allow_msg_ttl\":true");
        create("N", "\"subjects\":[\"n\"]");
        assertThat(client.askWith("t", "Nats-TTL: 1h", "x")).contains("\"seq\":1}");
        assertThat(client.askWith("t", "Nats-TTL: 500ms", "x")).contains("\"err_code\":10165,");
        assertThat(client.askWith("n", "Nats-TTL: 1h", "x")).contains("\"err_code\":10166,");
        assertThat(update("T", "\"subjects\":[\"t\"]")).contains("message TTL status can not be disabled");
    }
}
