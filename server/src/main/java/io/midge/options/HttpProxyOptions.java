package io.midge.options;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on the way to another server.
 *
 * @param url where it is: an http or https URL
 * @param user who connects; empty (default): nobody is named
 * @param password password of who connects
 * @param timeout how long it may take to connect through it; zero (default): as long as a TCP connection
 * @param tls how connections are encrypted; null (default): they are not
 */
public record HttpProxyOptions(
        String url,
        String user,
        SecretText password,
        Duration timeout,
        @Nullable TlsOptions tls) {

    /** Refuses what cannot be used, or not for this server. */
    void check(RemoteLeafOptions remote) {
        if (url.isEmpty()) {
            if (!user.isEmpty() || !password.isEmpty() || !timeout.isZero() || tls != null) {
                throw new IllegalArgumentException("proxy URL must be specified when other proxy options are set");
            }
            return;
        }
        checkUrl();
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("proxy timeout must be >= 0");
        }
        if (tls != null && tls.timeout().isNegative()) {
            throw new IllegalArgumentException("proxy TLS timeout must be >= 0");
        }
        if (user.isEmpty() != password.isEmpty()) {
            throw new IllegalArgumentException("proxy username and password must both be specified or both be empty");
        }
        for (ServerUrl each : remote.urls()) {
            if (each.scheme().equals("wss") && remote.tls() == null) {
                throw new IllegalArgumentException("proxy is configured but remote URL " + each
                        + " requires TLS and no TLS configuration is provided. When using proxy with TLS endpoints,"
                        + " ensure TLS is properly configured for the leafnode remote");
            }
        }
    }

    private void checkUrl() {
        ServerUrl parsed;
        try {
            parsed = ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid proxy URL: " + e.getMessage(), e);
        }
        if (!parsed.scheme().equals("http") && !parsed.scheme().equals("https")) {
            throw new IllegalArgumentException("proxy URL scheme must be http or https, got: " + parsed.scheme());
        }
        if (parsed.host().isEmpty()) {
            throw new IllegalArgumentException("proxy URL must specify a host");
        }
        if (tls != null && !parsed.scheme().equals("https")) {
            throw new IllegalArgumentException(
                    "proxy TLS configuration requires an https proxy URL, got: " + parsed.scheme());
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
        private String url = "";
        private String user = "";
        private SecretText password = SecretText.NONE;
        private Duration timeout = Duration.ZERO;
        private @Nullable TlsOptions tls;

        private Builder() {}

        private Builder(HttpProxyOptions from) {
            url = from.url;
            user = from.user;
            password = from.password;
            timeout = from.timeout;
            tls = from.tls;
        }

        /** Where it is: an http or https URL. */
        public Builder url(String value) {
            url = value;
            return this;
        }

        /** Who connects. */
        public Builder user(String value) {
            user = value;
            return this;
        }

        /** Password of who connects. */
        public Builder password(SecretText value) {
            password = value;
            return this;
        }

        /** How long it may take to connect through it. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** How connections are encrypted. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** The options so far. */
        public HttpProxyOptions build() {
            return new HttpProxyOptions(url, user, password, timeout, tls);
        }
    }
}
