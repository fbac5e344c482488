package io.midge.options;

import java.util.List;

/**
 * A service that decides who may connect.
 *
 * @param issuer public key of the account that signs its answers
 * @param account account that the service is in
 * @param authUsers users whom the service is not asked for, itself among them
 * @param xkey public key that requests are sealed for; empty (default): they are not sealed
 * @param allowedAccounts accounts that it may put users into; none (default): all
 */
public record AuthCalloutOptions(
        String issuer, String account, List<String> authUsers, String xkey, List<String> allowedAccounts) {
    /** The account that the service is in where none is named. */
    public static final String DEFAULT_ACCOUNT = "$G";

    public AuthCalloutOptions {
        account = account.isEmpty() ? DEFAULT_ACCOUNT : account;
        authUsers = List.copyOf(authUsers);
        allowedAccounts = List.copyOf(allowedAccounts);
    }
}
