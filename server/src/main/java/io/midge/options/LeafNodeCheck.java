package io.midge.options;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a server refuses to start with of its leafnodes block. */
final class LeafNodeCheck {
    private static final int ACCOUNT_KEY_LENGTH = 56;

    private final Options options;
    private final LeafNodeOptions leaf;
    private final SecurityOptions security;

    private LeafNodeCheck(Options options, LeafNodeOptions leaf) {
        this.options = options;
        this.leaf = leaf;
        security = options.security();
    }

    static void check(Options options) {
        LeafNodeOptions leaf = options.leafNodes();
        if (leaf != null) {
            new LeafNodeCheck(options, leaf).check();
        }
    }

    private void check() {
        users(leaf.authorization());
        remotes();
        if (security.operators().isEmpty()) {
            accounts();
        } else {
            operators();
        }
        if (!leaf.compression().mode().isEmpty()) {
            leaf.compression().normalized(CompressionOptions.S2_AUTO);
        }
        for (RemoteLeafOptions remote : leaf.remotes()) {
            remote.checkProxy();
            websocket(remote);
            remote.compression().normalized(CompressionOptions.S2_AUTO);
        }
        GatewayOptions gateway = options.gateway();
        boolean gateways = gateway != null && (!gateway.name().isEmpty() || gateway.listens());
        if (leaf.listens() && gateways && security.systemAccount().isEmpty()) {
            throw BlockCheck.refused(
                    "leaf nodes and gateways (both being defined) require a system account to also be configured");
        }
    }

    private static void users(LeafAuthorizationOptions authorization) {
        if (authorization.users().isEmpty()) {
            return;
        }
        if (!authorization.user().isEmpty()) {
            throw BlockCheck.refused("can not have a single user/pass and a users array");
        }
        if (!authorization.nkey().isEmpty()) {
            throw BlockCheck.refused("can not have a single nkey and a users array");
        }
        Set<String> known = new HashSet<>();
        for (LeafUserOptions user : authorization.users()) {
            if (!known.add(user.user())) {
                throw BlockCheck.refused(
                        "duplicate user " + GoWords.quoted(user.user()) + " detected in leafnode authorization");
            }
        }
    }

    private void remotes() {
        Set<List<Object>> known = new HashSet<>();
        for (RemoteLeafOptions each : leaf.remotes()) {
            RemoteLeafOptions remote = each.withPorts();
            SubjectCheck.check("invalid deny_imports for remote " + remote.name() + ": ", remote.denyImports());
            SubjectCheck.check("invalid deny_exports for remote " + remote.name() + ": ", remote.denyExports());
            if (!known.add(remote.identity())) {
                throw BlockCheck.refused("duplicate remote " + remote.name());
            }
        }
    }

    /** Accounts that are named have to exist. */
    private void accounts() {
        Set<String> known = new HashSet<>(List.of("", RemoteLeafOptions.DEFAULT_ACCOUNT));
        security.accounts().forEach(account -> known.add(account.name()));
        if (security.systemAccount().isEmpty() && !security.noSystemAccount()) {
            known.add(ClusterOptions.SYSTEM_ACCOUNT);
        }
        exists(known, leaf.authorization().account(), "authorization");
        leaf.authorization().users().forEach(user -> exists(known, user.account(), "authorization"));
        leaf.remotes().forEach(remote -> exists(known, remote.account(), "remote"));
    }

    private static void exists(Set<String> known, String account, String where) {
        if (!known.contains(account)) {
            throw BlockCheck.refused(
                    "cannot find local account " + GoWords.quoted(account) + " specified in leafnode " + where);
        }
    }

    /** Accounts that operators vouch for are named by their keys, and users come from elsewhere. */
    private void operators() {
        if (!leaf.authorization().users().isEmpty()) {
            throw BlockCheck.refused("operator mode does not allow specifying users in leafnode config");
        }
        if (leaf.remotes().stream().anyMatch(remote -> !isAccountKey(remote.account()))) {
            throw BlockCheck.refused("operator mode requires account nkeys in remotes. "
                    + "Please add an `account` key to each remote in your `leafnodes` section, to assign it to an account. "
                    + "Each account value should be a 56 character public key, starting with the letter 'A'");
        }
        String account = leaf.authorization().account();
        if (leaf.listens() && !account.isEmpty() && !isAccountKey(account)) {
            throw BlockCheck.refused("operator mode and non account nkeys are incompatible");
        }
    }

    /** Whether a text looks like the public key of an account; its check sum is for the one who uses it. */
    static boolean isAccountKey(String text) {
        return text.length() == ACCOUNT_KEY_LENGTH
                && text.startsWith("A")
                && text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'));
    }

    private static void websocket(RemoteLeafOptions remote) {
        long websockets = remote.urls().stream().filter(ServerUrl::isWebsocket).count();
        if (websockets > 0 && websockets < remote.urls().size()) {
            throw BlockCheck.refused(
                    "remote leaf node configuration cannot have a mix of websocket and non-websocket urls: "
                            + GoWords.quoted(remote.withPorts().urls().stream()
                                    .map(ServerUrl::toString)
                                    .toList()));
        }
    }
}
