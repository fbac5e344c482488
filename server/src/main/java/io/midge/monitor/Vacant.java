package io.midge.monitor;

import io.midge.json.JsonWriter;
import io.midge.options.GatewayOptions;
import io.midge.options.Options;
import org.jspecify.annotations.Nullable;

/** The pages of what this server has none of, as a server of nats-server's has them that has none either. */
final class Vacant {
    private Vacant() {}

    static byte @Nullable [] render(String name, ServerView view, JsonWriter out) {
        out.beginObject();
        switch (name) {
            case "ROUTEZ" ->
                out.string("server_id", view.identity().id())
                        .string("server_name", view.identity().name())
                        .time("now", view.now())
                        .integer("num_routes", 0)
                        .beginArray("routes")
                        .endArray();
            case "LEAFZ" ->
                head(view, out).integer("leafnodes", 0).beginArray("leafs").endArray();
            case "GATEWAYZ" -> gateways(view, head(view, out));
            default -> {
                return null;
            }
        }
        return out.endObject().toBytes();
    }

    private static JsonWriter head(ServerView view, JsonWriter out) {
        return out.string("server_id", view.identity().id()).time("now", view.now());
    }

    private static void gateways(ServerView view, JsonWriter out) {
        GatewayOptions gateway = view.options().gateway();
        int port = view.port("gateway");
        if (gateway != null && port != 0) {
            out.string("name", gateway.name())
                    .string("host", gateway.host().isEmpty() ? Options.DEFAULT_HOST : gateway.host())
                    .integer("port", port);
        }
        out.beginObject("outbound_gateways").endObject();
        out.beginObject("inbound_gateways").endObject();
    }
}
