package io.midge;

import io.midge.Listeners.Kind;
import io.midge.Listeners.Wanted;
import io.midge.options.ClusterOptions;
import io.midge.options.GatewayOptions;
import io.midge.options.LeafNodeOptions;
import io.midge.options.MqttOptions;
import io.midge.options.Options;
import io.midge.options.WebsocketOptions;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a configuration that ask for a listener of their own. */
final class ListenerBlocks {
    private ListenerBlocks() {}

    /**
     * Those that do.
     *
     * @param madeUpName what a cluster without a name is called
     */
    static List<Wanted> in(Options options, String madeUpName) {
        List<Wanted> wanted = new ArrayList<>();
        ClusterOptions cluster = options.cluster();
        if (cluster != null && cluster.port() != 0) {
            String name = clusterName(options, madeUpName);
            wanted.add(new Wanted(
                    Kind.CLUSTER,
                    host(cluster.host()),
                    cluster.port(),
                    cluster.advertise(),
                    cluster.tls() != null,
                    name,
                    name.equals(madeUpName)));
        }
        GatewayOptions gateway = options.gateway();
        if (gateway != null && gateway.port() != 0) {
            wanted.add(new Wanted(
                    Kind.GATEWAY,
                    host(gateway.host()),
                    gateway.port(),
                    gateway.advertise(),
                    gateway.tls() != null,
                    gateway.name(),
                    false));
        }
        LeafNodeOptions leaf = options.leafNodes();
        if (leaf != null && leaf.port() != 0) {
            wanted.add(wanted(Kind.LEAFNODES, leaf.host(), leaf.port(), leaf.advertise(), leaf.tls() != null));
        }
        WebsocketOptions websocket = options.websocket();
        if (websocket != null && websocket.port() != 0) {
            wanted.add(wanted(
                    Kind.WEBSOCKET,
                    websocket.host(),
                    websocket.port(),
                    websocket.advertise(),
                    websocket.tls() != null));
        }
        MqttOptions mqtt = options.mqtt();
        if (mqtt != null && mqtt.port() != 0) {
            wanted.add(wanted(Kind.MQTT, mqtt.host(), mqtt.port(), "", mqtt.tls() != null));
        }
        return wanted;
    }

    /** What the cluster is called: as configured, as the gateway, or the name made up; empty without a cluster. */
    static String clusterName(Options options, String madeUpName) {
        ClusterOptions cluster = options.cluster();
        GatewayOptions gateway = options.gateway();
        if (cluster != null && !cluster.name().isEmpty()) {
            return cluster.name();
        }
        if (gateway != null && !gateway.name().isEmpty()) {
            return gateway.name();
        }
        return cluster == null || cluster.port() == 0 ? "" : madeUpName;
    }

    private static Wanted wanted(Kind kind, String host, int port, String advertise, boolean tls) {
        return new Wanted(kind, host(host), port, advertise, tls, "", false);
    }

    private static String host(String host) {
        return host.isEmpty() ? Options.DEFAULT_HOST : host;
    }
}
