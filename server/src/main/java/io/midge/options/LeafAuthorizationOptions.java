package io.midge.options;

import java.time.Duration;
import java.util.List;

/**
 * Who may connect as a leaf node: one user, or a list of them, or one who has a key.
 *
 * @param user name of the one user; empty (default): there is none
 * @param password password of the one user
 * @param nkey public key of the one who has a key; empty (default): there is none
 * @param account account that the one user is in; empty (default): the global account
 * @param timeout how long a connection may take to present itself; zero (default): 2 seconds, or a second more than TLS takes
 * @param proxyRequired only through a trusted proxy; default false
 * @param users the list of users; default none
 */
public record LeafAuthorizationOptions(
        String user,
        SecretText password,
        String nkey,
        String account,
        Duration timeout,
        boolean proxyRequired,
        List<LeafUserOptions> users) {
    public LeafAuthorizationOptions {
        users = List.copyOf(users);
    }

    /** Nothing is asked. */
    public static final LeafAuthorizationOptions NONE = builder().build();

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values; one that is not set keeps its default. */
    public static final class Builder {
        private String user = "";
        private SecretText password = SecretText.NONE;
        private String nkey = "";
        private String account = "";
        private Duration timeout = Duration.ZERO;
        private boolean proxyRequired;
        private List<LeafUserOptions> users = List.of();

        private Builder() {}

        private Builder(LeafAuthorizationOptions from) {
            user = from.user;
            password = from.password;
            nkey = from.nkey;
            account = from.account;
            timeout = from.timeout;
            proxyRequired = from.proxyRequired;
            users = from.users;
        }

        /** Name of the one user. */
        public Builder user(String value) {
            user = value;
            return this;
        }

        /** Password of the one user. */
        public Builder password(SecretText value) {
            password = value;
            return this;
        }

        /** Public key of the one who has a key. */
        public Builder nkey(String value) {
            nkey = value;
            return this;
        }

        /** Account that the one user is in. */
        public Builder account(String value) {
            account = value;
            return this;
        }

        /** How long a connection may take to present itself. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** Only through a trusted proxy. */
        public Builder proxyRequired(boolean value) {
            proxyRequired = value;
            return this;
        }

        /** The list of users. */
        public Builder users(List<LeafUserOptions> value) {
            users = value;
            return this;
        }

        /** The options so far. */
        public LeafAuthorizationOptions build() {
            return new LeafAuthorizationOptions(user, password, nkey, account, timeout, proxyRequired, users);
        }
    }
}
