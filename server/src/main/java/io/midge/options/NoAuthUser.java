package io.midge.options;

import java.util.stream.Stream;

/** The user whom clients are that do not say who they are. */
final class NoAuthUser {
    private NoAuthUser() {}

    /** Refuses one who is not known; nobody is fine. */
    static void check(SecurityOptions security, String user) {
        if (user.isEmpty()) {
            return;
        }
        if (!security.operators().isEmpty()) {
            throw BlockCheck.refused("no_auth_user not compatible with Trusted Operator");
        }
        if (!hasUsers(security)) {
            throw BlockCheck.refused("no_auth_user: \"" + user + "\" present, but users/nkeys are not defined");
        }
        if (users(security).noneMatch(each -> each.id().equals(user))) {
            throw BlockCheck.refused("no_auth_user: \"" + user
                    + "\" not present as user or nkey in authorization block or account configuration");
        }
    }

    /** Whether there are users, rather than a single one or none. */
    static boolean hasUsers(SecurityOptions security) {
        return users(security).findAny().isPresent();
    }

    private static Stream<UserOptions> users(SecurityOptions security) {
        AuthorizationOptions authorization = security.authorization();
        return Stream.concat(
                authorization == null ? Stream.empty() : authorization.users().stream(),
                security.accounts().stream().flatMap(account -> account.users().stream()));
    }
}
