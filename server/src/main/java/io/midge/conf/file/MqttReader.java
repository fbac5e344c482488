package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.AuthorizationOptions;
import io.midge.options.MqttOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code mqtt} block. */
final class MqttReader {
    private static final int MAX_ACK_PENDING = 0xFFFF;

    private MqttReader() {}

    /** Null, and an error, if the value is no such block. */
    static @Nullable MqttOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected mqtt to be a map", problems);
        if (block == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(block);
        ConfValue replicas = block.value("consumer_replicas");
        if (replicas != null) {
            problems.warn(
                    replicas.at(), "consumer_replicas", "consumer replicas setting ignored in this server version");
        }
        MqttOptions options = MqttOptions.builder()
                .host(endpoint.host())
                .port(endpoint.port())
                .tls(Fields.tls(block, true))
                .authorization(Fields.inner(
                        block,
                        AuthorizationOptions.NONE,
                        AuthorizationReader::simple,
                        "authorization",
                        "authentication"))
                .noAuthUser(block.text("no_auth_user"))
                .ackWait(block.duration(Duration.ZERO, "ack_wait", "ackwait"))
                .jsApiTimeout(block.duration(Duration.ZERO, "js_api_timeout", "api_timeout"))
                .maxAckPending(maxAckPending(block))
                .jsDomain(block.text("js_domain"))
                .streamReplicas(Fields.integer(block, 0, "stream_replicas"))
                .consumerMemoryStorage(block.bool(false, "consumer_memory_storage"))
                .consumerInactiveThreshold(
                        block.duration(Duration.ZERO, "consumer_inactive_threshold", "consumer_auto_cleanup"))
                .rejectQos2Publish(block.bool(false, "reject_qos2_publish"))
                .downgradeQos2Subscribe(block.bool(false, "downgrade_qos2_subscribe"))
                .build();
        block.end();
        return options;
    }

    private static int maxAckPending(Block block) {
        String[] names = {"max_ack_pending", "max_pending", "max_inflight"};
        long max = block.whole(0L, Long.MIN_VALUE, Long.MAX_VALUE, names);
        ConfValue value = block.value(names);
        if (value != null && (max < 0 || max > MAX_ACK_PENDING)) {
            block.problems()
                    .error(value.at(), "invalid value " + max + ", should in [0.." + MAX_ACK_PENDING + "] range");
            return 0;
        }
        return (int) max;
    }
}
