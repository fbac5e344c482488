package io.midge.monitor;

import io.midge.json.JsonWriter;
import io.midge.options.GatewayOptions;
import io.midge.options.Options;
import org.jspecify.annotations.Nullable;

/** The pages of what this server has none of, as a server of nats-server's has them that has none either. */
final class Vacant {
    private Vacant() {}

    static byte @Nullable [] render(String name, String account, ServerView view, JsonWriter out)
            throws BadQueryException {
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
            case "JSZ" -> jetStream(account, view, out);
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

    private static void jetStream(String account, ServerView view, JsonWriter out) throws BadQueryException {
        if (!account.isEmpty()) {
            throw new BadQueryException("jetstream not enabled");
        }
        for (String each :
                new String[] {"memory", "storage", "reserved_memory", "reserved_storage", "accounts", "ha_assets"}) {
            out.integer(each, 0);
        }
        out.beginObject("api").integer("level", 0).integer("total", 0).integer("errors", 0);
        out.endObject();
        head(view, out).bool("disabled", true);
        out.beginObject("config").integer("max_memory", 0).integer("max_storage", 0);
        out.endObject();
        for (String each : new String[] {"streams", "consumers", "messages", "bytes", "total"}) {
            out.integer(each, 0);
        }
    }
}
