package io.midge.events;

import io.midge.account.AccountStat;
import io.midge.client.ClientInfo;
import io.midge.json.JsonWriter;
import io.midge.proto.ClosedReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The events of nats-server that have a type of their own, as JSON. */
final class Advisory {
    private static final String TYPE = "io.nats.server.advisory.v1.";
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private Advisory() {}

    /** What every one begins with. */
    record Stamp(String id, Instant time) {
        private void write(JsonWriter out, String type) {
            out.string("type", TYPE + type).string("id", id).time("timestamp", time);
        }
    }

    /**
     * Whom an event is about.
     *
     * @param info what it is like, or was in the end
     * @param account its account
     * @param issuer who vouches for it, empty for nobody
     */
    record Subject(ClientInfo info, String account, String issuer) {
        private void write(JsonWriter out, @Nullable Instant stop) {
            out.beginObject("client");
            out.time("start", info.start());
            out.stringIfSet("host", info.host()).unsignedIfSet("id", info.cid());
            out.stringIfSet("acc", account).stringIfSet("user", info.user());
            out.stringIfSet("name", info.name()).stringIfSet("lang", info.lang());
            out.stringIfSet("ver", info.version());
            if (stop != null) {
                out.integerIfSet("rtt", rtt(info.rttNanos())).time("stop", stop);
            }
            out.stringIfSet("issuer_key", issuer).stringIfSet("name_tag", account);
            out.string("kind", "Client").string("client_type", "nats");
            out.endObject();
        }

        // Below a millisecond in whole microseconds.
        private static long rtt(long nanos) {
            return nanos > MICRO && nanos < MILLI ? nanos / MICRO * MICRO : nanos;
        }
    }

    static byte[] connect(JsonWriter out, Letterhead from, Stamp stamp, Subject client) {
        out.beginObject();
        stamp.write(out, "client_connect");
        from.write(out);
        client.write(out, null);
        return out.endObject().toBytes();
    }

    static byte[] disconnect(JsonWriter out, Letterhead from, Stamp stamp, Subject client, ClosedReason reason) {
        out.beginObject();
        stamp.write(out, "client_disconnect");
        from.write(out);
        client.write(out, stamp.time());
        ClientInfo info = client.info();
        out.beginObject("sent").integer("msgs", info.inMsgs()).integer("bytes", info.inBytes());
        out.endObject();
        out.beginObject("received").integer("msgs", info.outMsgs()).integer("bytes", info.outBytes());
        out.endObject();
        return out.string("reason", reason.toString()).endObject().toBytes();
    }

    static byte[] connections(JsonWriter out, Letterhead from, Stamp stamp, AccountStat stat) {
        out.beginObject();
        stamp.write(out, "account_connections");
        from.write(out);
        stat.write(out);
        return out.endObject().toBytes();
    }
}
