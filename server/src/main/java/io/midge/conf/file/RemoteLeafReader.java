package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.conf.Position;
import io.midge.nkey.NkeyException;
import io.midge.nkey.NkeyPrefix;
import io.midge.nkey.Secret;
import io.midge.options.CompressionOptions;
import io.midge.options.HttpProxyOptions;
import io.midge.options.RemoteLeafOptions;
import io.midge.options.SecretText;
import io.midge.options.ServerUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of the {@code remotes} of a {@code leafnodes} block. */
final class RemoteLeafReader {
    /** What a tls block says about the side that connects to a proxy. */
    private static final Set<String> PROXY_TLS = Set.of(
            "cert_file",
            "key_file",
            "ca_file",
            "insecure",
            "cipher_suites",
            "allow_insecure_cipher_suites",
            "curve_preferences",
            "min_version",
            "timeout",
            "cert_store",
            "cert_match_by",
            "cert_match",
            "cert_match_skip_invalid",
            "ca_certs_match",
            "certs",
            "certificates");

    private final Block block;
    private final Problems problems;

    private RemoteLeafReader(Block block) {
        this.block = block;
        problems = block.problems();
    }

    /** The remotes of a block, none of them twice. */
    static List<RemoteLeafOptions> all(Block owner) {
        ConfValue value = owner.value("remotes");
        Problems problems = owner.problems();
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items items)) {
            problems.error(value.at(), "Expected remotes field to be an array, got " + GoType.of(value));
            return List.of();
        }
        List<RemoteLeafOptions> remotes = new ArrayList<>();
        Set<List<Object>> known = new HashSet<>();
        for (ConfValue item : items.values()) {
            if (!(item instanceof ConfMap map)) {
                problems.error(
                        item.at(), "Expected remote leafnode entry to be a map/struct, got " + GoType.show(item));
                continue;
            }
            RemoteLeafOptions remote = new RemoteLeafReader(new Block(map, problems)).read();
            if (known.add(remote.identity())) {
                remotes.add(remote);
            } else {
                problems.error(item.at(), "duplicate remote " + remote.name() + "; remove one of both");
            }
        }
        return remotes;
    }

    private RemoteLeafOptions read() {
        RemoteLeafOptions.Builder remote = RemoteLeafOptions.builder()
                .urls(urls())
                .account(block.text("account", "local"))
                .tls(Fields.tls(block, true))
                .hub(block.bool(false, "hub"))
                .denyImports(subjects("deny_imports", "deny_import"))
                .denyExports(subjects("deny_exports", "deny_export"))
                .noRandomize(block.bool(false, "no_randomize", "dont_randomize"))
                .websocketCompression(block.bool(
                        false, "ws_compression", "ws_compress", "websocket_compression", "websocket_compress"))
                .websocketNoMasking(block.bool(false, "ws_no_masking", "websocket_no_masking"))
                .isolateInterest(block.bool(false, "isolate_leafnode_interest", "isolate"))
                .requestIsolation(block.bool(false, "request_isolation"))
                .compression(CompressionReader.read(block, CompressionOptions.S2_AUTO))
                .firstInfoTimeout(block.duration(Duration.ZERO, "first_info_timeout"))
                .dialTimeout(block.duration(Duration.ZERO, "dial_timeout"))
                .disabled(block.bool(false, "disabled"))
                .ignoreDiscoveredServers(block.bool(false, "ignore_discovered_servers"));
        identity(remote);
        migrate(remote);
        proxy(remote);
        block.end();
        return remote.build();
    }

    /** Either name takes a URL, or an array; nobody keeps them from standing together. */
    private List<ServerUrl> urls() {
        List<ServerUrl> urls = new ArrayList<>();
        UrlReader reader = new UrlReader("leafnode", problems);
        for (String name : List.of("urls", "url")) {
            switch (block.value(name)) {
                case null -> {}
                case ConfValue.Items items -> urls.addAll(reader.all(items, name));
                case ConfValue.Text text -> {
                    ServerUrl url = reader.one(text);
                    if (url != null) {
                        urls.add(url);
                    }
                }
                case ConfValue other ->
                    problems.error(
                            other.at(),
                            "Expected remote leafnode url to be an array or string, got " + GoType.show(other));
            }
        }
        return urls;
    }

    private List<String> subjects(String... names) {
        ConfValue value = block.value(names);
        return value == null ? List.of() : PermissionReader.subjects(value, false, problems);
    }

    /** Who connects: by a file of credentials, or by a seed. */
    private void identity(RemoteLeafOptions.Builder remote) {
        String credentials = block.text("creds", "credentials");
        ConfValue where = block.value("creds", "credentials");
        String seed = block.text("nkey", "seed");
        ConfValue key = block.value("nkey", "seed");
        if (where != null) {
            try {
                remote.credentials(PathText.expand(credentials));
            } catch (IllegalArgumentException e) {
                problems.error(where.at(), String.valueOf(e.getMessage()));
            }
        }
        if (key instanceof ConfValue.Text) {
            if (!isSeed(seed)) {
                problems.error(key.at(), "Remote leafnode nkey is not a valid seed; the seed of a user starts with SU");
            } else if (!credentials.isEmpty()) {
                problems.error(
                        key.at(), "Remote leafnode can not have both creds and nkey defined; remove one of them");
            }
            remote.nkey(SecretText.of(seed));
        }
    }

    private static boolean isSeed(String text) {
        try {
            Secret.decode(NkeyPrefix.USER, text);
            return true;
        } catch (NkeyException wrong) {
            return false;
        }
    }

    /** Yes or no, or a map with a delay; what else is in the map is of no interest to nats-server either. */
    private void migrate(RemoteLeafOptions.Builder remote) {
        ConfValue value = block.value("jetstream_cluster_migrate", "js_cluster_migrate");
        switch (value) {
            case null -> {}
            case ConfValue.Bool bool -> remote.migrateLeaders(bool.value());
            case ConfMap map -> {
                Block inner = new Block(map, problems);
                remote.migrateLeaders(true);
                if (map.entries().containsKey("leader_migrate_delay")) {
                    remote.migrateDelay(inner.duration(Duration.ZERO, "leader_migrate_delay"));
                }
            }
            case ConfValue other ->
                problems.error(
                        other.at(), "Expected boolean or map for jetstream_cluster_migrate, got " + GoType.of(other));
        }
    }

    private void proxy(RemoteLeafOptions.Builder remote) {
        ConfValue value = block.value("proxy");
        Block inner = value == null ? null : Fields.block(value, "Expected proxy to be a map", problems);
        if (value == null || inner == null) {
            return;
        }
        boolean fine = isProxyTls(inner.value("tls"));
        HttpProxyOptions proxy = HttpProxyOptions.builder()
                .url(inner.text("url"))
                .user(inner.text("username"))
                .password(SecretText.of(inner.text("password")))
                .timeout(timeout(inner))
                .tls(fine ? Fields.tls(inner, true) : null)
                .build();
        inner.end();
        remote.proxy(proxy);
        check(remote.build(), value.at());
    }

    private void check(RemoteLeafOptions remote, Position at) {
        try {
            remote.checkProxy();
        } catch (IllegalArgumentException e) {
            problems.error(at, String.valueOf(e.getMessage()));
        }
    }

    private static Duration timeout(Block inner) {
        ConfValue value = inner.value("timeout");
        if (value instanceof ConfValue.Whole whole) {
            inner.problems().warn(value.at(), "proxy timeout", "proxy timeout should be converted to a duration");
            return Durations.seconds(whole.value());
        }
        return value == null ? Duration.ZERO : inner.duration(value, "proxy timeout", Duration.ZERO);
    }

    private boolean isProxyTls(@Nullable ConfValue value) {
        boolean fine = true;
        if (value instanceof ConfMap map) {
            for (var entry : map.entries().entrySet()) {
                if (!PROXY_TLS.contains(Fields.lower(entry.getKey()))) {
                    problems.error(
                            entry.getValue().at(),
                            Quote.of(entry.getKey()) + " is not supported for proxy TLS; remove it");
                    fine = false;
                }
            }
        }
        return fine;
    }
}
