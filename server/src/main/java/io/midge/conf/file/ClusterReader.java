package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ClusterOptions;
import io.midge.options.CompressionOptions;
import io.midge.options.PermissionOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code cluster} block. */
final class ClusterReader {
    private static final Duration MAX_PING_INTERVAL = Duration.ofSeconds(30);

    private final Block block;
    private final Problems problems;

    private ClusterReader(Block block) {
        this.block = block;
        problems = block.problems();
    }

    /** Null, and an error, if the value is no such block. */
    static @Nullable ClusterOptions read(ConfValue value, Problems problems) {
        Block block = Fields.block(value, "Expected map to define cluster", problems);
        return block == null ? null : new ClusterReader(block).read();
    }

    private ClusterOptions read() {
        Endpoint endpoint = Endpoint.read(block);
        AuthorizationOptions authorization = ServerAuthorization.read(block, "Cluster");
        ClusterOptions options = ClusterOptions.builder()
                .name(Fields.clusterName(block, "cluster name cannot contain spaces"))
                .host(endpoint.host())
                .port(endpoint.port())
                .advertise(block.text("cluster_advertise", "advertise"))
                .noAdvertise(block.bool(false, "no_advertise"))
                .authorization(authorization)
                .permissions(permissions(authorization.defaultPermissions()))
                .routes(new UrlReader("route", problems).all(block, "routes"))
                .tls(Fields.tls(block, false))
                .connectRetries(Fields.integer(block, 0, "connect_retries"))
                .connectBackoff(block.bool(false, "connect_backoff"))
                .poolSize(Fields.integer(block, 0, "pool_size"))
                .accounts(Fields.strings(block, "accounts", "accounts"))
                .compression(CompressionReader.read(block, CompressionOptions.S2_FAST))
                .pingInterval(pingInterval())
                .pingMax(Fields.integer(block, 0, "ping_max"))
                .writeDeadline(Fields.writeDeadline(block))
                .writeTimeout(Fields.writeTimeout(block))
                .build();
        block.end();
        return options;
    }

    private Duration pingInterval() {
        Duration interval = block.duration(Duration.ZERO, "ping_interval");
        ConfValue value = block.value("ping_interval");
        if (value != null && interval.compareTo(MAX_PING_INTERVAL) > 0) {
            problems.warn(value.at() + ": Cluster 'ping_interval' will reset to 30s which is the max for routes");
        }
        return interval;
    }

    /** Those of the block, or else those that its authorization has, as it was done once. */
    private @Nullable PermissionOptions permissions(@Nullable PermissionOptions old) {
        PermissionOptions own = PermissionReader.read(block, "permissions");
        ConfValue where = block.value("permissions");
        if (own != null && where != null && own.responses() != null) {
            problems.error(where.at(), "Cluster permissions do not support dynamic responses; remove allow_responses");
        }
        check(own, where);
        ConfValue authorization = block.value("authorization");
        check(old, authorization);
        if (old != null && authorization != null) {
            problems.warn(
                    authorization.at(),
                    "authorization",
                    "setting \"permissions\" within cluster authorization block is deprecated");
        }
        return own == null ? old : own;
    }

    /** Routes have no queues to permit. */
    private void check(@Nullable PermissionOptions permissions, @Nullable ConfValue where) {
        if (permissions != null && where != null) {
            check(where, "export allow", permissions.subscribe().allow());
            check(where, "export deny", permissions.subscribe().deny());
        }
    }

    private void check(ConfValue where, String what, List<String> subjects) {
        for (String subject : subjects) {
            String wrong = PermissionReader.wrong(subject, false);
            if (wrong != null) {
                problems.error(where.at(), "cluster " + what + ": " + wrong);
            }
        }
    }
}
