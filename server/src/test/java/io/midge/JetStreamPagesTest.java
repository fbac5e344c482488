package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.JetStreamOptions;
import io.midge.options.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring shows of JetStream. */
class JetStreamPagesTest {
    @TempDir
    Path dir;

    private NatsServer server;

    @BeforeEach
    void begin() {
        server = NatsServer.builder().port(0).monitorPort(0).jetStream(dir).start();
        try (JetStreamClient client = JetStreamClient.connect(server)) {
            client.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"a\"],\"max_bytes\":1000}");
            client.ask("a", "x");
            client.ask(
                    "$JS.API.CONSUMER.CREATE.S.C",
                    "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}");
        }
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** Status and body, without blanks. */
    private String page(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + server.monitorPort() + path)
                .toURL()
                .openConnection();
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s", "");
        }
    }

    @Test
    void jszCountsStreamsConsumersAndMessages() throws IOException {
        assertThat(page("/jsz"))
                .startsWith("200 {\"memory\":0,\"storage\":")
                .contains("\"reserved_storage\":1000,\"accounts\":1,\"ha_assets\":0,\"api\":{\"level\":5,\"total\":2,")
                .contains("\"store_dir\":\"" + dir + "/jetstream\"")
                .contains("\"streams\":1,\"consumers\":1,\"messages\":1,\"bytes\":")
                .contains("\"midge\":{\"woken_consumers\":0}")
                .doesNotContain("account_details")
                .endsWith("\"total\":1}");
    }

    @Test
    void jszShowsStreamsAndConsumersOnRequest() throws IOException {
        assertThat(page("/jsz?streams=1"))
                .contains("\"account_details\":[{\"name\":\"$G\",\"id\":\"$G\",")
                .contains("\"stream_detail\":[{\"name\":\"S\",\"created\":")
                .doesNotContain("consumer_detail")
                .doesNotContain("\"config\":{\"name\"");
        assertThat(page("/jsz?consumers=1&config=1"))
                .contains("\"config\":{\"name\":\"S\"")
                .contains("\"consumer_detail\":[{\"stream_name\":\"S\",\"name\":\"C\",")
                .contains("\"durable_name\":\"C\"");
        assertThat(page("/jsz?acc=nobody")).doesNotContain("account_details");
        assertThat(page("/jsz?streams=x")).startsWith("400 Errordecodingbooleanfor'streams'");
    }

    @Test
    void varzAndAccountzTellOfIt() throws IOException {
        assertThat(page("/varz"))
                .contains("\"jetstream\":{\"config\":{\"max_memory\":")
                .contains("\"stats\":{\"memory\":0,");
        assertThat(page("/accountz?acc=$G")).contains("\"jetstream_enabled\":true");
        assertThat(page("/accountz?acc=$SYS")).contains("\"jetstream_enabled\":false");
    }

    @Test
    void itIsShownWhetherEachWriteGoesToTheDisk() throws IOException {
        assertThat(page("/varz")).contains("\"sync_always\":true").doesNotContain("sync_interval");
        server.close();
        JetStreamOptions risky =
                JetStreamOptions.builder().syncInterval(Duration.ofSeconds(90)).build();
        server = NatsServer.start(Options.builder()
                .host("127.0.0.1")
                .port(Options.RANDOM_PORT)
                .httpPort(Options.RANDOM_PORT)
                .storeDir(dir.toString())
                .jetStream(risky)
                .build());
        assertThat(page("/varz")).contains("\"sync_interval\":90000000000").doesNotContain("sync_always");
    }

    @Test
    void healthzKnowsWhatIsThere() throws IOException {
        assertThat(page("/healthz")).isEqualTo("200 {\"status\":\"ok\"}");
        assertThat(page("/healthz?js-enabled-only=1")).isEqualTo("200 {\"status\":\"ok\"}");
        assertThat(page("/healthz?account=$G&stream=S&consumer=C")).isEqualTo("200 {\"status\":\"ok\"}");
        assertThat(page("/healthz?account=$G&stream=S&consumer=D"))
                .isEqualTo("404 {\"status\":\"unavailable\",\"error\":\"JetStreamconsumer\\\"D\\\"notfoundforstream"
                        + "\\\"S\\\"onaccount\\\"$G\\\"\"}");
        assertThat(page("/healthz?account=$G&stream=T"))
                .isEqualTo(
                        "404 {\"status\":\"unavailable\",\"error\":\"JetStreamstream\\\"T\\\"notfoundonaccount\\\"$G\\\"\"}");
        assertThat(page("/healthz?account=X&details=1"))
                .isEqualTo("404 {\"status\":\"error\",\"errors\":[{\"type\":\"ACCOUNT\",\"account\":\"X\",\"error\":"
                        + "\"JetStreamaccount\\\"X\\\"notfound\"}]}");
        assertThat(page("/healthz?stream=S"))
                .isEqualTo("400 {\"status\":\"error\",\"error\":"
                        + "\"\\\"account\\\"mustnotbeemptywhencheckingstreamhealth\"}");
    }
}
