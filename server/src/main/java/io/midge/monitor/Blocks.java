package io.midge.monitor;

import io.midge.json.JsonWriter;
import io.midge.options.ClusterOptions;
import io.midge.options.GatewayOptions;
import io.midge.options.LeafNodeOptions;
import io.midge.options.MqttOptions;
import io.midge.options.Options;
import io.midge.options.WebsocketOptions;

/** The objects in {@code /varz} of the blocks that have a listener of their own; empty for one that is not there. */
final class Blocks {
    private Blocks() {}

    static void write(JsonWriter out, ServerView view) {
        Options options = view.options();
        ClusterOptions cluster = options.cluster();
        int port = view.port("cluster");
        out.beginObject("cluster");
        if (cluster != null && port != 0) {
            out.string("name", view.cluster())
                    .string("addr", host(cluster.host()))
                    .integer("cluster_port", port);
            timeouts(out);
            out.integerIfSet("pool_size", cluster.poolSize());
        }
        out.endObject();
        GatewayOptions gateway = options.gateway();
        port = view.port("gateway");
        out.beginObject("gateway");
        if (gateway != null && port != 0) {
            out.string("name", gateway.name());
            listener(out, gateway.host(), port);
        }
        out.endObject();
        LeafNodeOptions leaf = options.leafNodes();
        port = view.port("leafnodes");
        out.beginObject("leaf");
        if (leaf != null && port != 0) {
            listener(out, leaf.host(), port);
        }
        out.endObject();
        webClients(out, view, options);
    }

    private static void webClients(JsonWriter out, ServerView view, Options options) {
        MqttOptions mqtt = options.mqtt();
        int port = view.port("mqtt");
        out.beginObject("mqtt");
        if (mqtt != null && port != 0) {
            out.string("host", host(mqtt.host())).integer("port", port);
        }
        out.endObject();
        WebsocketOptions websocket = options.websocket();
        port = view.port("websocket");
        out.beginObject("websocket");
        if (websocket != null && port != 0) {
            out.string("host", host(websocket.host())).integer("port", port);
            out.boolIfSet("no_tls", websocket.noTls());
        }
        out.endObject();
    }

    private static void listener(JsonWriter out, String host, int port) {
        out.string("host", host(host)).integer("port", port);
        timeouts(out);
    }

    private static void timeouts(JsonWriter out) {
        out.number("auth_timeout", Varz.AUTH_TIMEOUT).number("tls_timeout", Varz.AUTH_TIMEOUT);
    }

    private static String host(String host) {
        return host.isEmpty() ? Options.DEFAULT_HOST : host;
    }
}
