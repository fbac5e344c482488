package io.midge.events;

import io.midge.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** What a server does and did, as nats-server's {@code ServerStats}. */
final class Statsz {
    private Statsz() {}

    static byte[] render(Home.Figures all, byte @Nullable [] jetStream) {
        JsonWriter out = JsonWriter.compact().beginObject();
        out.time("start", all.start()).integer("mem", all.mem()).integer("cores", all.cores());
        out.number("cpu", all.cpu()).integer("connections", all.connections());
        out.unsigned("total_connections", all.totalConnections());
        out.integer("active_accounts", all.activeAccounts()).unsigned("subscriptions", all.subscriptions());
        data(out.beginObject("sent"), all.sentMsgs(), all.sentBytes());
        data(out.beginObject("sent_to_clients"), all.sentMsgs(), all.sentBytes());
        data(out.beginObject("received"), all.receivedMsgs(), all.receivedBytes());
        data(out.beginObject("received_from_clients"), all.receivedMsgs(), all.receivedBytes());
        out.integer("slow_consumers", all.slowConsumers());
        ofClients(out, "slow_consumer_stats", all.slowConsumers());
        out.integerIfSet("stale_connections", all.staleConnections());
        ofClients(out, "stale_connection_stats", all.staleConnections());
        out.integerIfSet("stalled_clients", all.stalledClients());
        out.integer("active_servers", 1);
        if (jetStream != null) {
            out.name("jetstream").raw(jetStream);
        }
        out.integer("gomaxprocs", all.cores());
        return out.endObject().toBytes();
    }

    private static void data(JsonWriter out, long msgs, long bytes) {
        out.integer("msgs", msgs).integer("bytes", bytes).endObject();
    }

    private static void ofClients(JsonWriter out, String name, long count) {
        if (count != 0) {
            out.beginObject(name).unsigned("clients", count);
            out.unsigned("routes", 0)
                    .unsigned("gateways", 0)
                    .unsigned("leafs", 0)
                    .endObject();
        }
    }
}
