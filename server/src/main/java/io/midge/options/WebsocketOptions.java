package io.midge.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code websocket} block (config.md 10).
 *
 * @param host address to listen on; empty (default): every one
 * @param port TCP port to listen on, -1 for a free one; 0 (default): no WebSocket
 * @param advertise host[:port] that others are told; empty (default): where it listens
 * @param noTls WebSocket without TLS; default false
 * @param tls how connections are encrypted; null (default): they are not
 * @param sameOrigin take only pages that come from this very address; default false
 * @param allowedOrigins where pages may come from, as URLs; none (default): anywhere
 * @param handshakeTimeout how long the handshake may take; zero (default): any time
 * @param compression compress messages if the client can; default false
 * @param authorization a user, or a token, instead of those of other clients
 * @param noAuthUser user that a client is who names none; empty (default): it is refused
 * @param jwtCookie cookie with the JWT of a user; empty (default): none
 * @param userCookie cookie with the name of a user; empty (default): none
 * @param passCookie cookie with the password of a user; empty (default): none
 * @param tokenCookie cookie with a token; empty (default): none
 * @param headers headers of the response to the handshake; default none
 * @param pingInterval time between PINGs to an idle client; zero (default): as for other clients
 */
public record WebsocketOptions(
        String host,
        int port,
        String advertise,
        boolean noTls,
        @Nullable TlsOptions tls,
        boolean sameOrigin,
        List<String> allowedOrigins,
        Duration handshakeTimeout,
        boolean compression,
        AuthorizationOptions authorization,
        String noAuthUser,
        String jwtCookie,
        String userCookie,
        String passCookie,
        String tokenCookie,
        Map<String, String> headers,
        Duration pingInterval) {
    public WebsocketOptions {
        host = host.isEmpty() ? Options.DEFAULT_HOST : host;
        allowedOrigins = List.copyOf(allowedOrigins);
        headers = Map.copyOf(headers);
    }

    /** Whether there is a listener. */
    public boolean listens() {
        return port != 0;
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
        private String host = "";
        private int port;
        private String advertise = "";
        private boolean noTls;
        private @Nullable TlsOptions tls;
        private boolean sameOrigin;
        private List<String> allowedOrigins = List.of();
        private Duration handshakeTimeout = Duration.ZERO;
        private boolean compression;
        private AuthorizationOptions authorization = AuthorizationOptions.NONE;
        private String noAuthUser = "";
        private String jwtCookie = "";
        private String userCookie = "";
        private String passCookie = "";
        private String tokenCookie = "";
        private Map<String, String> headers = Map.of();
        private Duration pingInterval = Duration.ZERO;

        private Builder() {}

        private Builder(WebsocketOptions from) {
            host = from.host;
            port = from.port;
            advertise = from.advertise;
            noTls = from.noTls;
            tls = from.tls;
            sameOrigin = from.sameOrigin;
            allowedOrigins = from.allowedOrigins;
            handshakeTimeout = from.handshakeTimeout;
            compression = from.compression;
            authorization = from.authorization;
            noAuthUser = from.noAuthUser;
            jwtCookie = from.jwtCookie;
            userCookie = from.userCookie;
            passCookie = from.passCookie;
            tokenCookie = from.tokenCookie;
            headers = from.headers;
            pingInterval = from.pingInterval;
        }

        /** Address to listen on. */
        public Builder host(String value) {
            host = value;
            return this;
        }

        /** TCP port to listen on, -1 for a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Host[:port] that others are told. */
        public Builder advertise(String value) {
            advertise = value;
            return this;
        }

        /** WebSocket without TLS. */
        public Builder noTls(boolean value) {
            noTls = value;
            return this;
        }

        /** How connections are encrypted. */
        public Builder tls(@Nullable TlsOptions value) {
            tls = value;
            return this;
        }

        /** Take only pages that come from this very address. */
        public Builder sameOrigin(boolean value) {
            sameOrigin = value;
            return this;
        }

        /** Where pages may come from, as URLs. */
        public Builder allowedOrigins(List<String> value) {
            allowedOrigins = value;
            return this;
        }

        /** How long the handshake may take. */
        public Builder handshakeTimeout(Duration value) {
            handshakeTimeout = value;
            return this;
        }

        /** Compress messages if the client can. */
        public Builder compression(boolean value) {
            compression = value;
            return this;
        }

        /** A user, or a token, instead of those of other clients. */
        public Builder authorization(AuthorizationOptions value) {
            authorization = value;
            return this;
        }

        /** User that a client is who names none. */
        public Builder noAuthUser(String value) {
            noAuthUser = value;
            return this;
        }

        /** Cookie with the JWT of a user. */
        public Builder jwtCookie(String value) {
            jwtCookie = value;
            return this;
        }

        /** Cookie with the name of a user. */
        public Builder userCookie(String value) {
            userCookie = value;
            return this;
        }

        /** Cookie with the password of a user. */
        public Builder passCookie(String value) {
            passCookie = value;
            return this;
        }

        /** Cookie with a token. */
        public Builder tokenCookie(String value) {
            tokenCookie = value;
            return this;
        }

        /** Headers of the response to the handshake. */
        public Builder headers(Map<String, String> value) {
            headers = value;
            return this;
        }

        /** Time between PINGs to an idle client. */
        public Builder pingInterval(Duration value) {
            pingInterval = value;
            return this;
        }

        /** The options so far. */
        public WebsocketOptions build() {
            return new WebsocketOptions(
                    host,
                    port,
                    advertise,
                    noTls,
                    tls,
                    sameOrigin,
                    allowedOrigins,
                    handshakeTimeout,
                    compression,
                    authorization,
                    noAuthUser,
                    jwtCookie,
                    userCookie,
                    passCookie,
                    tokenCookie,
                    headers,
                    pingInterval);
        }
    }
}
