package io.midge.monitor;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.JsonWriter;
import io.midge.options.JetStreamOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server is: well, if it can answer and JetStream, where it was asked for, runs with all that it had.
 *
 * @param account the only account that is asked about; empty: all
 * @param stream the only stream; empty: all
 * @param consumer the only consumer; empty: all
 * @param details whether all that is wrong is told of, and not only the first
 * @param serverOnly whether JetStream is not asked about
 * @param enabledOnly whether of JetStream only that it runs
 */
record Healthz(
        String account, String stream, String consumer, boolean details, boolean serverOnly, boolean enabledOnly) {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** One thing that is wrong. */
    private record Problem(String type, String account, String stream, String consumer, String error) {
        static Problem of(String type, String error) {
            return new Problem(type, "", "", "", error);
        }

        void write(JsonWriter out) {
            out.beginObject()
                    .string("type", type)
                    .stringIfSet("account", account)
                    .stringIfSet("stream", stream)
                    .stringIfSet("consumer", consumer)
                    .string("error", error)
                    .endObject();
        }
    }

    /** How it is, with the status of an answer over HTTP. */
    record Verdict(int status, String word, List<Problem> problems) {}

    static Healthz of(Query query) throws BadQueryException {
        boolean enabled = query.bool("js-enabled");
        enabled |= query.bool("js-enabled-only");
        boolean server = query.bool("js-server-only");
        query.bool("js-meta-only");
        boolean details = query.bool("details");
        return new Healthz(
                query.text("account"), query.text("stream"), query.text("consumer"), details, server, enabled);
    }

    static Healthz of(byte[] json) throws JsonException {
        String account = "";
        String stream = "";
        String consumer = "";
        boolean details = false;
        boolean server = false;
        boolean enabled = false;
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
                    case 4, 5 -> enabled |= in.bool(false);
                    case 6 -> server = in.bool(server);
                    case 7 -> in.bool(false);
                    default -> in.skip();
                }
            }
        }
        return new Healthz(account, stream, consumer, details, server, enabled);
    }

    /** How it is. It may have to wait for streams if one of them is asked about. */
    Verdict verdict(ServerView view) {
        if (account.isEmpty() && !stream.isEmpty()) {
            return bad("\"account\" must not be empty when checking stream health");
        }
        if (stream.isEmpty() && !consumer.isEmpty()) {
            return bad("\"stream\" must not be empty when checking consumer health");
        }
        JetStreamOptions wanted = view.options().jetStream();
        boolean asked = wanted != null && wanted.enabled();
        if (serverOnly || !asked) {
            return new Verdict(OK, "ok", List.of());
        }
        JetStreamView jetStream = view.jetStream();
        if (jetStream == null) {
            Problem off = Problem.of("JETSTREAM", "JetStream not enabled (10076)");
            return new Verdict(UNAVAILABLE, "unavailable", List.of(off));
        }
        if (enabledOnly) {
            return new Verdict(OK, "ok", List.of());
        }
        List<Problem> problems = new ArrayList<>();
        jetStream.failures().forEach(each -> problems.add(Problem.of("STREAM", each)));
        Problem missing = missing(jetStream);
        if (missing != null) {
            return new Verdict(NOT_FOUND, "unavailable", List.of(missing));
        }
        return problems.isEmpty()
                ? new Verdict(OK, "ok", problems)
                : new Verdict(UNAVAILABLE, "unavailable", List.copyOf(problems));
    }

    private static Verdict bad(String error) {
        return new Verdict(BAD_REQUEST, "error", List.of(Problem.of("BAD_REQUEST", error)));
    }

    private @Nullable Problem missing(JetStreamView jetStream) {
        if (account.isEmpty()) {
            return null;
        }
        if (!jetStream.isEnabled(account)) {
            return new Problem("ACCOUNT", account, "", "", "JetStream account \"" + account + "\" not found");
        }
        if (stream.isEmpty()) {
            return null;
        }
        for (JetStreamView.OfStream each : jetStream.streams(account, !consumer.isEmpty())) {
            if (each.info().config().name().equals(stream)) {
                boolean there = consumer.isEmpty()
                        || each.consumers().stream().anyMatch(one -> one.name().equals(consumer));
                return there
                        ? null
                        : new Problem(
                                "CONSUMER",
                                account,
                                stream,
                                consumer,
                                "JetStream consumer \"" + consumer + "\" not found for stream \"" + stream
                                        + "\" on account \"" + account + '"');
            }
        }
        return new Problem(
                "STREAM",
                account,
                stream,
                "",
                "JetStream stream \"" + stream + "\" not found on account \"" + account + '"');
    }

    /** The answer to a request for {@code HEALTHZ}. */
    byte[] render(ServerView view, JsonWriter out) {
        Verdict verdict = verdict(view);
        return write(verdict, true, out);
    }

    /** The page, without the status, which is that of the answer. */
    byte[] page(Verdict verdict) {
        return write(verdict, false, JsonWriter.compact());
    }

    private byte[] write(Verdict verdict, boolean status, JsonWriter out) {
        boolean well = verdict.problems().isEmpty();
        out.beginObject().string("status", details ? well ? "ok" : "error" : verdict.word());
        if (status) {
            out.integer("status_code", verdict.status());
        }
        if (details && !well) {
            out.beginArray("errors");
            verdict.problems().forEach(each -> each.write(out));
            out.endArray();
        } else if (!well) {
            out.string("error", verdict.problems().getFirst().error());
        }
        return out.endObject().toBytes();
    }
}
