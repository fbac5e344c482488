package io.midge.options;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authorization block: one user, or a token, or a list of users.
 *
 * @param user name of the one user; empty: there is none
 * @param password password of the one user, or what bcrypt made of it
 * @param token token that all present, or what bcrypt made of it
 * @param timeout how long a connection may take to present itself; zero (default): 2 seconds, or a second more than TLS takes
 * @param users the list of users, default permissions worked in
 * @param defaultPermissions what a user may do of whom nothing is said; null: everything
 * @param callout a service that decides; null: there is none
 * @param proxyRequired only through a trusted proxy
 */
public record AuthorizationOptions(
        String user,
        SecretText password,
        SecretText token,
        Duration timeout,
        List<UserOptions> users,
        @Nullable PermissionOptions defaultPermissions,
        @Nullable AuthCalloutOptions callout,
        boolean proxyRequired) {
    /** Nothing is asked. */
    public static final AuthorizationOptions NONE =
            new AuthorizationOptions("", SecretText.NONE, SecretText.NONE, Duration.ZERO, List.of(), null, null, false);

    public AuthorizationOptions {
        users = List.copyOf(users);
    }

    /** One user, or a token, as listeners other than the clients' one have it. */
    public static AuthorizationOptions simple(String user, SecretText password, SecretText token, Duration timeout) {
        return new AuthorizationOptions(user, password, token, timeout, List.of(), null, null, false);
    }
}
