package io.midge.account;

import io.midge.json.JsonWriter;
import io.midge.loop.IoLoop;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of one request to a service: how long it took, and how it ended. The way to a client and back is known
 * from its PONGs, so that of what lies between request and reply the part of the service can be told:
 *
 * <pre>
 *   requestor ──────▸ server ──────▸ responder                 start     half of the requestor's round trip earlier, told as whole
 *   requestor ◂────── server ◂────── responder                 service   request to reply here, less the responder's round trip
 *   └─ its rtt ─┘            └─ its rtt ─┘                     total     request to reply here, the requestor's round trip, system
 * </pre>
 *
 * One of {@link #answered} and {@link #ended} is called, once. Safe from any thread.
 */
final class Measurement {
    private final Latency latency;
    private final Publisher requestor;
    private final boolean shares;
    private final Map<String, List<String>> headers;
    private final IoLoop loop;
    private final Instant start;
    private final long since;

    /**
     * The request is here now.
     *
     * @param headers those that asked for it
     * @param loop one of which the time is asked
     */
    Measurement(Latency latency, Publisher requestor, boolean shares, Map<String, List<String>> headers, IoLoop loop) {
        this.latency = latency;
        this.requestor = requestor;
        this.shares = shares;
        this.headers = headers;
        this.loop = loop;
        this.start = loop.instant();
        this.since = loop.nanos();
    }

    /** What the subject of the reply ends in, by which others know that somebody measures. */
    byte[] suffix() {
        return latency.suffix();
    }

    /** The service has answered. */
    void answered(Publisher responder) {
        long now = loop.nanos();
        RequestInfo who = responder.info(true);
        if (who == null) {
            return; // the server itself: nobody's service
        }
        RequestInfo asker = requestor.info(shares);
        long elapsed = now - since;
        long system = who.rttNanos() > 0 ? Math.max(0, loop.nanos() - now) : 0;
        publish(
                200,
                "",
                asker,
                who,
                Math.max(0, elapsed - who.rttNanos()),
                system,
                (asker == null ? 0 : asker.rttNanos()) + elapsed + system);
    }

    /** There is no answer. */
    void ended(Response.End how) {
        RequestInfo asker = requestor.info(shares);
        switch (how) {
            case NO_REPLY -> publish(400, "Bad Request", asker, null, 0, 0, 0);
            case NOT_WANTED -> publish(408, "Request Timeout", asker, null, 0, 0, 0);
            case NOT_DELIVERED -> publish(503, "Service Unavailable", asker, null, 0, 0, 0);
            case TIMED_OUT -> publish(504, "Service Timeout", asker, null, 0, 0, 0);
        }
    }

    private void publish(
            int status,
            String error,
            @Nullable RequestInfo asker,
            @Nullable RequestInfo responder,
            long service,
            long system,
            long total) {
        JsonWriter json = latency.event(loop).integer("status", status).stringIfSet("description", error);
        if (asker != null) {
            json.name("requestor");
            asker.write(json);
        }
        if (responder != null) {
            json.name("responder");
            responder.write(json);
        }
        if (!headers.isEmpty()) {
            json.beginObject("header");
            headers.forEach((name, values) -> {
                json.beginArray(name);
                for (String value : values) {
                    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
                    json.utf8(bytes, 0, bytes.length);
                }
                json.endArray();
            });
            json.endObject();
        }
        json.time("start", start.minusNanos(asker == null ? 0 : asker.rttNanos()))
                .integer("service", service)
                .integer("system", system)
                .integer("total", total)
                .endObject();
        latency.publish(json);
    }
}
