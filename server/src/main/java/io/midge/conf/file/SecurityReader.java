package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.AccountOptions;
import io.midge.options.AuthCalloutOptions;
import io.midge.options.AuthorizationOptions;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import io.midge.options.UserOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields at the top that say who may connect and what they may do. What nats-server refuses or not by chance, because it
 * takes fields in any order, is refused.
 */
final class SecurityReader {
    private final Block top;
    private final Problems problems;

    private SecurityReader(Block top) {
        this.top = top;
        problems = top.problems();
    }

    static SecurityOptions read(Block top) {
        return new SecurityReader(top).read();
    }

    private SecurityOptions read() {
        Block authorization = top.block("authorization");
        List<AccountOptions> accounts = AccountReader.read(top);
        boolean noSystem = top.bool(false, "no_system_account", "no_system", "no_sys_acc");
        SecurityOptions options = SecurityOptions.builder()
                .tls(tls("tls"))
                .allowNonTls(top.bool(false, "allow_non_tls"))
                .ocsp(OcspReader.stapling(top))
                .ocspCache(OcspReader.cache(top))
                .noAuthUser(top.text("no_auth_user"))
                .authorization(authorization == null ? null : AuthorizationReader.read(authorization))
                .accounts(accounts)
                .mappings(MappingReader.read(top))
                .defaultSentinel(SecretText.of(top.text("default_sentinel")))
                .systemAccount(systemAccount())
                .noSystemAccount(noSystem)
                .trustedKeys(OperatorReader.trustedKeys(top))
                .operators(OperatorReader.read(top))
                .resolver(ResolverReader.read(top))
                .resolverTls(tls("resolver_tls"))
                .resolverPreload(OperatorReader.preload(top))
                .resolverPinnedAccounts(Set.copyOf(top.texts("resolver_pinned_accounts")))
                .defaultJsDomain(defaultJsDomain())
                .trustedProxies(trustedProxies())
                .throttleLoopback(throttleLoopback())
                .noImplicitAnonymous(top.bool(false, "no_implicit_anonymous"))
                .build();
        checkUsers(authorization, options);
        ConfValue at = top.value("accounts");
        if (at != null && problems.errors().isEmpty()) {
            Sharing.check(accounts, !noSystem, at.at(), problems);
        }
        return options;
    }

    private @Nullable TlsOptions tls(String name) {
        ConfValue value = top.value(name);
        return value == null ? null : TlsReader.read(value, true, problems);
    }

    private String systemAccount() {
        ConfValue value = top.has("system_account") ? top.value("system_account") : top.value("system");
        top.has("system");
        if (value == null) {
            return "";
        }
        if (value instanceof ConfValue.Text text) {
            return text.value();
        }
        problems.error(value.at(), "system account name must be a string, not " + value.kind());
        return "";
    }

    private Map<String, String> defaultJsDomain() {
        Block block = top.block("default_js_domain");
        Map<String, String> domains = new LinkedHashMap<>();
        if (block != null) {
            block.entries().forEach((account, value) -> {
                if (value instanceof ConfValue.Text text) {
                    domains.put(account, text.value());
                } else {
                    block.wrong(value, "default_js_domain", "a map of strings");
                }
            });
        }
        return domains;
    }

    private List<String> trustedProxies() {
        Block block = top.block("proxies");
        List<String> keys = new ArrayList<>();
        if (block == null) {
            return keys;
        }
        for (Block proxy : block.blocks("trusted")) {
            String key = proxy.text("key", "public_key");
            if (proxy.has("key", "public_key") && !Nkeys.isValid(key)) {
                problems.error(proxy.at(), "invalid proxy key; it is a public nkey");
            }
            proxy.end();
            keys.add(key);
        }
        block.end();
        return keys;
    }

    // Not an option of nats-server's.
    private boolean throttleLoopback() {
        Block block = top.block("auth_throttle");
        if (block == null) {
            return false;
        }
        boolean on = block.bool(false, "loopback");
        block.end();
        return on;
    }

    /** One user or token excludes lists of users, and no two users have the same name. */
    private void checkUsers(@Nullable Block block, SecurityOptions options) {
        boolean inAccounts =
                options.accounts().stream().anyMatch(account -> !account.users().isEmpty());
        AuthorizationOptions authorization = options.authorization();
        if (block != null && authorization != null) {
            String user = authorization.user();
            boolean token = !authorization.token().isEmpty();
            if (token && (!user.isEmpty() || !authorization.password().isEmpty())) {
                problems.error(block.at(), "Cannot have a user/pass and token");
            } else if (!user.isEmpty() && (inAccounts || block.has("users"))) {
                problems.error(
                        block.at(),
                        "Can not have a single user/pass and " + (inAccounts ? "accounts" : "a users array"));
            } else if (token && (inAccounts || block.has("users"))) {
                problems.error(block.at(), "Can not have a token and " + (inAccounts ? "accounts" : "a users array"));
            }
            checkCallout(block, authorization.callout(), options);
        }
        checkDuplicates(block, options);
    }

    private void checkDuplicates(@Nullable Block block, SecurityOptions options) {
        Set<String> seen = new HashSet<>();
        ConfValue accounts = top.value("accounts");
        if (accounts != null) {
            for (AccountOptions account : options.accounts()) {
                account.users().forEach(user -> {
                    if (!seen.add(user.id())) {
                        problems.error(accounts.at(), duplicate(user));
                    }
                });
            }
        }
        AuthorizationOptions authorization = options.authorization();
        if (block != null && authorization != null) {
            authorization.users().forEach(user -> {
                if (!seen.add(user.id())) {
                    problems.error(block.at(), duplicate(user));
                }
            });
        }
    }

    private static String duplicate(UserOptions user) {
        return "Duplicate " + (user.nkey().isEmpty() ? "user" : "nkey") + " \"" + user.id() + "\" detected";
    }

    private void checkCallout(Block block, @Nullable AuthCalloutOptions callout, SecurityOptions options) {
        if (callout == null) {
            return;
        }
        Set<String> names =
                options.accounts().stream().map(AccountOptions::name).collect(Collectors.toSet());
        if (top.has("mappings", "maps")) {
            names.add(AuthCalloutOptions.DEFAULT_ACCOUNT);
        }
        for (String account : callout.allowedAccounts()) {
            if (!names.contains(account)) {
                problems.error(
                        block.at(),
                        "auth_callout allowed account \"" + account + "\" not found in configured accounts");
            }
        }
    }
}
