package io.midge.monitor;

import io.midge.json.JsonWriter;
import io.midge.options.LimitOptions;
import io.midge.options.Options;
import io.midge.options.TlsOptions;
import io.midge.options.WriteTimeout;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;

/**
 * The body of {@code /varz}: the fields of nats-server in its order, with what it prints where a feature is off, and at
 * the end two of our own.
 */
final class Varz {
    /** What tools that read the version of Go out of this field accept; there is none to report. */
    private static final String GO = "go1.26.8";

    /** Seconds that a client may take to authenticate, or to finish its TLS handshake. */
    static final double AUTH_TIMEOUT = 2;

    private Varz() {}

    static byte[] render(ServerView view, RequestStats stats) {
        return render(view, stats, JsonWriter.indented());
    }

    static byte[] render(ServerView view, RequestStats stats, JsonWriter out) {
        ServerView.Identity identity = view.identity();
        out.beginObject();
        listener(out, view);
        features(out, view);
        process(out, identity, view.usage(), view.now());
        counters(out, view.counters());
        stats.write(out);
        configuration(out, view);
        connectionStats(out, view.counters());
        view.certificateExpires().ifPresent(expires -> out.time("tls_cert_not_after", expires));
        out.string("midge", identity.midge()).string("jvm", identity.jvm());
        return out.endObject().toBytes();
    }

    private static void listener(JsonWriter out, ServerView view) {
        ServerView.Identity identity = view.identity();
        Options options = view.options();
        out.string("server_id", identity.id());
        out.string("server_name", identity.name());
        out.string("version", identity.version());
        out.integer("proto", 1);
        out.string("go", GO);
        out.string("host", view.host());
        out.integer("port", view.port());
        out.boolIfSet("auth_required", view.authRequired());
        TlsOptions tls = options.security().tls();
        out.boolIfSet("tls_required", tls != null && !options.security().allowNonTls());
        out.boolIfSet("tls_verify", tls != null && tls.verify());
        out.integer("max_connections", options.limits().maxConnections());
        out.integerIfSet("max_subscriptions", options.limits().maxSubscriptions());
        out.integer("ping_interval", options.limits().pingInterval().toNanos());
        out.integer("ping_max", options.limits().pingMax());
        out.string("http_host", options.httpHost());
        out.integer("http_port", options.monitor().port());
        out.string("http_base_path", options.monitor().basePath());
        out.integer("https_port", 0);
        out.number("auth_timeout", options.security().authTimeout().toNanos() / 1e9);
        out.integer("max_control_line", options.limits().maxControlLine());
        out.integer("max_payload", options.limits().maxPayload());
        out.integer("max_pending", options.limits().maxPending());
    }

    private static void features(JsonWriter out, ServerView view) {
        Blocks.write(out, view);
        JetStreamView jetStream = view.jetStream();
        out.beginObject("jetstream");
        if (jetStream != null) {
            JetStreamBlock.write(out, jetStream);
        }
        out.endObject();
        TlsOptions tls = view.options().security().tls();
        out.number(
                "tls_timeout",
                tls == null ? AUTH_TIMEOUT : tls.handshakeTimeout().toNanos() / 1e9);
        LimitOptions limits = view.options().limits();
        out.integer("write_deadline", limits.writeDeadline().toNanos());
        if (limits.writeTimeout() != WriteTimeout.DEFAULT) {
            out.string("write_timeout", limits.writeTimeout().name().toLowerCase(Locale.ROOT));
        }
    }

    private static void process(JsonWriter out, ServerView.Identity identity, ProcessUsage.Sample usage, Instant now) {
        out.time("start", identity.start());
        out.time("now", now);
        out.string("uptime", uptime(Duration.between(identity.start(), now).toSeconds()));
        out.integer("mem", usage.mem());
        out.integer("cores", identity.cores());
        out.integer("gomaxprocs", identity.cores());
        out.number("cpu", usage.cpu());
    }

    private static void counters(JsonWriter out, ServerView.Counters counters) {
        out.integer("connections", counters.connections());
        out.unsigned("total_connections", counters.totalConnections());
        out.integer("routes", 0);
        out.integer("remotes", 0);
        out.integer("leafnodes", 0);
        out.integer("in_msgs", counters.inMsgs());
        out.integer("in_bytes", counters.inBytes());
        out.integer("in_client_msgs", counters.inMsgs());
        out.integer("in_client_bytes", counters.inBytes());
        out.integer("out_msgs", counters.outMsgs());
        out.integer("out_bytes", counters.outBytes());
        out.integer("out_client_msgs", counters.outMsgs());
        out.integer("out_client_bytes", counters.outBytes());
        out.integer("slow_consumers", counters.slowConsumers());
        out.integer("stale_connections", counters.staleConnections());
        out.integer("stalled_clients", counters.stalledClients());
        out.unsigned("subscriptions", counters.subscriptions());
    }

    private static void configuration(JsonWriter out, ServerView view) {
        Options options = view.options();
        out.time("config_load_time", view.configured().loadTime());
        out.string("config_digest", view.configured().digest());
        out.stringsIfSet("tags", options.serverTags());
        if (!options.serverMetadata().isEmpty()) {
            out.beginObject("metadata");
            new TreeMap<>(options.serverMetadata()).forEach(out::string);
            out.endObject();
        }
        out.beginObject("feature_flags");
        out.bool("js_ack_fc_v2", false);
        out.bool("js_api_reply_v2", false);
        out.bool("js_raft_delete_range", true);
        out.bool("js_snapshot_sources", false);
        out.endObject();
        out.stringIfSet("system_account", view.systemAccount());
    }

    private static void connectionStats(JsonWriter out, ServerView.Counters counters) {
        byKind(out, "slow_consumer_stats", counters.slowConsumers());
        byKind(out, "stale_connection_stats", counters.staleConnections());
        out.beginObject("disk_io_wait_stats");
        out.integer("waiters", 0).unsigned("waits", 0).unsigned("wait_time", 0).unsigned("max_wait_time", 0);
        out.endObject();
    }

    private static void byKind(JsonWriter out, String name, long clients) {
        out.beginObject(name);
        out.unsigned("clients", clients)
                .unsigned("routes", 0)
                .unsigned("gateways", 0)
                .unsigned("leafs", 0);
        out.endObject();
    }

    /** A time that a server runs, as {@code 1y2d3h4m5s} without the units before the first that counts. */
    static String uptime(long seconds) {
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        long years = days / 365;
        StringBuilder out = new StringBuilder(20);
        if (years > 0) {
            out.append(years).append('y');
        }
        if (days > 0) {
            out.append(days % 365).append('d');
        }
        if (hours > 0) {
            out.append(hours % 24).append('h');
        }
        if (minutes > 0) {
            out.append(minutes % 60).append('m');
        }
        return out.append(seconds % 60).append('s').toString();
    }
}
