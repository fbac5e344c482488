package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.ConfValue;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ClusterOptions;
import io.midge.options.CompressionOptions;
import io.midge.options.GatewayOptions;
import io.midge.options.JetStreamBatchOptions;
import io.midge.options.JetStreamLimitOptions;
import io.midge.options.JetStreamOptions;
import io.midge.options.LeafNodeOptions;
import io.midge.options.LeafUserOptions;
import io.midge.options.MqttOptions;
import io.midge.options.RemoteLeafOptions;
import io.midge.options.SecretText;
import io.midge.options.ServerUrl;
import io.midge.options.StoreCipher;
import io.midge.options.TpmOptions;
import io.midge.options.WebsocketOptions;
import io.midge.options.WriteTimeout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each field of a block reaches its place in the record. */
class BlockReadingTest {
    private static final String SEED = "SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY";

    private final Problems problems = new Problems();

    private <T> T read(String config, BiFunction<ConfValue, Problems, @Nullable T> door) throws Exception {
        ConfValue block =
                Conf.text("b " + config, "f.conf", name -> null).map().entries().get("b");
        T options = Objects.requireNonNull(door.apply(Objects.requireNonNull(block), problems));
        assertThat(problems.errors()).isEmpty();
        return options;
    }

    @Test
    void cluster() throws Exception {
        ClusterOptions cluster = read("""
                {
                  name: c, listen: "h:1", advertise: "a:2", no_advertise: true
                  authorization { user: u, password: p, timeout: 3 }
                  permissions { import: i, export { deny: e } }
                  routes: ["nats-route://x:y@r:3"]
                  connect_retries: 4, connect_backoff: true, pool_size: 5, accounts: [A]
                  compression { mode: auto, rtts: [1ms] }, ping_interval: 6s, ping_max: 7
                  write_deadline: 8s, write_timeout: retry
                }""", ClusterReader::read);
        assertThat(cluster.name()).isEqualTo("c");
        assertThat(cluster.host()).isEqualTo("h");
        assertThat(cluster.port()).isEqualTo(1);
        assertThat(cluster.advertise()).isEqualTo("a:2");
        assertThat(cluster.noAdvertise()).isTrue();
        assertThat(cluster.authorization())
                .isEqualTo(
                        AuthorizationOptions.simple("u", SecretText.of("p"), SecretText.NONE, Duration.ofSeconds(3)));
        assertThat(Objects.requireNonNull(cluster.permissions()).publish().allow())
                .containsExactly("i");
        assertThat(cluster.permissions().subscribe().deny()).containsExactly("e");
        assertThat(cluster.routes()).containsExactly(new ServerUrl("nats-route", "x", SecretText.of("y"), "r:3", ""));
        assertThat(cluster.connectRetries()).isEqualTo(4);
        assertThat(cluster.connectBackoff()).isTrue();
        assertThat(cluster.poolSize()).isEqualTo(5);
        assertThat(cluster.accounts()).containsExactly("A");
        assertThat(cluster.compression()).isEqualTo(new CompressionOptions("auto", List.of(Duration.ofMillis(1))));
        assertThat(cluster.pingInterval()).isEqualTo(Duration.ofSeconds(6));
        assertThat(cluster.pingMax()).isEqualTo(7);
        assertThat(cluster.writeDeadline()).isEqualTo(Duration.ofSeconds(8));
        assertThat(cluster.writeTimeout()).isEqualTo(WriteTimeout.RETRY);
    }

    @Test
    void permissionsOfAClusterCountMoreThanThoseOfItsAuthorization() throws Exception {
        String old = "authorization { user: u, password: p, permissions { import: old } }";
        assertThat(Objects.requireNonNull(
                                read("{ " + old + " }", ClusterReader::read).permissions())
                        .publish()
                        .allow())
                .containsExactly("old");
        ClusterOptions both = read("{ " + old + ", permissions { import: new } }", ClusterReader::read);
        assertThat(Objects.requireNonNull(both.permissions()).publish().allow()).containsExactly("new");
    }

    @Test
    void gateway() throws Exception {
        GatewayOptions gateway = read("""
                {
                  name: g, host: h, port: 1, advertise: "a:2", authorization { user: u, password: p }
                  connect_retries: 4, connect_backoff: true, reject_unknown: true
                  gateways: [ { name: o, url: "nats://x:1", urls: ["nats://y:2"] } ]
                  write_deadline: 8s, write_timeout: close
                }""", GatewayReader::read);
        assertThat(gateway)
                .isEqualTo(GatewayOptions.builder()
                        .name("g")
                        .host("h")
                        .port(1)
                        .advertise("a:2")
                        .authorization(
                                AuthorizationOptions.simple("u", SecretText.of("p"), SecretText.NONE, Duration.ZERO))
                        .connectRetries(4)
                        .connectBackoff(true)
                        .rejectUnknown(true)
                        .gateways(gateway.gateways())
                        .writeDeadline(Duration.ofSeconds(8))
                        .writeTimeout(WriteTimeout.CLOSE)
                        .build());
        assertThat(gateway.gateways().getFirst().name()).isEqualTo("o");
        assertThat(gateway.gateways().getFirst().urls())
                .map(ServerUrl::toString)
                .containsExactly("nats://y:2", "nats://x:1");
    }

    @Test
    void leafNodes() throws Exception {
        LeafNodeOptions leaf = read("""
                {
                  listen: 1, leafnode_advertise: "a:2", no_advertise: true
                  authorization { account: A, timeout: "1.5s", proxy_required: true
                    users: [ { user: u, password: p, account: B, proxy_required: true } ] }
                  reconnect_delay: 2s, dial_timeout: 3s, tls { timeout: 4 }, min_version: "2.9.0", compression: false
                  isolate: true, write_deadline: 8s, write_timeout: close
                }""", LeafNodeReader::read);
        assertThat(leaf.port()).isEqualTo(1);
        assertThat(leaf.advertise()).isEqualTo("a:2");
        assertThat(leaf.noAdvertise()).isTrue();
        assertThat(leaf.authorization().account()).isEqualTo("A");
        assertThat(leaf.authorization().timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(leaf.authorization().proxyRequired()).isTrue();
        assertThat(leaf.authorization().users())
                .containsExactly(new LeafUserOptions("u", SecretText.of("p"), "B", true));
        assertThat(leaf.reconnectInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(leaf.dialTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Objects.requireNonNull(leaf.tls()).timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(leaf.minVersion()).isEqualTo("2.9.0");
        assertThat(leaf.compression().mode()).isEqualTo("off");
        assertThat(leaf.isolateInterest()).isTrue();
        assertThat(leaf.writeDeadline()).isEqualTo(Duration.ofSeconds(8));
        assertThat(leaf.writeTimeout()).isEqualTo(WriteTimeout.CLOSE);
    }

    @Test
    void remotesOfLeafNodes() throws Exception {
        LeafNodeOptions leaf = read("""
                { remotes: [ {
                  urls: ["wss://h:1"], account: A, nkey: %s, tls { insecure: true }, hub: true
                  deny_imports: i, deny_exports: [e], no_randomize: true, ws_compress: true, ws_no_masking: true
                  js_cluster_migrate { leader_migrate_delay: 1s }, isolate: true, request_isolation: true
                  compression: true, first_info_timeout: 2s, dial_timeout: 3s, disabled: true
                  ignore_discovered_servers: true
                  proxy { url: "https://p:1", username: u, password: p, timeout: 4s, tls { timeout: 5 } }
                }, { url: "nats://h", creds: "/c" } ] }""".formatted(SEED), LeafNodeReader::read);
        RemoteLeafOptions remote = leaf.remotes().getFirst();
        assertThat(remote.tls()).isNotNull();
        assertThat(remote.proxy()).isNotNull();
        assertThat(remote)
                .isEqualTo(RemoteLeafOptions.builder()
                        .urls(List.of(ServerUrl.parse("wss://h:1")))
                        .account("A")
                        .nkey(SecretText.of(SEED))
                        .tls(remote.tls())
                        .hub(true)
                        .denyImports(List.of("i"))
                        .denyExports(List.of("e"))
                        .noRandomize(true)
                        .websocketCompression(true)
                        .websocketNoMasking(true)
                        .migrateLeaders(true)
                        .migrateDelay(Duration.ofSeconds(1))
                        .isolateInterest(true)
                        .requestIsolation(true)
                        .compression(new CompressionOptions("s2_auto", List.of()))
                        .firstInfoTimeout(Duration.ofSeconds(2))
                        .dialTimeout(Duration.ofSeconds(3))
                        .disabled(true)
                        .ignoreDiscoveredServers(true)
                        .proxy(remote.proxy())
                        .build());
        assertThat(Objects.requireNonNull(remote.proxy()).url()).isEqualTo("https://p:1");
        assertThat(remote.proxy().user()).isEqualTo("u");
        assertThat(remote.proxy().password()).isEqualTo(SecretText.of("p"));
        assertThat(remote.proxy().timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(remote.proxy().tls()).isNotNull();
        assertThat(leaf.remotes().getLast().credentials()).isEqualTo("/c");
    }

    @Test
    void websocket() throws Exception {
        WebsocketOptions websocket = read("""
                {
                  listen: "h:1", advertise: "a:2", no_tls: true, same_origin: true, origin: "http://o"
                  handshake_timeout: 3, compress: true, authentication { user: u, pass: p, token: t, timeout: 4 }
                  no_auth_user: n, jwt_cookie: j, user_cookie: uc, pass_cookie: pc, token_cookie: tc
                  headers { X: y }, ping_interval: 5s
                }""", WebsocketReader::read);
        assertThat(websocket)
                .isEqualTo(WebsocketOptions.builder()
                        .host("h")
                        .port(1)
                        .advertise("a:2")
                        .noTls(true)
                        .sameOrigin(true)
                        .allowedOrigins(List.of("http://o"))
                        .handshakeTimeout(Duration.ofSeconds(3))
                        .compression(true)
                        .authorization(AuthorizationOptions.simple(
                                "u", SecretText.of("p"), SecretText.of("t"), Duration.ofSeconds(4)))
                        .noAuthUser("n")
                        .jwtCookie("j")
                        .userCookie("uc")
                        .passCookie("pc")
                        .tokenCookie("tc")
                        .headers(Map.of("X", "y"))
                        .pingInterval(Duration.ofSeconds(5))
                        .build());
    }

    @Test
    void mqtt() throws Exception {
        MqttOptions mqtt = read("""
                {
                  host: h, port: 1, authorization { token: t }, no_auth_user: n, ack_wait: 2s, api_timeout: 3s
                  max_inflight: 4, js_domain: d, stream_replicas: 5, consumer_memory_storage: true
                  consumer_auto_cleanup: 6s, reject_qos2_publish: true, downgrade_qos2_subscribe: true
                }""", MqttReader::read);
        assertThat(mqtt)
                .isEqualTo(MqttOptions.builder()
                        .host("h")
                        .port(1)
                        .authorization(
                                AuthorizationOptions.simple("", SecretText.NONE, SecretText.of("t"), Duration.ZERO))
                        .noAuthUser("n")
                        .ackWait(Duration.ofSeconds(2))
                        .jsApiTimeout(Duration.ofSeconds(3))
                        .maxAckPending(4)
                        .jsDomain("d")
                        .streamReplicas(5)
                        .consumerMemoryStorage(true)
                        .consumerInactiveThreshold(Duration.ofSeconds(6))
                        .rejectQos2Publish(true)
                        .downgradeQos2Subscribe(true)
                        .build());
    }

    @Test
    void jetStream() throws Exception {
        JetStreamOptions jetStream = read("""
                {
                  enabled: false, strict: false, store: s, max_mem: 1K, max_file: "2M", domain: d, ek: k, prev_ek: pk
                  tpm { keys_file: f, encryption_password: e, srk_password: r, pcr: 3, cipher: aes }
                  extension_hint: no_extend, sync: 4s, unique_tag: " Az:", max_outstanding_catchup: 5
                  max_buffered_msgs: 6, max_buffered_size: 7, request_queue_limit: 8, info_queue_limit: 9
                  meta_compact: 10, meta_compact_size: 11, meta_compact_sync: true, max_concurrent_io: 12
                  limits { max_ack_pending: 13, max_ha_assets: 14, max_request_batch: 15, default_max_consumers: 16
                    duplicate_window: 17s
                    batch { max_inflight_per_stream: 18, max_inflight_total: 19, max_msgs: 20, timeout: 21s } }
                }""", JetStreamReader::read);
        JetStreamOptions expected = JetStreamOptions.builder()
                .enabled(false)
                .strict(false)
                .storeDir("s")
                .maxMemoryStore(1000)
                .maxFileStore(2 << 20)
                .domain("d")
                .key(SecretText.of("k"))
                .prevKey(SecretText.of("pk"))
                .cipher(StoreCipher.AES)
                .tpm(new TpmOptions("f", SecretText.of("e"), SecretText.of("r"), 3))
                .extensionHint("no_extend")
                .syncInterval(Duration.ofSeconds(4))
                .uniqueTag("az:")
                .maxOutstandingCatchup(5)
                .maxBufferedMsgs(6)
                .maxBufferedSize(7)
                .requestQueueLimit(8)
                .infoQueueLimit(9)
                .metaCompact(10)
                .metaCompactSize(11)
                .metaCompactSync(true)
                .maxConcurrentIo(12)
                .limits(new JetStreamLimitOptions(
                        13,
                        14,
                        15,
                        16,
                        Duration.ofSeconds(17),
                        new JetStreamBatchOptions(18, 19, 20, Duration.ofSeconds(21))))
                .build();
        assertThat(jetStream).isEqualTo(expected);
        assertThat(read("{ sync: Always }", JetStreamReader::read).syncAlways()).isTrue();
        assertThat(read("enabled", JetStreamReader::read).enabled()).isTrue();
        assertThat(read("off", JetStreamReader::read).enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b.creds, /a/b.creds",
        "~/a, /home/a/a",
        "a~, a~",
        "${X}/$X/$X-y, x/x/x-y",
        "$X_1$1a, a",
        "a$$b$, ab$",
        "a$/b, a$/b",
        "${}a, a",
        "${X, X",
    })
    void credentialsAreAPathWithVariables(String path, String expanded) {
        Map<String, String> environment = Map.of("HOME", "/home/a", "X", "x");
        assertThat(PathText.expand(path, name -> environment.getOrDefault(name, "")))
                .isEqualTo(expanded);
    }
}
