package io.midge.options;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server refuses to start with of its blocks, because of what other options say. The checks come in nats-server's
 * order, since the first that fails is the one that is told: those of leaf nodes before the ones of users, the rest after.
 * Of a map, whose order is random there, the first entry by name counts.
 */
final class BlockCheck {
    private BlockCheck() {}

    /** What comes before the checks of users. */
    static void beforeUsers(Options options) {
        LeafNodeCheck.check(options);
    }

    /** What comes after the checks of users. */
    static void afterUsers(Options options) {
        gateway(options.gateway());
        cluster(options);
        mqtt(options);
        jetStream(options);
        WebsocketCheck.check(options);
    }

    private static void gateway(@Nullable GatewayOptions gateway) {
        if (gateway == null || (gateway.name().isEmpty() && !gateway.listens())) {
            return;
        }
        if (gateway.name().isEmpty()) {
            throw refused("gateway has no name");
        }
        if (gateway.name().indexOf(' ') >= 0) {
            throw refused("gateway name cannot contain spaces");
        }
        if (!gateway.listens()) {
            throw refused(
                    "gateway " + GoWords.quoted(gateway.name()) + " has no port specified (select -1 for random port)");
        }
        for (int i = 0; i < gateway.gateways().size(); i++) {
            RemoteGatewayOptions remote = gateway.gateways().get(i);
            if (remote.name().isEmpty()) {
                throw refused("gateway in the list " + i + " has no name");
            }
            if (remote.urls().isEmpty()) {
                throw refused("gateway " + GoWords.quoted(remote.name()) + " has no URL");
            }
        }
    }

    private static void cluster(Options options) {
        ClusterOptions cluster = options.cluster();
        String name = cluster == null ? "" : cluster.name();
        if (name.indexOf(' ') >= 0) {
            throw refused("cluster name cannot contain spaces");
        }
        if (cluster != null && cluster.permissions() != null) {
            permissions(cluster.permissions());
        }
        if (cluster != null) {
            cluster.compression().normalized(CompressionOptions.S2_FAST);
        }
        String gateway = options.gateway() == null ? "" : options.gateway().name();
        if (!gateway.isEmpty() && !gateway.equals(name)) {
            if (!name.isEmpty()) {
                throw refused("cluster name conflicts between cluster and gateway definitions");
            }
            name = gateway;
        }
        boolean leaf =
                options.leafNodes() != null && !options.leafNodes().remotes().isEmpty();
        if (name.isEmpty() && leaf && !clustered(options)) {
            name = options.serverName();
        }
        if (name.equals("_")) {
            throw refused("cluster name is reserved");
        }
        if (cluster != null) {
            accounts(cluster, options.security());
        }
    }

    private static void permissions(PermissionOptions permissions) {
        SubjectCheck.check("cluster import allow: ", permissions.publish().allow());
        SubjectCheck.check("cluster import deny: ", permissions.publish().deny());
        SubjectCheck.check("cluster export allow: ", permissions.subscribe().allow());
        SubjectCheck.check("cluster export deny: ", permissions.subscribe().deny());
    }

    private static void accounts(ClusterOptions cluster, SecurityOptions security) {
        List<String> accounts = cluster.accounts(security);
        if (accounts.isEmpty()) {
            return;
        }
        if (cluster.poolSize() < 0) {
            throw refused("pool_size cannot be negative if pinned accounts are specified");
        }
        Set<String> known = new HashSet<>();
        for (String account : accounts) {
            if (!known.add(account)) {
                throw refused("found duplicate account name " + GoWords.quoted(account) + " in pinned accounts list "
                        + GoWords.quoted(accounts));
            }
        }
    }

    private static void mqtt(Options options) {
        MqttOptions mqtt = options.mqtt();
        if (mqtt == null || !mqtt.listens()) {
            return;
        }
        boolean alone = !clustered(options)
                && (options.gateway() == null || !options.gateway().listens());
        if (options.serverName().isEmpty() && !alone) {
            throw refused("mqtt requires server name to be explicitly set");
        }
        NoAuthUser.check(options.security(), mqtt.noAuthUser());
        if (NoAuthUser.hasUsers(options.security())) {
            if (!mqtt.authorization().user().isEmpty()) {
                throw refused("mqtt authentication username not compatible with presence of users/nkeys");
            }
            if (!mqtt.authorization().token().isEmpty()) {
                throw refused("mqtt authentication token not compatible with presence of users/nkeys");
            }
        }
        if (mqtt.ackWait().isNegative()) {
            throw refused("ack wait must be a positive value");
        }
        if (mqtt.jsApiTimeout().isNegative()) {
            throw refused("JS API timeout must be a positive value");
        }
        LeafNodeOptions leaf = options.leafNodes();
        boolean leaves = leaf != null && (leaf.listens() || !leaf.remotes().isEmpty());
        if (!jetStreamEnabled(options) && alone && !leaves) {
            throw refused("mqtt requires JetStream to be enabled if running in standalone mode");
        }
    }

    private static void jetStream(Options options) {
        DefaultDomainCheck.check(options.security());
        JetStreamOptions jetStream = options.jetStream();
        if (jetStream == null) {
            return;
        }
        String domain = jetStream.domain();
        if (!domain.isEmpty()) {
            String subject = "$JS." + domain + ".API.>";
            if (!SubjectCheck.isValid(subject)) {
                throw refused("invalid domain name: derived " + GoWords.quoted(subject) + " is not a valid subject");
            }
            if (domain.chars().anyMatch(c -> ".*>".indexOf(c) >= 0)) {
                throw refused("invalid domain name: may not contain ., * or >");
            }
        }
        if (!jetStream.enabled() || !clustered(options)) {
            return;
        }
        if (options.serverName().isEmpty()) {
            throw refused("jetstream cluster requires `server_name` to be set");
        }
        ClusterOptions cluster = options.cluster();
        boolean named = (cluster != null && !cluster.name().isEmpty())
                || (options.gateway() != null && !options.gateway().name().isEmpty());
        if (!named) {
            throw refused("jetstream cluster requires `cluster.name` to be set");
        }
        String hint = jetStream.extensionHint().toLowerCase(Locale.ROOT);
        if (!hint.isEmpty() && !hint.equals("will_extend") && !hint.equals("no_extend")) {
            throw refused("expected 'no_extend' for string value, got '" + hint + "'");
        }
        if (jetStream.maxOutstandingCatchup() < 0) {
            throw refused("jetstream max catchup cannot be negative");
        }
    }

    private static boolean jetStreamEnabled(Options options) {
        return options.jetStream() != null && options.jetStream().enabled();
    }

    /** Whether routes are listened for. */
    private static boolean clustered(Options options) {
        return options.cluster() != null && options.cluster().listens();
    }

    static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why);
    }
}
