package io.midge.auth;

import io.midge.account.Account;
import io.midge.options.AccountOptions;
import io.midge.options.AuthorizationOptions;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is let in without credentials, although nothing is said of such clients: everybody where nothing is configured to ask
 * for credentials, and, as in nats-server, a user of {@code $G} where no account is configured but the one for the server's
 * own messages, which can then have users without all others needing one. {@code no_implicit_anonymous} ends both.
 */
public final class Anonymous {
    private Anonymous() {}

    /** Whether there is that user of {@code $G}. */
    static boolean isUser(SecurityOptions security) {
        if (security.noImplicitAnonymous()
                || security.authorization() != null
                || !security.noAuthUser().isEmpty()) {
            return false;
        }
        Set<String> accounts = new HashSet<>();
        accounts.add(Account.GLOBAL);
        for (AccountOptions each : security.accounts()) {
            accounts.add(each.name());
        }
        return accounts.size() == 2 && accounts.contains(security.systemAccountName());
    }

    /** Whether users are configured, wherever. */
    static boolean hasUsers(SecurityOptions security) {
        AuthorizationOptions authorization = security.authorization();
        boolean any = authorization != null && !authorization.users().isEmpty();
        for (AccountOptions each : security.accounts()) {
            any |= !each.users().isEmpty();
        }
        return any;
    }

    /** What an operator has to know of clients without credentials; empty if none is let in. */
    public static String warning(SecurityOptions security) {
        if (!security.noAuthUser().isEmpty()) {
            return "Clients without credentials are let in as \"" + security.noAuthUser() + "\", in account "
                    + accountOf(security, security.noAuthUser()) + " (no_auth_user)";
        }
        if (isUser(security)) {
            return "Clients without credentials are let in, in account " + Account.GLOBAL
                    + ", because no other than the system account is configured; 'no_implicit_anonymous: true' keeps them out";
        }
        return Authenticator.isRequired(security)
                ? ""
                : "Clients without credentials are let in, in account " + Account.GLOBAL
                        + ", because nothing is configured to ask for them; 'no_implicit_anonymous: true' keeps them out";
    }

    private static String accountOf(SecurityOptions security, String user) {
        return security.accounts().stream()
                .filter(account -> has(account.users().stream(), user))
                .map(AccountOptions::name)
                .findFirst()
                .orElse(Account.GLOBAL);
    }

    private static boolean has(Stream<UserOptions> users, String id) {
        return users.anyMatch(user -> user.id().equals(id));
    }
}
