package io.midge.options;

import io.midge.json.GoDuration;
import java.time.Duration;

/** What a server refuses to start with although each value alone can be read. */
final class OptionsCheck {
    /** A loop's buffer is direct memory that exists once per loop: more than this buys nothing. */
    private static final int MAX_READ_BUFFER_SIZE = 16 << 20;

    /** Below this not even a control line of the protocol's own making fits. */
    private static final int MIN_READ_BUFFER_SIZE = 512;

    /** More loops than this is a typing error. */
    private static final int MAX_IO_LOOPS = 1024;

    private OptionsCheck() {}

    static void check(Options options) {
        LimitOptions limits = options.limits();
        lameDuck(options.lameDuck());
        if (limits.maxPayload() > limits.maxPending()) {
            throw new IllegalArgumentException("max_payload (" + limits.maxPayload()
                    + ") cannot be higher than max_pending (" + limits.maxPending() + ")");
        }
        if (options.serverName().indexOf(' ') >= 0) {
            throw new IllegalArgumentException("server name cannot contain spaces");
        }
        BlockCheck.beforeUsers(options);
        PermissionCheck.check(options.security());
        NoAuthUser.check(options.security(), options.security().noAuthUser());
        BlockCheck.afterUsers(options);
        systemAccount(options.security());
        port(options.port());
        port(options.monitor().port());
        blockPorts(options);
        range("max_payload", limits.maxPayload(), 1, Integer.MAX_VALUE);
        range("max_control_line", limits.maxControlLine(), 1, Integer.MAX_VALUE);
        range("max_subscriptions", limits.maxSubscriptions(), 0, Integer.MAX_VALUE);
        range("max_sub_tokens", limits.maxSubTokens(), 0, 255);
        range("ping_max", limits.pingMax(), 1, Integer.MAX_VALUE);
        range("io_loops", options.process().ioLoops(), 0, MAX_IO_LOOPS);
        range("outbound_budget", options.process().outboundBudget(), 0, Long.MAX_VALUE);
        range("read_buffer_size", options.process().readBufferSize(), MIN_READ_BUFFER_SIZE, MAX_READ_BUFFER_SIZE);
        positive("ping_interval", limits.pingInterval());
        positive("write_deadline", limits.writeDeadline());
    }

    private static void lameDuck(LameDuckOptions lameDuck) {
        if (lameDuck.gracePeriod().compareTo(lameDuck.duration()) >= 0) {
            throw new IllegalArgumentException("lame duck grace period (" + GoDuration.text(lameDuck.gracePeriod())
                    + ") should be strictly lower than lame duck duration (" + GoDuration.text(lameDuck.duration())
                    + ")");
        }
    }

    // An operator's is looked up when it is needed.
    private static void systemAccount(SecurityOptions security) {
        String name = security.systemAccount();
        boolean looked = !security.operators().isEmpty() || security.resolver() != null;
        if (!name.isEmpty()
                && !looked
                && security.accounts().stream().noneMatch(each -> each.name().equals(name))) {
            throw new IllegalArgumentException("error resolving system account: account missing");
        }
    }

    private static void port(int port) {
        if (port < Options.RANDOM_PORT || port > 65535) {
            throw new IllegalArgumentException("listen tcp: address " + port + ": invalid port");
        }
    }

    private static void blockPorts(Options options) {
        ClusterOptions cluster = options.cluster();
        GatewayOptions gateway = options.gateway();
        LeafNodeOptions leaf = options.leafNodes();
        WebsocketOptions websocket = options.websocket();
        MqttOptions mqtt = options.mqtt();
        port(cluster == null ? 0 : cluster.port());
        port(gateway == null ? 0 : gateway.port());
        port(leaf == null ? 0 : leaf.port());
        port(websocket == null ? 0 : websocket.port());
        port(mqtt == null ? 0 : mqtt.port());
    }

    private static void range(String name, long value, long min, long max) {
        if (value < min) {
            throw new IllegalArgumentException(name + " (" + value + ") cannot be lower than " + min);
        }
        if (value > max) {
            throw new IllegalArgumentException(name + " (" + value + ") cannot be higher than " + max);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " cannot be negative");
        }
    }
}
