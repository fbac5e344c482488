package io.midge;

import io.midge.json.GoDuration;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ClusterOptions;
import io.midge.options.LeafNodeOptions;
import io.midge.options.Options;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import io.midge.options.WriteTimeout;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a new configuration changes in a running server, decided before anything is applied: either every change can be
 * made, or none is. Words, names and their order are those of nats-server, whose fields are named in refusals.
 *
 * @param lines what to log, one line for each change
 */
record Changes(List<String> lines) {
    /** One field: what it is called where a change is refused, or what is logged where it is made. */
    private record Field(String name, boolean reloads, Function<Options, @Nullable Object> value, String label) {
        static Field fixed(String name, Function<Options, @Nullable Object> value) {
            return new Field(name, false, value, "");
        }

        static Field reloads(String label, Function<Options, @Nullable Object> value) {
            return new Field("", true, value, label);
        }

        /** A change of it; empty when there is none. */
        String change(Options old, Options now) {
            Object before = value.apply(old);
            Object after = value.apply(now);
            if (Objects.equals(before, after)) {
                return "";
            }
            if (!reloads) {
                throw refused(name, before, after);
            }
            boolean silent = name.equals("PidFile") && "".equals(after); // the file is left where it is
            return silent ? "" : label.endsWith("= ") ? label + text(after) : label.replace("%s", text(after));
        }
    }

    /**
     * Compares.
     *
     * @throws IllegalArgumentException that names the first change which cannot be made
     */
    static Changes between(Options old, Options now) {
        return between(old, now, false);
    }

    /** The same, {@code otherFiles} if certificates have changed in files that are still called the same. */
    static Changes between(Options old, Options now, boolean otherFiles) {
        List<String> lines = new ArrayList<>();
        for (Field field : general()) {
            add(lines, field.change(old, now));
        }
        if (nkeys(old.security(), now.security())) {
            lines.add("Reloaded: authorization nkey users");
        }
        lines.add("Reloaded: authorization users"); // as nats-server, changed or not
        lines.add("Reloaded: accounts");
        security(lines, old.security(), now.security());
        for (Field field : network()) {
            add(lines, field.change(old, now));
        }
        cluster(lines, old.cluster(), now.cluster());
        leafNodes(old.leafNodes(), now.leafNodes());
        for (Field field : rest()) {
            add(lines, field.change(old, now));
        }
        TlsChanges.add(lines, old.security(), now.security(), otherFiles);
        for (Field field : last()) {
            add(lines, field.change(old, now));
        }
        return new Changes(List.copyOf(lines));
    }

    private static void add(List<String> lines, String line) {
        if (!line.isEmpty()) {
            lines.add(line);
        }
    }

    private static List<Field> general() {
        return List.of(
                Field.fixed("ServerName", Options::serverName),
                Field.fixed("Host", Options::host),
                Field.fixed("Port", Options::port),
                Field.reloads("Reload: client_advertise = ", Options::clientAdvertise),
                Field.reloads("Reloaded: trace = ", o -> o.log().trace()),
                Field.reloads("Reloaded: debug = ", o -> o.log().debug()),
                Field.reloads("Reloaded: trace_verbose = ", o -> o.log().traceVerbose()),
                Field.reloads("Reloaded: trace_headers = ", o -> o.log().traceHeaders()),
                Field.fixed("NoSublistCache", Options::disableSublistCache),
                Field.fixed("NoHeaderSupport", Options::noHeaderSupport),
                Field.reloads("Reloaded: logtime = ", o -> o.log().logtime()),
                Field.reloads("Reloaded: logtime_utc = ", o -> o.log().logtimeUtc()),
                Field.reloads("Reloaded: max_connections = ", o -> o.limits().maxConnections()),
                Field.fixed("MaxSubs", o -> o.limits().maxSubscriptions()),
                Field.fixed("MaxSubTokens", o -> o.limits().maxSubTokens()));
    }

    private static List<Field> network() {
        return List.of(
                Field.fixed("ProxyProtocol", Options::proxyProtocol),
                Field.reloads(
                        "Reloaded: authorization token",
                        o -> authorization(o.security()).token()),
                Field.reloads("Reloaded: ping_interval = ", o -> o.limits().pingInterval()),
                Field.reloads("Reloaded: ping_max = ", o -> o.limits().pingMax()),
                Field.fixed("HTTPHost", Options::httpHost),
                Field.fixed("HTTPPort", o -> o.monitor().port()),
                Field.fixed("HTTPBasePath", o -> o.monitor().basePath()),
                Field.fixed("HTTPSPort", o -> o.monitor().httpsPort()),
                Field.reloads(
                        "Reloaded: authorization timeout = ",
                        o -> seconds(o.security().authTimeout())),
                Field.reloads("Reloaded: max_control_line = ", o -> o.limits().maxControlLine()),
                Field.reloads("Reloaded: max_payload = ", o -> o.limits().maxPayload()),
                Field.fixed("MaxPending", o -> o.limits().maxPending()),
                Field.reloads(
                        "Reloaded: fast producers will %sbe stalled",
                        o -> o.limits().noFastProducerStall() ? "not " : ""));
    }

    private static List<Field> rest() {
        return List.of(
                Field.fixed("Gateway", Options::gateway),
                Field.fixed("JetStream", Options::jetStream),
                Field.fixed("Websocket", Options::websocket),
                Field.fixed("MQTT", Options::mqtt),
                Field.fixed("ProfPort", o -> o.monitor().profPort()),
                Field.reloads("Reloaded: prof_block_rate = ", o -> o.monitor().profBlockRate()),
                new Field("PidFile", true, o -> o.process().pidFile(), "Reloaded: pid_file = "),
                Field.reloads("Reloaded: ports_file_dir = ", o -> o.process().portsFileDir()),
                Field.reloads("Reloaded: log_file = ", o -> o.log().file()),
                Field.fixed("LogSizeLimit", o -> o.log().sizeLimit()),
                Field.fixed("LogMaxFiles", o -> o.log().maxFiles()),
                Field.reloads("Reloaded: syslog = ", o -> o.log().syslog()),
                Field.reloads("Reloaded: remote_syslog = ", o -> o.log().remoteSyslog()));
    }

    private static List<Field> last() {
        return List.of(
                Field.fixed("AllowNonTLS", o -> o.security().allowNonTls()),
                Field.reloads("Reloaded: write_deadline = ", o -> o.limits().writeDeadline()),
                Field.fixed("WriteTimeout", o -> o.limits().writeTimeout()),
                Field.fixed("MaxClosedClients", o -> o.limits().maxClosedClients()),
                Field.fixed("LameDuckDuration", o -> o.lameDuck().duration()),
                Field.fixed("LameDuckGracePeriod", o -> o.lameDuck().gracePeriod()),
                Field.reloads("Reloaded: max_traced_msg_len = ", o -> o.log().maxTracedMsgLen()),
                Field.reloads("Reloaded: connect_error_reports = ", Options::connectErrorReports),
                Field.reloads("Reloaded: reconnect_error_reports = ", Options::reconnectErrorReports),
                Field.reloads("Reloaded: tags", Options::serverTags),
                Field.reloads("Reloaded: metadata", Options::serverMetadata),
                Field.fixed("FeatureFlags", Options::featureFlags),
                Field.fixed("io_loops", o -> o.process().ioLoops()),
                Field.fixed("outbound_budget", o -> o.process().outboundBudget()),
                Field.fixed("read_buffer_size", o -> o.process().readBufferSize()));
    }

    // Whoever asks for more than this server does is refused before, by name.
    private static void security(List<String> lines, SecurityOptions old, SecurityOptions now) {
        noAuthUser(old, now);
        boolean unset =
                old.systemAccount().equals("$SYS") && now.systemAccount().isEmpty();
        if (!unset) {
            same("SystemAccount", old.systemAccount(), now.systemAccount());
        }
        same("NoSystemAccount", old.noSystemAccount(), now.noSystemAccount());
        same("AllowNonTLS", old.allowNonTls(), now.allowNonTls());
        AuthorizationOptions before = authorization(old);
        AuthorizationOptions after = authorization(now);
        if (!before.user().equals(after.user())) {
            lines.add("Reloaded: authorization username");
        }
        if (!before.password().equals(after.password())) {
            lines.add("Reloaded: authorization password");
        }
        if (old.throttleLoopback() != now.throttleLoopback()) {
            lines.add("Reloaded: auth_throttle loopback = " + now.throttleLoopback());
        }
        if (old.noImplicitAnonymous() != now.noImplicitAnonymous()) {
            lines.add("Reloaded: no_implicit_anonymous = " + now.noImplicitAnonymous());
        }
        if (!rest(old).equals(rest(now))) {
            throw new IllegalArgumentException("config reload not supported for authorization and accounts");
        }
    }

    // It can only go together with its user: those who are that user would be nobody.
    private static void noAuthUser(SecurityOptions old, SecurityOptions now) {
        String before = old.noAuthUser();
        boolean goes = !before.isEmpty() && now.noAuthUser().isEmpty();
        boolean stays =
                users(now).anyMatch(user -> user.name().equals(before)); // of a key it may go, as in nats-server
        if (!goes || stays) {
            same("NoAuthUser", before, now.noAuthUser());
        }
    }

    private static Stream<UserOptions> users(SecurityOptions security) {
        return Stream.concat(
                authorization(security).users().stream(),
                security.accounts().stream().flatMap(account -> account.users().stream()));
    }

    // As nats-server, which takes keys of accounts for others each time.
    private static boolean nkeys(SecurityOptions old, SecurityOptions now) {
        return !keys(old).equals(keys(now))
                || Stream.of(old, now)
                        .flatMap(each -> each.accounts().stream())
                        .flatMap(account -> account.users().stream())
                        .anyMatch(user -> !user.nkey().isEmpty());
    }

    private static List<UserOptions> keys(SecurityOptions security) {
        return users(security).filter(user -> !user.nkey().isEmpty()).toList();
    }

    // Accounts, and what is mapped in the global one, can change; who holds them sees to it.
    private static SecurityOptions rest(SecurityOptions security) {
        AuthorizationOptions said = authorization(security);
        AuthorizationOptions others = new AuthorizationOptions(
                "",
                SecretText.NONE,
                SecretText.NONE,
                Duration.ZERO,
                List.of(),
                null,
                said.callout(),
                said.proxyRequired());
        return security.toBuilder()
                .systemAccount("")
                .noAuthUser("")
                .noSystemAccount(false)
                .accounts(List.of())
                .mappings(List.of())
                .throttleLoopback(false)
                .noImplicitAnonymous(false)
                .authorization(others)
                .tls(null)
                .allowNonTls(false)
                .build();
    }

    private static AuthorizationOptions authorization(SecurityOptions security) {
        AuthorizationOptions said = security.authorization();
        return said == null ? AuthorizationOptions.NONE : said;
    }

    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    // Nobody is let in on the port, so that all else in the block can change.
    private static void cluster(List<String> lines, @Nullable ClusterOptions old, @Nullable ClusterOptions now) {
        if (Objects.equals(old, now)) {
            return;
        }
        same("cluster host", old == null ? "" : old.host(), now == null ? "" : now.host());
        same("cluster port", old == null ? 0 : old.port(), now == null ? 0 : now.port());
        lines.add("Reloaded: cluster");
        if (now != null && old != null && !now.name().isEmpty() && !now.name().equals(old.name())) {
            lines.add("Cluster name updated to " + now.name());
        }
    }

    private static void leafNodes(@Nullable LeafNodeOptions old, @Nullable LeafNodeOptions now) {
        if (Objects.equals(old, now)) {
            return;
        }
        leafNode("Host", old == null ? "" : old.host(), now == null ? "" : now.host());
        leafNode("Port", old == null ? 0 : old.port(), now == null ? 0 : now.port());
        leafNode("Advertise", old == null ? "" : old.advertise(), now == null ? "" : now.advertise());
        throw new IllegalArgumentException("config reload not supported for LeafNode");
    }

    private static void leafNode(String field, Object old, Object now) {
        if (!old.equals(now)) {
            throw new IllegalArgumentException("config reload not supported for LeafNode: field \"" + field + "\": old="
                    + text(old) + ", new=" + text(now));
        }
    }

    static void same(String name, Object old, Object now) {
        if (!old.equals(now)) {
            throw refused(name, old, now);
        }
    }

    private static IllegalArgumentException refused(String name, @Nullable Object old, @Nullable Object now) {
        return new IllegalArgumentException(
                "config reload not supported for " + name + ": old=" + text(old) + ", new=" + text(now));
    }

    /** A value as Go prints it. */
    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "<nil>";
            case Duration duration -> GoDuration.text(duration);
            case Map<?, ?> map -> {
                StringBuilder out = new StringBuilder("map[");
                new TreeMap<>(map)
                        .forEach((key, one) -> out.append(out.length() > 4 ? " " : "")
                                .append(key)
                                .append(':')
                                .append(one));
                yield out.append(']').toString();
            }
            case WriteTimeout.DEFAULT -> "";
            case Enum<?> word -> word.name().toLowerCase(java.util.Locale.ROOT);
            default -> value.toString();
        };
    }
}
