package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.json.GoDuration;
import io.midge.options.JetStreamOptions;
import io.midge.options.LameDuckOptions;
import io.midge.options.LimitOptions;
import io.midge.options.LogOptions;
import io.midge.options.MonitorOptions;
import io.midge.options.Options;
import io.midge.options.ProcessOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options outside of any block (config.md 2). */
final class TopLevel {
    private static final long MAX_INT = Integer.MAX_VALUE;
    private static final Duration SHORTEST_LAME_DUCK = Duration.ofSeconds(30);

    private final Block top;
    private final Problems problems;

    private TopLevel(Block top) {
        this.top = top;
        this.problems = top.problems();
    }

    static Options read(Block top) {
        TopLevel reader = new TopLevel(top);
        Options.Builder options = Options.builder();
        reader.listeners(options);
        reader.description(options);
        options.clientAdvertise(top.text("client_advertise"));
        options.proxyProtocol(top.bool(false, "proxy_protocol"));
        options.noHeaderSupport(top.bool(false, "no_header_support"));
        options.disableSublistCache(top.bool(false, "disable_sublist_cache", "no_sublist_cache"));
        options.connectErrorReports(Fields.integer(top, 0, "connect_error_reports"));
        options.reconnectErrorReports(Fields.integer(top, 0, "reconnect_error_reports"));
        options.limits(reader.limits());
        options.log(reader.log());
        options.lameDuck(reader.lameDuck());
        options.process(reader.process());
        options.security(SecurityReader.read(top));
        reader.blocks(options);
        return options.build();
    }

    // Where listen is said together with host or port, the latter count, as in the blocks.
    private void listeners(Options.Builder options) {
        Listen listen = listen("listen");
        String host = listen == null ? "" : listen.host();
        int port = listen == null ? 0 : listen.port();
        options.host(top.has("host", "net") ? top.text("host", "net") : host);
        options.port(top.has("port") ? Fields.integer(top, 0, "port") : port);
        Listen http = listen("http");
        Listen https = listen("https");
        MonitorOptions.Builder monitor = MonitorOptions.builder();
        monitor.host(https != null ? https.host() : http == null ? "" : http.host());
        monitor.port(Fields.integer(top, http == null ? 0 : http.port(), "http_port", "monitor_port"));
        monitor.httpsPort(Fields.integer(top, https == null ? 0 : https.port(), "https_port"));
        monitor.basePath(top.text("http_base_path"));
        monitor.profPort(Fields.integer(top, 0, "prof_port")).profBlockRate(Fields.integer(top, 0, "prof_block_rate"));
        options.monitor(monitor.build());
    }

    private @Nullable Listen listen(String name) {
        ConfValue value = top.value(name);
        return value == null ? null : Listen.parse(value, problems);
    }

    private void description(Options.Builder options) {
        String name = top.text("server_name");
        if (name.indexOf(' ') >= 0) {
            ConfValue value = top.value("server_name");
            problems.error(
                    value == null ? top.at() : value.at(),
                    "server name cannot contain spaces; write \"" + name.replace(' ', '-') + '"');
        }
        options.serverName(name);
        options.serverTags(top.texts("server_tags").stream()
                .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
                .distinct()
                .toList());
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Boolean> flags = new LinkedHashMap<>();
        Block facts = top.block("server_metadata");
        if (facts != null) {
            facts.entries().forEach((key, value) -> {
                if (value instanceof ConfValue.Text text) {
                    metadata.put(key, text.value());
                } else {
                    top.wrong(value, "server_metadata." + key, "a string");
                }
            });
        }
        Block switches = top.block("feature_flags");
        if (switches != null) {
            switches.entries().forEach((key, value) -> {
                if (value instanceof ConfValue.Bool bool) {
                    flags.put(key, bool.value());
                } else {
                    top.wrong(value, "feature_flags." + key, "true or false");
                }
            });
        }
        options.serverMetadata(metadata).featureFlags(flags);
    }

    private LimitOptions limits() {
        int connections = Fields.integer(top, 0, "max_connections", "max_conn");
        return LimitOptions.builder()
                .maxConnections(connections == 0 && top.has("max_connections", "max_conn") ? -1 : connections)
                .maxSubscriptions(Fields.integer(top, 0, "max_subscriptions", "max_subs"))
                .maxSubTokens((int) top.whole(0, 1, 255, "max_sub_tokens", "max_subscription_tokens"))
                .maxPayload((int) top.whole(0, Integer.MIN_VALUE, MAX_INT, "max_payload"))
                .maxControlLine((int) top.whole(0, Integer.MIN_VALUE, MAX_INT, "max_control_line"))
                .maxPending(top.whole(0, Long.MIN_VALUE, Long.MAX_VALUE, "max_pending"))
                .maxClosedClients(Fields.integer(top, 0, "max_closed_clients"))
                .pingInterval(top.duration(Duration.ZERO, "ping_interval"))
                .pingMax(Fields.integer(top, 0, "ping_max"))
                .writeDeadline(top.duration(Duration.ZERO, "write_deadline"))
                .writeTimeout(Fields.writeTimeout(top))
                .noFastProducerStall(top.bool(false, "no_fast_producer_stall"))
                .build();
    }

    private LogOptions log() {
        boolean verbose = top.bool(false, "trace_verbose");
        boolean headers = top.bool(false, "trace_headers");
        return LogOptions.builder()
                .debug(top.bool(false, "debug"))
                .trace(top.bool(false, "trace") || verbose || headers)
                .traceVerbose(verbose)
                .traceHeaders(headers)
                .logtime(top.bool(true, "logtime"))
                .logtimeUtc(top.bool(false, "logtime_utc"))
                .file(top.text("logfile", "log_file"))
                .sizeLimit(top.whole(0, Long.MIN_VALUE, Long.MAX_VALUE, "logfile_size_limit", "log_size_limit"))
                .maxFiles(top.whole(0, Long.MIN_VALUE, Long.MAX_VALUE, "logfile_max_num", "log_max_num"))
                .syslog(top.bool(false, "syslog"))
                .remoteSyslog(top.text("remote_syslog"))
                .maxTracedMsgLen(Fields.integer(top, 0, "max_traced_msg_len"))
                .build();
    }

    private LameDuckOptions lameDuck() {
        LameDuckOptions.Builder lameDuck = LameDuckOptions.builder();
        ConfValue value = top.value("lame_duck_duration");
        if (value != null) {
            Duration duration = top.duration(value, "lame_duck_duration", SHORTEST_LAME_DUCK);
            if (duration.compareTo(SHORTEST_LAME_DUCK) < 0) {
                problems.error(
                        value.at(),
                        "invalid lame_duck_duration of " + GoDuration.text(duration) + ", minimum is 30 seconds");
            }
            lameDuck.duration(duration);
        }
        ConfValue grace = top.value("lame_duck_grace_period");
        if (grace != null) {
            Duration period = top.duration(grace, "lame_duck_grace_period", Duration.ZERO);
            if (period.isNegative()) {
                problems.error(grace.at(), "invalid lame_duck_grace_period, needs to be positive");
            }
            lameDuck.gracePeriod(period);
        }
        return lameDuck.build();
    }

    private ProcessOptions process() {
        return ProcessOptions.builder()
                .pidFile(top.text("pidfile", "pid_file"))
                .portsFileDir(top.text("ports_file_dir"))
                .ioLoops(Fields.integer(top, 0, "io_loops"))
                .outboundBudget(top.whole(0, 0, Long.MAX_VALUE, "outbound_budget"))
                .readBufferSize(Fields.integer(top, 0, "read_buffer_size"))
                .build();
    }

    private void blocks(Options.Builder options) {
        ConfValue cluster = top.value("cluster");
        options.cluster(cluster == null ? null : ClusterReader.read(cluster, problems));
        ConfValue gateway = top.value("gateway");
        options.gateway(gateway == null ? null : GatewayReader.read(gateway, problems));
        ConfValue leaf = top.value("leafnodes", "leaf");
        options.leafNodes(leaf == null ? null : LeafNodeReader.read(leaf, problems));
        ConfValue websocket = top.value("websocket", "ws");
        options.websocket(websocket == null ? null : WebsocketReader.read(websocket, problems));
        ConfValue mqtt = top.value("mqtt");
        options.mqtt(mqtt == null ? null : MqttReader.read(mqtt, problems));
        ConfValue jetStream = top.value("jetstream");
        JetStreamOptions streams = jetStream == null ? null : JetStreamReader.read(jetStream, problems);
        options.jetStream(streams).storeDir(StoreDir.read(top, streams));
    }
}
