package io.midge.monitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.midge.client.OpenClient;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.options.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Log log = new Log(
            new LogSink() {
                @Override
                public boolean write(Level level, String text, @Nullable Throwable cause) {
                    lines.add(level + " " + text);
                    return true;
                }

                @Override
                public void close() {}
            },
            false,
            false);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final FakeServer view = new FakeServer(
            Options.builder().host("127.0.0.1").port(15190).httpPort(-1).build());
    private Monitor monitor;

    @BeforeEach
    void start() throws IOException {
        monitor = Monitor.start(new Pages(view), executor, log);
    }

    @AfterEach
    void stop() {
        monitor.close();
        executor.shutdownNow();
    }

    /** An answer: its status, the lines of its head in lower case, its body. */
    private record Response(int status, List<String> head, String body) {}

    private Response request(String method, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), monitor.port())) {
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new IOException("no answer");
            }
            List<String> head =
                    List.of(answer.substring(0, end).toLowerCase(Locale.ROOT).split("\r\n", -1));
            return new Response(Integer.parseInt(answer.substring(9, 12)), head, answer.substring(end + 4));
        }
    }

    private Response get(String path) throws IOException {
        return request("GET", path);
    }

    @Test
    void theStartIsLoggedWithThePortInUse() {
        assertThat(lines).containsExactly("INF Starting http monitor on 127.0.0.1:" + monitor.port());
    }

    @Test
    void healthzIsOneLine() throws Exception {
        var response = get("/healthz");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(response.head()).contains("content-type: application/json");
        assertThat(response.head()).contains("access-control-allow-origin: *");
    }

    @Test
    void varzHasTheFieldsOfNatsServerInItsOrder() throws Exception {
        var response = get("/varz?x=1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head()).contains("content-type: application/json");
        assertThat(response.head()).contains("access-control-allow-origin: *");
        var expected = new ArrayList<>(VarzFields.OF_NATS_SERVER);
        expected.addAll(List.of("midge string", "jvm string"));
        assertThat(VarzFields.of(response.body())).isEqualTo(expected);
    }

    @Test
    void varzShowsWhatTheServerTells() throws Exception {
        assertThat(get("/varz").body())
                .startsWith("{\n  \"server_id\": \"NID\",\n  \"server_name\": \"s<1>\",\n"
                        .replace("<", "\\u003c")
                        .replace(">", "\\u003e"))
                .contains("\n  \"version\": \"2.15.2\",\n  \"proto\": 1,\n  \"go\": \"go1.26.8\",\n")
                .contains("\n  \"host\": \"127.0.0.1\",\n  \"port\": 15190,\n")
                .contains("\n  \"http_host\": \"127.0.0.1\",\n  \"http_port\": -1,\n")
                .contains("\n  \"ping_interval\": 120000000000,\n  \"ping_max\": 2,\n")
                .contains("\n  \"cluster\": {},\n")
                .contains("\n  \"start\": \"2026-11-21T00:00:00.5Z\",\n  \"now\": \"2026-11-22T01:02:03.75Z\",\n")
                .contains(
                        "\n  \"uptime\": \"1d1h2m3s\",\n  \"mem\": 4096,\n  \"cores\": 2,\n  \"gomaxprocs\": 2,\n  \"cpu\": 12.5,\n")
                .contains("\n  \"connections\": 1,\n  \"total_connections\": 2,\n")
                .contains(
                        "\n  \"in_msgs\": 3,\n  \"in_bytes\": 4,\n  \"in_client_msgs\": 3,\n  \"in_client_bytes\": 4,\n")
                .contains(
                        "\n  \"out_msgs\": 5,\n  \"out_bytes\": 6,\n  \"out_client_msgs\": 5,\n  \"out_client_bytes\": 6,\n")
                .contains("\n  \"slow_consumers\": 7,\n  \"stale_connections\": 8,\n  \"stalled_clients\": 9,\n")
                .contains("\n  \"subscriptions\": 10,\n")
                .contains("\n  \"slow_consumer_stats\": {\n    \"clients\": 7,\n    \"routes\": 0,\n")
                .endsWith("\n  \"midge\": \"0.1.0\",\n  \"jvm\": \"Test 25\"\n}");
    }

    @Test
    void requestsAreCountedByPath() throws Exception {
        get("/healthz");
        get("/");
        get("/nothing");
        get("/varz");
        assertThat(get("/varz").body())
                .contains("\"http_req_stats\": {\n    \"/\": 1,\n    \"/healthz\": 1,\n    \"/varz\": 2\n  },");
    }

    @Test
    void connzIsWrittenWithItsLengthOrInChunks() throws Exception {
        var response = get("/connz");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head())
                .contains("content-type: application/json", "access-control-allow-origin: *")
                .contains("content-length: " + response.body().length());
        assertThat(response.body()).contains("\n  \"connections\": []\n");
        var head = request("HEAD", "/connz");
        assertThat(head.body()).isEmpty();
        assertThat(head.head()).contains("content-length: " + response.body().length());
        for (int cid = 1; cid <= 1_000; cid++) {
            view.connections.open.add(new OpenClient(
                    cid, "h", 1, view.now, view.now, 0, 0, 0, 0, 0, 0, 0, 0, "n" + cid, "", "", "", "$G", null));
        }
        response = get("/connz");
        assertThat(response.head()).contains("transfer-encoding: chunked", "content-type: application/json");
        assertThat(response.body())
                .contains("\"num_connections\": 1000,", "\"n1000\"")
                .endsWith("}\r\n0\r\n\r\n");
        head = request("HEAD", "/connz");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void connzRefusesWhatMakesNoSense() throws Exception {
        var response = get("/connz?sort=%3Cb%3E");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.head())
                .contains("content-type: text/plain; charset=utf-8", "x-content-type-options: nosniff");
        assertThat(response.head()).noneMatch(line -> line.startsWith("access-control"));
        assertThat(response.body()).isEqualTo("invalid sorting option: <b>");
        assertThat(get("/connz?auth=%FF").body())
                .isEqualTo("Error decoding boolean for 'auth': strconv.ParseBool: parsing \"\\xff\": invalid syntax");
        assertThat(get("/varz").body()).as("of those two, what was read counts").contains("\"/connz\": 1,");
    }

    @Test
    void theIndexLinksToTheOtherPages() throws Exception {
        var response = get("/");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head()).contains("content-type: text/html; charset=utf-8");
        assertThat(response.body())
                .startsWith("<!DOCTYPE html>")
                .contains("href=\"./varz\"", "href=\"./connz\"", "href=\"./healthz\"", "s&lt;1&gt;", "0.1.0", "2.15.2")
                .endsWith("</html>\n");
    }

    @Test
    void otherPathsAreNotFound() throws Exception {
        for (String path : List.of("/varz/", "/varzz", "/Varz", "/va%72z", "/connz/", "/healthz/x", "/.")) {
            var response = get(path);
            assertThat(response.status()).as(path).isEqualTo(404);
            assertThat(response.body()).isEqualTo("404 page not found\n");
        }
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            var response = request(method, "/varz");
            assertThat(response.status()).as(method).isEqualTo(405);
            assertThat(response.head()).contains("allow: get, head");
        }
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        var response = request("HEAD", "/healthz");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.head()).contains("content-length: 15");
        assertThat(response.head()).contains("content-type: application/json");
        assertThat(request("HEAD", "/nothing").status()).isEqualTo(404);
    }

    @Test
    void requestsThatMakeNoSenseDoNotEndIt() throws Exception {
        var random = new Random(3);
        List<byte[]> requests = new ArrayList<>();
        for (String text : List.of(
                "",
                "\r\n\r\n",
                "GET\r\n\r\n",
                "GET /varz\r\n\r\n",
                "GET varz HTTP/1.1\r\n\r\n",
                "GET /%zz HTTP/1.1\r\n\r\n",
                "GET http://[ HTTP/1.1\r\n\r\n",
                "GET * HTTP/1.1\r\n\r\n",
                "CONNECT {}\r\n",
                "PING\r\n",
                "GET /varz HTTP/9.9\r\n\r\n",
                "GET /varz HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "GET /varz HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /varz HTTP/1.1\r\n: x\r\n\r\n",
                "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n")) {
            requests.add(text.getBytes(ISO_8859_1));
        }
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[200];
            random.nextBytes(noise);
            requests.add(noise);
        }
        for (byte[] bytes : requests) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), monitor.port())) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (IOException e) {
                assertThat(e).as("refused early").isNotNull();
            }
        }
        assertThat(get("/varz").status()).isEqualTo(200);
    }

    @Test
    void aFailureInsideCostsOneRequest() throws Exception {
        view.broken = true;
        assertThatIOException().isThrownBy(() -> get("/varz"));
        view.broken = false;
        assertThat(get("/varz").status()).isEqualTo(200);
        assertThat(lines).contains("ERR Monitoring request failed");
    }

    @Test
    void aPortInUseIsNamed() {
        var second = new FakeServer(
                Options.builder().host("127.0.0.1").httpPort(monitor.port()).build());
        assertThatIOException()
                .isThrownBy(() -> Monitor.start(new Pages(second), executor, log))
                .withMessage("can't listen to the monitor port: listen tcp 127.0.0.1:" + monitor.port()
                        + ": bind: address already in use");
        var unknown = new FakeServer(
                Options.builder().httpHost("no-such-host.invalid").httpPort(-1).build());
        assertThatIOException()
                .isThrownBy(() -> Monitor.start(new Pages(unknown), executor, log))
                .withMessage("can't listen to the monitor port: listen tcp: lookup no-such-host.invalid: no such host");
    }

    /** The fields of a body of {@code /varz}, with their types. */
    private static final class VarzFields {
        /** Those of nats-server 2.15.2 without a configuration, taken from its own answer. */
        private static final List<String> OF_NATS_SERVER = List.of(
                "server_id string",
                "server_name string",
                "version string",
                "proto number",
                "go string",
                "host string",
                "port number",
                "max_connections number",
                "ping_interval number",
                "ping_max number",
                "http_host string",
                "http_port number",
                "http_base_path string",
                "https_port number",
                "auth_timeout number",
                "max_control_line number",
                "max_payload number",
                "max_pending number",
                "cluster object",
                "gateway object",
                "leaf object",
                "mqtt object",
                "websocket object",
                "jetstream object",
                "tls_timeout number",
                "write_deadline number",
                "start string",
                "now string",
                "uptime string",
                "mem number",
                "cores number",
                "gomaxprocs number",
                "cpu number",
                "connections number",
                "total_connections number",
                "routes number",
                "remotes number",
                "leafnodes number",
                "in_msgs number",
                "in_bytes number",
                "in_client_msgs number",
                "in_client_bytes number",
                "out_msgs number",
                "out_bytes number",
                "out_client_msgs number",
                "out_client_bytes number",
                "slow_consumers number",
                "stale_connections number",
                "stalled_clients number",
                "subscriptions number",
                "http_req_stats object",
                "http_req_stats./varz number",
                "config_load_time string",
                "config_digest string",
                "feature_flags object",
                "feature_flags.js_ack_fc_v2 bool",
                "feature_flags.js_api_reply_v2 bool",
                "feature_flags.js_raft_delete_range bool",
                "feature_flags.js_snapshot_sources bool",
                "system_account string",
                "slow_consumer_stats object",
                "slow_consumer_stats.clients number",
                "slow_consumer_stats.routes number",
                "slow_consumer_stats.gateways number",
                "slow_consumer_stats.leafs number",
                "stale_connection_stats object",
                "stale_connection_stats.clients number",
                "stale_connection_stats.routes number",
                "stale_connection_stats.gateways number",
                "stale_connection_stats.leafs number",
                "disk_io_wait_stats object",
                "disk_io_wait_stats.waiters number",
                "disk_io_wait_stats.waits number",
                "disk_io_wait_stats.wait_time number",
                "disk_io_wait_stats.max_wait_time number");

        static List<String> of(String body) throws JsonException {
            List<String> out = new ArrayList<>();
            collect("", JsonReader.of(body.getBytes(ISO_8859_1)), out);
            return out;
        }

        private static void collect(String prefix, JsonReader in, List<String> out) throws JsonException {
            in.beginObject("Varz");
            while (in.nextField()) {
                String name = prefix + in.name();
                switch (in.kind()) {
                    case '{' -> {
                        out.add(name + " object");
                        collect(name + ".", in, out);
                    }
                    case '"' -> out.add(name + " string");
                    case 't', 'f' -> out.add(name + " bool");
                    default -> out.add(name + " number");
                }
            }
        }
    }
}
