package io.midge.options;

import java.nio.charset.StandardCharsets;

/**
 * Where another server is. Its text form keeps the password back.
 *
 * @param scheme the scheme in lower case, such as {@code nats-route}; empty: none
 * @param user who connects; empty: nobody is named
 * @param password password of who connects
 * @param host host, or host:port, an IPv6 address in brackets; empty: none
 * @param rest what stands after the host, as it was written; all that stands after the scheme where no host can
 */
public record ServerUrl(String scheme, String user, SecretText password, String host, String rest) {
    /**
     * Reads a URL, as nats-server does.
     *
     * @throws IllegalArgumentException if the text is none; what it says does not hold back a password
     */
    public static ServerUrl parse(String text) {
        return new UrlParser(text, false).parse();
    }

    /** The host without its port and without brackets. */
    public String hostname() {
        String name = port().isEmpty() ? host : host.substring(0, host.lastIndexOf(':'));
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    /** The port in digits; empty: none. */
    public String port() {
        int colon = host.lastIndexOf(':');
        if (colon < 0 || host.indexOf(']', colon) >= 0) {
            return "";
        }
        String port = host.substring(colon + 1);
        return port.chars().allMatch(c -> c >= '0' && c <= '9') ? port : "";
    }

    /** This URL, with a port if it has none. */
    public ServerUrl orPort(int port) {
        return port().isEmpty() ? new ServerUrl(scheme, user, password, host + ':' + port, rest) : this;
    }

    /** Whether it is a WebSocket URL. */
    public boolean isWebsocket() {
        return scheme.startsWith("ws");
    }

    /** The URL, with {@code xxxxx} for a password. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        if (!scheme.isEmpty()) {
            out.append(scheme).append(':');
        }
        boolean hasUser = !user.isEmpty() || !password.isEmpty();
        if (!host.isEmpty() || hasUser) {
            out.append("//");
        }
        if (hasUser) {
            out.append(escaped(user)).append(password.isEmpty() ? "" : ":xxxxx").append('@');
        }
        return out.append(host).append(rest).toString();
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (UrlParser.isAlphanumeric(c) || "-_.~$&+,;=".indexOf(c) >= 0) {
                out.append((char) c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                out.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
