package io.midge.monitor;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;

/**
 * The answer to a request for {@code HEALTHZ}. A server that can answer is well, as long as it has no JetStream; so what is
 * asked about JetStream has only to make sense.
 */
record Healthz(String account, String stream, String consumer, boolean details) {
    static Healthz of(byte[] json) throws JsonException {
        String account = "";
        String stream = "";
        String consumer = "";
        boolean details = false;
        JsonReader in = json.length == 0 ? null : JsonReader.of(json);
        if (in != null && in.beginObject("server.HealthzEventOptions")) {
            while (in.nextField()) {
                switch (in.embedded(
                        "HealthzOptions",
                        "account",
                        "stream",
                        "consumer",
                        "details",
                        "js-enabled",
                        "js-enabled-only",
                        "js-server-only",
                        "js-meta-only")) {
                    case 0 -> account = in.string(account);
                    case 1 -> stream = in.string(stream);
                    case 2 -> consumer = in.string(consumer);
                    case 3 -> details = in.bool(details);
                    case 4, 5, 6, 7 -> in.bool(false);
                    default -> in.skip();
                }
            }
        }
        return new Healthz(account, stream, consumer, details);
    }

    private String error() {
        if (account.isEmpty() && !stream.isEmpty()) {
            return "\"account\" must not be empty when checking stream health";
        }
        return stream.isEmpty() && !consumer.isEmpty()
                ? "\"stream\" must not be empty when checking consumer health"
                : "";
    }

    byte[] render(JsonWriter out) {
        String error = error();
        out.beginObject();
        out.string("status", error.isEmpty() ? "ok" : "error").integer("status_code", error.isEmpty() ? 200 : 400);
        if (!error.isEmpty() && details) {
            out.beginArray("errors").beginObject();
            out.string("type", "BAD_REQUEST").string("error", error);
            out.endObject().endArray();
        } else {
            out.stringIfSet("error", error);
        }
        return out.endObject().toBytes();
    }
}
