package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.nkey.NkeyPrefix;
import io.midge.options.AuthCalloutOptions;
import io.midge.options.AuthorizationOptions;
import io.midge.options.PermissionOptions;
import io.midge.options.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Authorization blocks: that of clients and routes, and the simple one of other listeners. */
final class AuthorizationReader {
    private static final Duration HIGH_TIMEOUT = Duration.ofSeconds(60);

    private AuthorizationReader() {}

    /** The block of clients and of routes. What may stand together is for the caller to say. */
    static AuthorizationOptions read(Block block) {
        PermissionOptions defaults =
                PermissionReader.read(block, "default_permissions", "default_permission", "permissions");
        AuthorizationOptions options = new AuthorizationOptions(
                block.text("user", "username"),
                SecretText.of(block.text("pass", "password")),
                SecretText.of(block.text("token")),
                timeout(block),
                UserReader.read(block, defaults),
                defaults,
                callout(block.block("auth_callout", "auth_hook")),
                block.bool(false, "proxy_required"));
        block.end();
        return options;
    }

    private static Duration timeout(Block block) {
        Duration timeout = Seconds.of(block, "authorization config", Duration.ZERO, "timeout");
        ConfValue value = block.value("timeout");
        if (value != null && timeout.compareTo(HIGH_TIMEOUT) > 0) {
            block.problems()
                    .warn(
                            value.at(),
                            "timeout",
                            "timeout of " + timeout.toSeconds()
                                    + " seconds is high, consider keeping it under 60 seconds."
                                    + " possibly caused by unquoted duration; use '1m' instead of 1m, for example");
        }
        return timeout;
    }

    /**
     * The block of listeners for WebSocket and MQTT. Their timeout is a number of seconds; nats-server takes anything else
     * for one second, and so is here what is not even a duration.
     */
    static AuthorizationOptions simple(Block block) {
        ConfValue value = block.value("timeout");
        Duration timeout = value == null ? Duration.ZERO : Seconds.of(value);
        AuthorizationOptions options = AuthorizationOptions.simple(
                block.text("user", "username"),
                SecretText.of(block.text("pass", "password")),
                SecretText.of(block.text("token")),
                timeout == null ? Duration.ofSeconds(1) : timeout);
        block.end();
        return options;
    }

    private static @Nullable AuthCalloutOptions callout(@Nullable Block block) {
        if (block == null) {
            return null;
        }
        Problems problems = block.problems();
        String issuer = block.text("issuer");
        String account = block.text("account", "acc");
        List<String> users = names(block, "auth_users", "users");
        String xkey = block.text("xkey", "key");
        List<String> accounts = names(block, "allowed_accounts");
        if (block.has("issuer") && !Nkeys.isValid(NkeyPrefix.ACCOUNT, issuer)) {
            problems.error(
                    block.at(),
                    "Expected callout user to be a valid public account nkey, got \"" + issuer
                            + "\"; it starts with A and goes into 'issuer'");
        } else if (issuer.isEmpty()) {
            problems.error(block.at(), "Authorization callouts require an issuer to be specified");
        }
        if (block.has("xkey", "key") && !Nkeys.isValid(NkeyPrefix.CURVE, xkey)) {
            problems.error(
                    block.at(),
                    "Expected callout xkey to be a valid public xkey, got \"" + xkey + "\"; it starts with X");
        }
        if (users.isEmpty()) {
            problems.error(block.at(), "Authorization callouts require authorized users to be specified");
        }
        block.end();
        return new AuthCalloutOptions(issuer, account, users, xkey, accounts);
    }

    /** An array of texts, and not a text. */
    private static List<String> names(Block block, String... names) {
        ConfValue value = block.value(names);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ConfValue.Items)) {
            block.problems().error(value.at(), "Expected " + names[0] + " field to be an array, got " + value.kind());
            return List.of();
        }
        return new ArrayList<>(block.texts(value, names[0]));
    }
}
