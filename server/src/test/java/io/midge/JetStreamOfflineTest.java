package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.disk.FileDisk;
import io.midge.jetstream.consumer.OfflineConsumers;
import io.midge.log.Log;
import io.midge.log.Slf4jLogSink;
import io.midge.loop.Clock;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.Store;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.file.StreamMeta;
import io.midge.store.op.PackedOut;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams and consumers that a later version has stored: they are kept, not run, and said to be offline. */
class JetStreamOfflineTest {
    private static final String LEVEL_99 = "\"metadata\":{\"_nats.req.level\":\"99\"}";
    private static final String UNSUPPORTED = "unsupported - required API level: 99, current API level: 5";

    @TempDir
    Path dir;

    private NatsServer server;
    private JetStreamClient client;

    @BeforeEach
    void begin() {
        server = NatsServer.builder().port(0).monitorPort(0).jetStream(dir).start();
        client = JetStreamClient.connect(server);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    /** What is done with the store while no server has it. */
    private interface Work {
        void with(Store store) throws Exception;
    }

    private void store(Work work) throws Exception {
        end();
        Log log = new Log(new Slf4jLogSink("io.midge.JetStreamOfflineTest"), false, false);
        JetStreamLanes lanes = JetStreamLanes.start(2, Clock.system(), List.of(), log);
        Random random = new Random(1);
        Keys keys = new Keys(SecretText.NONE, SecretText.NONE, StoreCipher.CHACHA, random);
        try {
            Store store = Store.open(new StoreParts(
                    FileDisk.at(dir.resolve("jetstream"), Clock.system()),
                    lanes.ofStore(),
                    StoreOptions.DEFAULTS,
                    keys,
                    StoreCipher.CHACHA,
                    random,
                    new StoreReports(log, Clock.system())));
            work.with(store);
            CompletableFuture<String> closed = new CompletableFuture<>();
            store.close(() -> closed.complete(""));
            closed.get(30, TimeUnit.SECONDS);
        } finally {
            lanes.stop();
        }
        begin();
    }

    private static void make(Store store, String name, String config) throws Exception {
        CompletableFuture<StreamStore> made = new CompletableFuture<>();
        byte[] json = config.getBytes(StandardCharsets.UTF_8);
        StreamSpec spec = new StreamSpec("$G", name, 1, StreamMeta.Storage.FILE, StreamMeta.Compression.NONE, json);
        store.make(spec, new Store.Made() {
            @Override
            public void made(StreamStore stream) {
                made.complete(stream);
            }

            @Override
            public void failed(String why) {
                made.completeExceptionally(new IOException(why));
            }
        });
        made.get(30, TimeUnit.SECONDS);
    }

    private static void consumer(Store store, String name, String config) throws Exception {
        StreamStore stream = store.streams().getFirst();
        CompletableFuture<String> made = new CompletableFuture<>();
        stream.lane().execute(() -> {
            PackedOut out = new PackedOut(256);
            new ConsumerOp.Create(name, AckPolicy.EXPLICIT, 0, 1, new Blob(config.getBytes(StandardCharsets.UTF_8)))
                    .put(out);
            Decision decision = new Decision().consumer(stream.consumers().nextNumber(), 1, out.buf(), out.length());
            stream.propose(decision, new Replicator.Proposal() {
                @Override
                public void committed(long index) {
                    made.complete("");
                }

                @Override
                public void failed(String why) {
                    made.completeExceptionally(new IOException(why));
                }
            });
        });
        made.get(30, TimeUnit.SECONDS);
    }

    private String healthz(String query) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + server.monitorPort() + "/healthz" + query)
                        .toURL()
                        .openConnection();
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String offline(int code, String what, String why) {
        return "\"error\":{\"code\":500,\"err_code\":" + code + ",\"description\":\"" + what + " is offline: " + why
                + "\"}";
    }

    @Test
    void aStreamOfAHigherLevelIsKeptAndNotRun() throws Exception {
        store(store -> make(store, "S", "{\"name\":\"S\",\"subjects\":[\"s\"]," + LEVEL_99 + '}'));
        client.ask("$JS.API.STREAM.CREATE.T", "{\"name\":\"T\",\"subjects\":[\"t\"]}");
        assertThat(client.ask("$JS.API.STREAM.INFO.S", "")).contains(offline(10194, "stream", UNSUPPORTED));
        assertThat(client.ask("$JS.API.STREAM.UPDATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"]}"))
                .contains(offline(10194, "stream", UNSUPPORTED));
        assertThat(client.ask("$JS.API.CONSUMER.CREATE.S", "{\"stream_name\":\"S\",\"config\":{}}"))
                .contains(offline(10194, "stream", UNSUPPORTED));
        assertThat(client.ask("$JS.API.STREAM.NAMES", "")).contains("\"streams\":[\"S\",\"T\"]");
        assertThat(client.ask("$JS.API.STREAM.LIST", ""))
                .contains("\"total\":2,\"offset\":0,\"limit\":256,\"streams\":[{\"config\":{\"name\":\"T\",")
                .endsWith("],\"missing\":[\"S\"],\"offline\":{\"S\":\"" + UNSUPPORTED + "\"}}");
        assertThat(client.ask("$JS.API.CONSUMER.LIST.S", ""))
                .contains("\"total\":0,\"offset\":0,\"limit\":256,\"consumers\":[]}");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.C", "")).contains("\"err_code\":10014,");
        assertThat(client.ask("$JS.API.INFO", "")).contains("\"streams\":2,");
        assertThat(healthz("")).contains("200").contains("ok");
        assertThat(healthz("?account=$G&stream=S")).contains("200").contains("ok");
        client.askNobody("s");
    }

    @Test
    void whatALaterVersionAddedIsNotLost() throws Exception {
        String json = "{\"name\":\"S\",\"subjects\":[\"s\"],\"new_thing\":1}";
        store(store -> make(store, "S", json));
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .contains(offline(10194, "stream", "decoding error: json: unknown field \\\"new_thing\\\""));
        assertThat(client.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"]}"))
                .contains("\"err_code\":10058,");
        store(store -> assertThat(store.streams())
                .singleElement()
                .satisfies(each -> assertThat(new String(each.config(), StandardCharsets.UTF_8))
                        .isEqualTo(json)));
    }

    @Test
    void bothAreToldOfTogether() throws Exception {
        store(store -> make(store, "S", "{\"name\":\"S\",\"new_thing\":1," + LEVEL_99 + '}'));
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .contains(offline(10194, "stream", "unsupported - config error: unknown field \\\"new_thing\\\""));
    }

    @Test
    void aConfigurationThatCannotBeReadIsNotLostEither() throws Exception {
        store(store -> make(store, "S", "{\"name\":\"S\",\"retention\":\"odd\"}"));
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .contains("\"err_code\":10194,\"description\":\"stream is offline: decoding error: ");
        assertThat(healthz("")).startsWith("503").contains("could not be recovered");
        assertThat(client.ask("$JS.API.STREAM.DELETE.S", "")).contains("\"success\":true");
    }

    @Test
    void anOfflineStreamCanBeDeleted() throws Exception {
        store(store -> make(store, "S", "{\"name\":\"S\",\"subjects\":[\"s\"],\"max_bytes\":1000," + LEVEL_99 + '}'));
        assertThat(client.ask("$JS.API.INFO", "")).contains("\"reserved_storage\":1000,");
        assertThat(client.ask("$JS.API.STREAM.DELETE.S", "")).contains("\"success\":true");
        assertThat(client.ask("$JS.API.INFO", "")).contains("\"reserved_storage\":0,");
        assertThat(client.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"]}"))
                .contains("\"did_create\":true");
        store(store -> assertThat(store.streams()).hasSize(1));
    }

    @Test
    void aConsumerOfAHigherLevelStopsItsStream() throws Exception {
        client.ask("$JS.API.STREAM.CREATE.S", "{\"name\":\"S\",\"subjects\":[\"s\"],\"retention\":\"interest\"}");
        client.ask(
                "$JS.API.CONSUMER.CREATE.S.D",
                "{\"stream_name\":\"S\",\"config\":{\"durable_name\":\"D\",\"ack_policy\":\"explicit\"}}");
        client.ask("s", "x");
        store(store -> consumer(store, "C", "{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"," + LEVEL_99 + '}'));
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .contains(offline(10194, "stream", "stopped - unsupported consumer \\\"C\\\""));
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.C", "")).contains(offline(10195, "consumer", UNSUPPORTED));
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.E", "")).contains("\"err_code\":10014,");
        assertThat(client.ask("$JS.API.CONSUMER.NAMES.S", "")).contains("\"consumers\":[\"C\"]");
        assertThat(client.ask("$JS.API.CONSUMER.LIST.S", ""))
                .endsWith(
                        "\"total\":1,\"offset\":0,\"limit\":256,\"consumers\":[],\"missing\":[\"C\"],\"offline\":{\"C\":\""
                                + UNSUPPORTED + "\"}}");
        client.askNobody("$JS.API.CONSUMER.MSG.NEXT.S.D");
        store(store ->
                assertThat(OfflineConsumers.of(store.streams().getFirst())).hasSize(1));
        assertThat(client.ask("$JS.API.CONSUMER.DELETE.S.C", "")).contains("\"success\":true");
        assertThat(client.ask("$JS.API.CONSUMER.NAMES.S", "")).contains("\"consumers\":[]");
        end();
        begin();
        assertThat(client.ask("$JS.API.STREAM.INFO.S", ""))
                .contains("\"messages\":1,")
                .contains("\"consumer_count\":1");
        assertThat(client.ask("$JS.API.CONSUMER.INFO.S.D", "")).contains("\"num_pending\":1,");
    }
}
