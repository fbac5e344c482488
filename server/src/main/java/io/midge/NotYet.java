package io.midge;

import io.midge.options.AccountOptions;
import io.midge.options.AuthorizationOptions;
import io.midge.options.CertStoreOptions;
import io.midge.options.ClusterOptions;
import io.midge.options.GatewayOptions;
import io.midge.options.JetStreamOptions;
import io.midge.options.LeafNodeOptions;
import io.midge.options.MonitorOptions;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import io.midge.options.UserOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be configured but is not done yet. A server that is told so refuses to start, by name: nothing is read and
 * ignored. Values that ask for what is done anyway are taken.
 */
final class NotYet {
    private NotYet() {}

    /** The text to refuse with; empty if all can be obeyed. */
    static String refusal(Options options) {
        List<String> names = in(options);
        return names.isEmpty() ? "" : "not supported yet: " + String.join(", ", names);
    }

    /** Names of options as they are written in a file, with the block they stand in. */
    static List<String> in(Options options) {
        List<String> names = new ArrayList<>();
        MonitorOptions monitor = options.monitor();
        add(names, "https", monitor.httpsPort() != 0);
        add(names, "prof_port", monitor.profPort() != 0);
        add(names, "prof_block_rate", monitor.profBlockRate() != 0);
        security(options.security(), names);
        blocks(options, names);
        options.featureFlags().forEach((flag, on) -> add(names, "feature_flags." + flag, Banner.isSwitched(flag, on)));
        return List.copyOf(names);
    }

    private static void security(SecurityOptions security, List<String> names) {
        tls(security.tls(), names);
        add(names, "ocsp", security.ocsp() != null);
        add(names, "ocsp_cache", security.ocspCache() != null);
        authorization(security.authorization(), names);
        users(security.accounts(), names);
        List<AccountOptions> accounts = security.accounts();
        add(names, "accounts.msg_trace", accounts.stream().anyMatch(account -> account.trace() != null));
        add(names, "default_sentinel", !security.defaultSentinel().isEmpty());
        add(names, "trusted", !security.trustedKeys().isEmpty());
        add(names, "operator", !security.operators().isEmpty());
        add(names, "resolver", security.resolver() != null);
        add(names, "resolver_tls", security.resolverTls() != null);
        add(names, "resolver_preload", !security.resolverPreload().isEmpty());
        add(
                names,
                "resolver_pinned_accounts",
                !security.resolverPinnedAccounts().isEmpty());
        add(names, "default_js_domain", !security.defaultJsDomain().isEmpty());
        add(names, "proxies", !security.trustedProxies().isEmpty());
    }

    private static void tls(@Nullable TlsOptions tls, List<String> names) {
        if (tls != null) {
            add(names, "tls.verify_and_map", tls.verifyAndMap());
            add(names, "tls.cert_store", !tls.store().equals(CertStoreOptions.NONE));
            add(names, "tls.ocsp_peer", tls.ocspPeer() != null);
        }
    }

    // An empty block, or a time in which nobody needs to authenticate, asks for nothing.
    private static void authorization(@Nullable AuthorizationOptions authorization, List<String> names) {
        if (authorization == null) {
            return;
        }
        List<UserOptions> users = authorization.users();
        add(names, "authorization.users.proxy_required", users.stream().anyMatch(UserOptions::proxyRequired));
        add(names, "authorization.auth_callout", authorization.callout() != null);
        add(names, "authorization.proxy_required", authorization.proxyRequired());
    }

    private static void users(List<AccountOptions> accounts, List<String> names) {
        boolean proxies =
                accounts.stream().anyMatch(account -> account.users().stream().anyMatch(UserOptions::proxyRequired));
        add(names, "accounts.users.proxy_required", proxies);
    }

    // What a block says besides is about servers that connect, of which none is let in.
    private static void blocks(Options options, List<String> names) {
        ClusterOptions cluster = options.cluster();
        add(names, "cluster.routes", cluster != null && !cluster.routes().isEmpty());
        GatewayOptions gateway = options.gateway();
        add(names, "gateway.gateways", gateway != null && !gateway.gateways().isEmpty());
        LeafNodeOptions leaf = options.leafNodes();
        add(names, "leafnodes.remotes", leaf != null && !leaf.remotes().isEmpty());
        JetStreamOptions jetStream = options.jetStream();
        if (jetStream != null && jetStream.enabled()) {
            add(names, "jetstream.tpm", jetStream.tpm() != null);
        }
    }

    private static void add(List<String> names, String name, boolean asked) {
        if (asked) {
            names.add(name);
        }
    }
}
