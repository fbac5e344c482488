package io.midge.net;

/**
 * An address that a server is told to give to others: {@code host}, {@code host:port}, {@code [::1]:port}.
 *
 * @param host name or address, without brackets
 * @param port TCP port
 */
public record HostPort(String host, int port) {
    /**
     * Reads what an {@code advertise} option says.
     *
     * @param defaultPort what a port that is missing, 0 or -1 means
     * @throws IllegalArgumentException when it is none, with nats-server's text
     */
    public static HostPort parse(String text, int defaultPort) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no hostport specified");
        }
        String whole = lacksPort(text) ? text + ":" + defaultPort : text;
        if (lacksPort(whole)) {
            throw invalid(whole, "missing port in address");
        }
        int colon = whole.lastIndexOf(':');
        String host;
        int behindHost;
        if (whole.startsWith("[")) {
            int end = whole.indexOf(']');
            if (end < 0) {
                throw invalid(whole, "missing ']' in address");
            }
            if (end + 1 != colon) {
                throw invalid(whole, "too many colons in address");
            }
            host = whole.substring(1, end);
            behindHost = end + 1;
        } else {
            host = whole.substring(0, colon);
            behindHost = 0;
            if (host.indexOf(':') >= 0) {
                throw invalid(whole, "too many colons in address");
            }
        }
        if (whole.indexOf('[', Math.min(1, behindHost)) >= 0) {
            throw invalid(whole, "unexpected '[' in address");
        }
        if (whole.indexOf(']', behindHost) >= 0) {
            throw invalid(whole, "unexpected ']' in address");
        }
        int port = number(whole.substring(colon + 1).strip());
        return new HostPort(host.strip(), port == 0 || port == -1 ? defaultPort : port);
    }

    @Override
    public String toString() {
        return Addresses.hostPort(host, port);
    }

    // No colon at all, or one that belongs to what stands in brackets.
    private static boolean lacksPort(String text) {
        int colon = text.lastIndexOf(':');
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        if (colon < 0 || end < 0) {
            return colon < 0;
        }
        return end + 1 != colon && !text.startsWith(":", end + 1);
    }

    private static int number(String text) {
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (digits == text.length() || !text.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("strconv.Atoi: parsing \"" + text + "\": value out of range", e);
        }
    }

    private static IllegalArgumentException invalid(String address, String why) {
        return new IllegalArgumentException("address " + address + ": " + why);
    }
}
