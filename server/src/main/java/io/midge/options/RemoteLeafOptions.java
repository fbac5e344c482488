package io.midge.options;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server, or a cluster of them, to connect to as a leaf node.
 *
 * @param urls where it is; all of them are WebSocket URLs, or none
 * @param account account on this side; default the global account
 * @param credentials file with a JWT and a seed; empty (default): none
 * @param nkey seed of the user to connect as; not together with {@code credentials}
 * @param tls how connections are encrypted; null (default): they are not
 * @param hub this side is the hub; default false
 * @param denyImports subjects that are not taken from the other side; default none
 * @param denyExports subjects that are not given to the other side; default none
 * @param noRandomize try the URLs in their order; default false
 * @param websocketCompression compress WebSocket frames; default false
 * @param websocketNoMasking do not mask WebSocket frames; default false
 * @param migrateLeaders leaders of streams go to another server while the connection is lost; default false
 * @param migrateDelay how long the connection must be lost for that; default zero
 * @param isolateInterest the other side does not learn of subscriptions that come from leaf nodes here; default false
 * @param requestIsolation this side asks not to learn of subscriptions that come from other leaf nodes; default false
 * @param compression how bytes are compressed; default {@code s2_auto}
 * @param firstInfoTimeout how long to wait for the first INFO; default 1 second
 * @param dialTimeout how long a TCP connection may take; zero (default): as the leafnodes block says
 * @param disabled do not connect; default false
 * @param ignoreDiscoveredServers connect to these URLs only, not to those that the other side tells of; default false
 * @param proxy an HTTP proxy on the way; null (default): none
 */
public record RemoteLeafOptions(
        List<ServerUrl> urls,
        String account,
        String credentials,
        SecretText nkey,
        @Nullable TlsOptions tls,
        boolean hub,
        List<String> denyImports,
        List<String> denyExports,
        boolean noRandomize,
        boolean websocketCompression,
        boolean websocketNoMasking,
        boolean migrateLeaders,
        Duration migrateDelay,
        boolean isolateInterest,
        boolean requestIsolation,
        CompressionOptions compression,
        Duration firstInfoTimeout,
        Duration dialTimeout,
        boolean disabled,
        boolean ignoreDiscoveredServers,
        @Nullable HttpProxyOptions proxy) {
    /** The global account. */
    public static final String DEFAULT_ACCOUNT = "$G";

    /** The port of a URL without one. */
    public static final int DEFAULT_PORT = 7422;

    static final Duration DEFAULT_FIRST_INFO_TIMEOUT = Duration.ofSeconds(1);

    public RemoteLeafOptions {
        account = account.isEmpty() ? DEFAULT_ACCOUNT : account;
        firstInfoTimeout =
                firstInfoTimeout.compareTo(Duration.ZERO) <= 0 ? DEFAULT_FIRST_INFO_TIMEOUT : firstInfoTimeout;
        compression = compression.orMode(CompressionOptions.S2_AUTO);
        urls = List.copyOf(urls);
        denyImports = List.copyOf(denyImports);
        denyExports = List.copyOf(denyExports);
    }

    /** What tells it from another one: the URLs, the account and who connects. */
    public List<Object> identity() {
        return List.of(urls, account, credentials, nkey);
    }

    /** What it is called in errors and logs, without passwords. */
    public String name() {
        String who = credentials.isEmpty() ? "" : ", credentials=" + GoWords.quoted(credentials);
        return "urls=" + GoWords.quoted(urls.stream().map(ServerUrl::toString).toList())
                + ", account=" + GoWords.quoted(account)
                + (nkey.isEmpty() ? who : ", nkey=\"[REDACTED]\"");
    }

    /** These options, with a port in each URL. */
    public RemoteLeafOptions withPorts() {
        return toBuilder()
                .urls(urls.stream().map(url -> url.orPort(DEFAULT_PORT)).toList())
                .build();
    }

    /**
     * Refuses a proxy that cannot be used.
     *
     * @throws IllegalArgumentException if there is one
     */
    public void checkProxy() {
        if (proxy != null) {
            proxy.check(this);
        }
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
        private List<ServerUrl> urls = List.of();
        private String account = DEFAULT_ACCOUNT;
        private String credentials = "";
        private SecretText nkey = SecretText.NONE;
        private @Nullable TlsOptions tls;
        private boolean hub;
        private List<String> denyImports = List.of();
        private List<String> denyExports = List.of();
        private boolean noRandomize;
        private boolean websocketCompression;
        private boolean websocketNoMasking;
        private boolean migrateLeaders;
        private Duration migrateDelay = Duration.ZERO;
        private boolean isolateInterest;
        private boolean requestIsolation;
        private CompressionOptions compression = CompressionOptions.UNSET;
        private Duration firstInfoTimeout = DEFAULT_FIRST_INFO_TIMEOUT;
        private Duration dialTimeout = Duration.ZERO;
        private boolean disabled;
        private boolean ignoreDiscoveredServers;
        private @Nullable HttpProxyOptions proxy;

        private Builder() {}

        private Builder(RemoteLeafOptions from) {
            urls = from.urls;
            account = from.account;
            credentials = from.credentials;
            nkey = from.nkey;
            tls = from.tls;
            hub = from.hub;
            denyImports = from.denyImports;
            denyExports = from.denyExports;
            noRandomize = from.noRandomize;
            websocketCompression = from.websocketCompression;
            websocketNoMasking = from.websocketNoMasking;
            migrateLeaders = from.migrateLeaders;
            migrateDelay = from.migrateDelay;
            isolateInterest = from.isolateInterest;
            requestIsolation = from.requestIsolation;
            compression = from.compression;
            firstInfoTimeout = from.firstInfoTimeout;
            dialTimeout = from.dialTimeout;
            disabled = from.disabled;
            ignoreDiscoveredServers = from.ignoreDiscoveredServers;
            proxy = from.proxy;
        }

        /** Where it is. */
        public Builder urls(List<ServerUrl> value) {
            urls = value;
            return this;
        }

        /** Account on this side. */
        public Builder account(String value) {
            account = value;
            return this;
        }

        /** File with a JWT and a seed. */
        public Builder credentials(String value) {
            credentials = value;
            return this;
        }

        /** Seed of the user to connect as. */
        public Builder nkey(SecretText value) {
            nkey = value;
            return this;
        }

        /** How connections are encrypted. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** This side is the hub. */
        public Builder hub(boolean value) {
            hub = value;
            return this;
        }

        /** Subjects that are not taken from the other side. */
        public Builder denyImports(List<String> value) {
            denyImports = value;
            return this;
        }

        /** Subjects that are not given to the other side. */
        public Builder denyExports(List<String> value) {
            denyExports = value;
            return this;
        }

        /** Try the URLs in their order. */
        public Builder noRandomize(boolean value) {
            noRandomize = value;
            return this;
        }

        /** Compress WebSocket frames. */
        public Builder websocketCompression(boolean value) {
            websocketCompression = value;
            return this;
        }

        /** Do not mask WebSocket frames. */
        public Builder websocketNoMasking(boolean value) {
            websocketNoMasking = value;
            return this;
        }

        /** Leaders of streams go to another server while the connection is lost. */
        public Builder migrateLeaders(boolean value) {
            migrateLeaders = value;
            return this;
        }

        /** How long the connection must be lost for that. */
        public Builder migrateDelay(Duration value) {
            migrateDelay = value;
            return this;
        }

        /** The other side does not learn of subscriptions that come from leaf nodes here. */
        public Builder isolateInterest(boolean value) {
            isolateInterest = value;
            return this;
        }

        /** This side asks not to learn of subscriptions that come from other leaf nodes. */
        public Builder requestIsolation(boolean value) {
            requestIsolation = value;
            return this;
        }

        /** How bytes are compressed. */
        public Builder compression(CompressionOptions value) {
            compression = value;
            return this;
        }

        /** How long to wait for the first INFO. */
        public Builder firstInfoTimeout(Duration value) {
            firstInfoTimeout = value;
            return this;
        }

        /** How long a TCP connection may take. */
        public Builder dialTimeout(Duration value) {
            dialTimeout = value;
            return this;
        }

        /** Do not connect. */
        public Builder disabled(boolean value) {
            disabled = value;
            return this;
        }

        /** Connect to these URLs only, not to those that the other side tells of. */
        public Builder ignoreDiscoveredServers(boolean value) {
            ignoreDiscoveredServers = value;
            return this;
        }

        /** An HTTP proxy on the way. */
        public Builder proxy(@Nullable HttpProxyOptions value) {
            proxy = value;
            return this;
        }

        /** The options so far. */
        public RemoteLeafOptions build() {
            return new RemoteLeafOptions(
                    urls,
                    account,
                    credentials,
                    nkey,
                    tls,
                    hub,
                    denyImports,
                    denyExports,
                    noRandomize,
                    websocketCompression,
                    websocketNoMasking,
                    migrateLeaders,
                    migrateDelay,
                    isolateInterest,
                    requestIsolation,
                    compression,
                    firstInfoTimeout,
                    dialTimeout,
                    disabled,
                    ignoreDiscoveredServers,
                    proxy);
        }
    }
}
