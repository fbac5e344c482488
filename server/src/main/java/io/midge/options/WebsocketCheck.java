package io.midge.options;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What a server refuses to start with of its websocket block. */
final class WebsocketCheck {
    /** Headers that belong to the handshake itself. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-length", "connection", "upgrade", "nats-no-masking");

    private WebsocketCheck() {}

    static void check(Options options) {
        WebsocketOptions websocket = options.websocket();
        if (websocket == null || !websocket.listens()) {
            return;
        }
        if (websocket.tls() == null && !websocket.noTls()) {
            throw BlockCheck.refused("websocket requires TLS configuration");
        }
        websocket.allowedOrigins().forEach(WebsocketCheck::origin);
        SecurityOptions security = options.security();
        NoAuthUser.check(security, websocket.noAuthUser());
        if (NoAuthUser.hasUsers(security)) {
            if (!websocket.authorization().user().isEmpty()) {
                throw BlockCheck.refused(
                        "websocket authentication username not compatible with presence of users/nkeys");
            }
            if (!websocket.authorization().token().isEmpty()) {
                throw BlockCheck.refused("websocket authentication token not compatible with presence of users/nkeys");
            }
        }
        if (!websocket.jwtCookie().isEmpty()
                && security.operators().isEmpty()
                && security.trustedKeys().isEmpty()) {
            throw BlockCheck.refused("trusted operators or trusted keys configuration is required for JWT"
                    + " authentication via cookie " + GoWords.quoted(websocket.jwtCookie()));
        }
        new TreeSet<>(websocket.headers().keySet()).forEach(WebsocketCheck::header);
    }

    private static void origin(String origin) {
        ServerUrl url;
        try {
            url = new UrlParser(origin, true).parse();
        } catch (IllegalArgumentException e) {
            throw BlockCheck.refused("unable to parse allowed origin: " + e.getMessage());
        }
        String where = "unable to parse allowed origin " + GoWords.quoted(origin) + ": ";
        if (!url.scheme().equals("http") && !url.scheme().equals("https")) {
            throw BlockCheck.refused(where + "allowed origins must be absolute URLs with http or https scheme");
        }
        if (url.host().isEmpty()) {
            throw BlockCheck.refused(where + "host is required");
        }
        String host = url.host();
        if (!host.startsWith("[") && host.indexOf(':') >= 0 && host.indexOf(']') >= 0) {
            throw BlockCheck.refused("unable to parse allowed origin: address " + host + ": unexpected ']' in address");
        }
    }

    private static void header(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        if (OWN_HEADERS.contains(name)) {
            throw BlockCheck.refused("websocket: invalid header " + GoWords.quoted(key) + " not allowed");
        }
        if (name.startsWith("sec-websocket-")) {
            throw BlockCheck.refused(
                    "websocket: invalid header " + GoWords.quoted(key) + ", \"Sec-WebSocket-\" prefix not allowed");
        }
    }
}
