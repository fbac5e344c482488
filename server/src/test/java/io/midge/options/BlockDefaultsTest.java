package io.midge.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts in a block of which nothing is said. */
class BlockDefaultsTest {
    @Test
    void cluster() {
        ClusterOptions cluster = ClusterOptions.builder().build();
        assertThat(cluster.listens()).isFalse();
        assertThat(cluster.host()).isEqualTo("0.0.0.0");
        assertThat(cluster.poolSize()).isEqualTo(3);
        assertThat(cluster.compression()).isEqualTo(new CompressionOptions("accept", List.of()));
        assertThat(cluster.permissions()).isNull();
        assertThat(cluster.tls()).isNull();
        assertThat(cluster.authorization()).isEqualTo(AuthorizationOptions.NONE);
        assertThat(cluster.writeTimeout()).isEqualTo(WriteTimeout.DEFAULT);
        assertThat(cluster.accounts(SecurityOptions.NONE)).isEmpty();
        assertThat(cluster.toBuilder().port(-1).build().accounts(SecurityOptions.NONE))
                .containsExactly("$SYS");
        assertThat(cluster.toBuilder().build()).isEqualTo(cluster);
    }

    @Test
    void gateway() {
        GatewayOptions gateway = GatewayOptions.builder().build();
        assertThat(gateway.listens()).isFalse();
        assertThat(gateway.host()).isEqualTo("0.0.0.0");
        assertThat(gateway.rejectUnknown()).isFalse();
        assertThat(gateway.toBuilder().build()).isEqualTo(gateway);
    }

    @Test
    void leafNodes() {
        LeafNodeOptions leaf = LeafNodeOptions.builder().build();
        assertThat(leaf.listens()).isFalse();
        assertThat(leaf.reconnectInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(leaf.dialTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(leaf.compression()).isEqualTo(CompressionOptions.UNSET);
        assertThat(leaf.toBuilder().port(-1).build().compression().mode()).isEqualTo("s2_auto");
        assertThat(leaf.authorization()).isEqualTo(LeafAuthorizationOptions.NONE);
        assertThat(leaf.toBuilder().build()).isEqualTo(leaf);
    }

    @Test
    void remoteLeaf() {
        RemoteLeafOptions remote = RemoteLeafOptions.builder()
                .urls(List.of(ServerUrl.parse("nats-leaf://hub"), ServerUrl.parse("nats-leaf://[::1]:1")))
                .build();
        assertThat(remote.account()).isEqualTo("$G");
        assertThat(remote.firstInfoTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(remote.compression().mode()).isEqualTo("s2_auto");
        assertThat(remote.migrateLeaders()).isFalse();
        assertThat(remote.withPorts().urls()).map(ServerUrl::host).containsExactly("hub:7422", "[::1]:1");
        assertThat(remote.toBuilder().build()).isEqualTo(remote);
    }

    @Test
    void websocket() {
        WebsocketOptions websocket = WebsocketOptions.builder().build();
        assertThat(websocket.listens()).isFalse();
        assertThat(websocket.handshakeTimeout()).isZero();
        assertThat(websocket.noTls()).isFalse();
        assertThat(websocket.toBuilder().build()).isEqualTo(websocket);
    }

    @Test
    void mqtt() {
        MqttOptions mqtt = MqttOptions.builder().build();
        assertThat(mqtt.listens()).isFalse();
        assertThat(mqtt.ackWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(mqtt.jsApiTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(mqtt.maxAckPending()).isEqualTo(1024);
        assertThat(mqtt.toBuilder().build()).isEqualTo(mqtt);
    }

    @Test
    void jetStream() {
        JetStreamOptions jetStream = JetStreamOptions.builder().build();
        assertThat(jetStream.enabled()).isTrue();
        assertThat(jetStream.strict()).isTrue();
        assertThat(jetStream.maxMemoryStore()).isEqualTo(JetStreamOptions.DYNAMIC);
        assertThat(jetStream.maxFileStore()).isEqualTo(JetStreamOptions.DYNAMIC);
        assertThat(jetStream.cipher()).isEqualTo(StoreCipher.CHACHA);
        assertThat(jetStream.syncInterval()).isEqualTo(Duration.ZERO);
        assertThat(jetStream.syncAlways()).isFalse();
        assertThat(jetStream.maxOutstandingCatchup()).isEqualTo(64 << 20);
        assertThat(jetStream.maxBufferedMsgs()).isEqualTo(100_000);
        assertThat(jetStream.maxBufferedSize()).isEqualTo(128 << 20);
        assertThat(jetStream.requestQueueLimit()).isEqualTo(10_000);
        assertThat(jetStream.infoQueueLimit()).isEqualTo(10_000);
        assertThat(jetStream.maxConcurrentIo()).isEqualTo(4096);
        assertThat(jetStream.limits().defaultMaxConsumers()).isEqualTo(1000);
        assertThat(jetStream.limits().batch())
                .isEqualTo(new JetStreamBatchOptions(50, 1000, 1000, Duration.ofSeconds(10)));
        assertThat(TpmOptions.builder().build().pcr()).isEqualTo(22);
        assertThat(jetStream.toBuilder().build()).isEqualTo(jetStream);
    }

    @Test
    void roundTripTimesHaveThresholds() {
        assertThat(new CompressionOptions("Auto", List.of()).normalized("s2_fast"))
                .isEqualTo(new CompressionOptions(
                        "s2_auto", List.of(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100))));
        assertThat(new CompressionOptions("enabled", List.of())
                        .normalized("s2_fast")
                        .mode())
                .isEqualTo("s2_fast");
        assertThat(new CompressionOptions("auto", List.of(Duration.ofMillis(-5), Duration.ofMillis(7), Duration.ZERO))
                        .normalized("s2_fast")
                        .rttThresholds())
                .containsExactly(Duration.ZERO, Duration.ofMillis(7));
    }

    @Test
    void secretsDoNotShow() {
        RemoteLeafOptions remote = RemoteLeafOptions.builder()
                .urls(List.of(ServerUrl.parse("nats://bob:s3cret@hub?x=1#y")))
                .nkey(SecretText.of("SUs3cret"))
                .build();
        assertThat(remote.toString()).doesNotContain("s3cret");
        assertThat(remote.name())
                .isEqualTo("urls=[\"nats://bob:xxxxx@hub?x=1#y\"], account=\"$G\", nkey=\"[REDACTED]\"");
        assertThat(remote.urls().getFirst().password().reveal()).isEqualTo("s3cret");
    }
}
