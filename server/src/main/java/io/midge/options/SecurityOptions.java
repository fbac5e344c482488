package io.midge.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect and what they may do.
 *
 * @param tls TLS for clients; null (default): none
 * @param allowNonTls whether clients may also come without TLS; default false
 * @param ocsp whether an authority's word is sent along; null (default): if the certificate wants it
 * @param ocspCache whether such words are kept; null (default): in {@code _rc_}
 * @param noAuthUser user whom clients are that do not say who they are; empty (default): none
 * @param authorization the authorization block; null (default): there is none
 * @param accounts accounts; none (default): all clients are in {@code $G}
 * @param mappings messages in {@code $G} that go elsewhere; default none
 * @param defaultSentinel token of the user whom clients are that bring none; default none
 * @param systemAccount account for the server's own messages; empty (default): {@code $SYS}
 * @param noSystemAccount there is no such account; default false
 * @param trustedKeys public keys of operators whose accounts are trusted; default none
 * @param operators operators whose accounts are trusted; default none
 * @param resolver where accounts come from; null (default): where the one operator says
 * @param resolverTls TLS for a resolver's URL; null (default): that of the system
 * @param resolverPreload tokens of accounts by public key; default none
 * @param resolverPinnedAccounts public keys of the accounts that are served; none (default): all
 * @param defaultJsDomain JetStream domains by account; default none
 * @param trustedProxies public keys of proxies that are trusted; default none
 * @param throttleLoopback whether failed logins from this machine are answered late, as those from elsewhere are; default false
 * @param noImplicitAnonymous nobody is let in without credentials unless {@code noAuthUser} says so; default false
 */
public record SecurityOptions(
        @Nullable TlsOptions tls,
        boolean allowNonTls,
        @Nullable OcspOptions ocsp,
        @Nullable OcspCacheOptions ocspCache,
        String noAuthUser,
        @Nullable AuthorizationOptions authorization,
        List<AccountOptions> accounts,
        List<MappingOptions> mappings,
        SecretText defaultSentinel,
        String systemAccount,
        boolean noSystemAccount,
        List<String> trustedKeys,
        List<OperatorOptions> operators,
        @Nullable ResolverOptions resolver,
        @Nullable TlsOptions resolverTls,
        Map<String, String> resolverPreload,
        Set<String> resolverPinnedAccounts,
        Map<String, String> defaultJsDomain,
        List<String> trustedProxies,
        boolean throttleLoopback,
        boolean noImplicitAnonymous) {
    /** Nothing is said. */
    public static final SecurityOptions NONE = builder().build();

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    private static final String SYSTEM = "$SYS";

    public SecurityOptions {
        accounts = List.copyOf(accounts);
        mappings = List.copyOf(mappings);
        trustedKeys = List.copyOf(trustedKeys);
        operators = List.copyOf(operators);
        resolverPreload = Map.copyOf(resolverPreload);
        resolverPinnedAccounts = Set.copyOf(resolverPinnedAccounts);
        defaultJsDomain = Map.copyOf(defaultJsDomain);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** How long a connection may take to say who it is: as configured, or two seconds, or a second more than TLS may take. */
    public Duration authTimeout() {
        if (authorization != null && !authorization.timeout().isZero()) {
            return authorization.timeout();
        }
        if (tls == null) {
            return DEFAULT_TIMEOUT;
        }
        return (tls.timeout().isZero() ? DEFAULT_TIMEOUT : tls.timeout()).plusSeconds(1);
    }

    /** Name of the account for the server's own messages: as configured, or {@code $SYS}; empty where there is none. */
    public String systemAccountName() {
        if (!systemAccount.isEmpty()) {
            return systemAccount;
        }
        boolean there = !noSystemAccount;
        for (AccountOptions each : accounts) {
            there |= each.name().equals(SYSTEM);
        }
        return there ? SYSTEM : "";
    }

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
        private @Nullable TlsOptions tls;
        private boolean allowNonTls;
        private @Nullable OcspOptions ocsp;
        private @Nullable OcspCacheOptions ocspCache;
        private String noAuthUser = "";
        private @Nullable AuthorizationOptions authorization;
        private List<AccountOptions> accounts = List.of();
        private List<MappingOptions> mappings = List.of();
        private SecretText defaultSentinel = SecretText.NONE;
        private String systemAccount = "";
        private boolean noSystemAccount;
        private List<String> trustedKeys = List.of();
        private List<OperatorOptions> operators = List.of();
        private @Nullable ResolverOptions resolver;
        private @Nullable TlsOptions resolverTls;
        private Map<String, String> resolverPreload = Map.of();
        private Set<String> resolverPinnedAccounts = Set.of();
        private Map<String, String> defaultJsDomain = Map.of();
        private List<String> trustedProxies = List.of();
        private boolean throttleLoopback;
        private boolean noImplicitAnonymous;

        private Builder() {}

        private Builder(SecurityOptions from) {
            tls = from.tls;
            allowNonTls = from.allowNonTls;
            ocsp = from.ocsp;
            ocspCache = from.ocspCache;
            noAuthUser = from.noAuthUser;
            authorization = from.authorization;
            accounts = from.accounts;
            mappings = from.mappings;
            defaultSentinel = from.defaultSentinel;
            systemAccount = from.systemAccount;
            noSystemAccount = from.noSystemAccount;
            trustedKeys = from.trustedKeys;
            operators = from.operators;
            resolver = from.resolver;
            resolverTls = from.resolverTls;
            resolverPreload = from.resolverPreload;
            resolverPinnedAccounts = from.resolverPinnedAccounts;
            defaultJsDomain = from.defaultJsDomain;
            trustedProxies = from.trustedProxies;
            throttleLoopback = from.throttleLoopback;
            noImplicitAnonymous = from.noImplicitAnonymous;
        }

        /** TLS for clients. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** Whether clients may also come without TLS. */
        public Builder allowNonTls(boolean value) {
            allowNonTls = value;
            return this;
        }

        /** Whether an authority's word is sent along. */
        public Builder ocsp(@Nullable OcspOptions value) {
            ocsp = value;
            return this;
        }

        /** Whether such words are kept. */
        public Builder ocspCache(@Nullable OcspCacheOptions value) {
            ocspCache = value;
            return this;
        }

        /** User whom clients are that do not say who they are. */
        public Builder noAuthUser(String value) {
            noAuthUser = value;
            return this;
        }

        /** The authorization block. */
        public Builder authorization(@Nullable AuthorizationOptions value) {
            authorization = value;
            return this;
        }

        /** Accounts. */
        public Builder accounts(List<AccountOptions> value) {
            accounts = value;
            return this;
        }

        /** Messages in {@code $G} that go elsewhere. */
        public Builder mappings(List<MappingOptions> value) {
            mappings = value;
            return this;
        }

        /** Token of the user whom clients are that bring none. */
        public Builder defaultSentinel(SecretText value) {
            defaultSentinel = value;
            return this;
        }

        /** Account for the server's own messages. */
        public Builder systemAccount(String value) {
            systemAccount = value;
            return this;
        }

        /** There is no such account. */
        public Builder noSystemAccount(boolean value) {
            noSystemAccount = value;
            return this;
        }

        /** Public keys of operators whose accounts are trusted. */
        public Builder trustedKeys(List<String> value) {
            trustedKeys = value;
            return this;
        }

        /** Operators whose accounts are trusted. */
        public Builder operators(List<OperatorOptions> value) {
            operators = value;
            return this;
        }

        /** Where accounts come from. */
        public Builder resolver(@Nullable ResolverOptions value) {
            resolver = value;
            return this;
        }

        /** TLS for a resolver's URL. */
        public Builder resolverTls(@Nullable TlsOptions value) {
            resolverTls = value;
            return this;
        }

        /** Tokens of accounts by public key. */
        public Builder resolverPreload(Map<String, String> value) {
            resolverPreload = value;
            return this;
        }

        /** Public keys of the accounts that are served. */
        public Builder resolverPinnedAccounts(Set<String> value) {
            resolverPinnedAccounts = value;
            return this;
        }

        /** JetStream domains by account. */
        public Builder defaultJsDomain(Map<String, String> value) {
            defaultJsDomain = value;
            return this;
        }

        /** Public keys of proxies that are trusted. */
        public Builder trustedProxies(List<String> value) {
            trustedProxies = value;
            return this;
        }

        /** Whether failed logins from this machine are answered late, as those from elsewhere are. */
        public Builder throttleLoopback(boolean value) {
            throttleLoopback = value;
            return this;
        }

        /** Nobody is let in without credentials unless {@code noAuthUser} says so. */
        public Builder noImplicitAnonymous(boolean value) {
            noImplicitAnonymous = value;
            return this;
        }

        /** The options so far. */
        public SecurityOptions build() {
            return new SecurityOptions(
                    tls,
                    allowNonTls,
                    ocsp,
                    ocspCache,
                    noAuthUser,
                    authorization,
                    accounts,
                    mappings,
                    defaultSentinel,
                    systemAccount,
                    noSystemAccount,
                    trustedKeys,
                    operators,
                    resolver,
                    resolverTls,
                    resolverPreload,
                    resolverPinnedAccounts,
                    defaultJsDomain,
                    trustedProxies,
                    throttleLoopback,
                    noImplicitAnonymous);
        }
    }
}
