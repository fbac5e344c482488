package io.midge.log;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Where a syslog service is.
 *
 * @param network "udp", "tcp", "unix", or empty for the one of this machine
 * @param address host and port, or a path
 * @param paths where this machine's may be
 */
record SyslogTarget(String network, String address, List<String> paths) {
    private static final List<String> USUAL_PATHS = List.of("/dev/log", "/var/run/syslog", "/var/run/log");

    /** The service of this machine. */
    static SyslogTarget local() {
        return local(USUAL_PATHS);
    }

    /** The service of this machine, at the first of these paths where there is one. */
    static SyslogTarget local(List<String> paths) {
        return new SyslogTarget("", "", paths);
    }

    /**
     * The service that a URL names.
     *
     * @throws IOException with nats-server's text for operators if it names none
     */
    static SyslogTarget of(String url) throws IOException {
        int control = 0;
        while (control < url.length() && url.charAt(control) >= ' ' && url.charAt(control) != 0x7f) {
            control++;
        }
        if (control < url.length()) {
            throw unreadable(url, "net/url: invalid control character in URL");
        }
        String whole = before(before(url, '#'), '?');
        int colon = schemeEnd(whole);
        if (colon == 0) {
            throw unreadable(url, "missing protocol scheme");
        }
        if (colon < 0 && before(whole, '/').indexOf(':') >= 0) {
            throw unreadable(url, "first path segment in URL cannot contain colon");
        }
        String network = colon < 0 ? "" : whole.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = whole.substring(colon + 1);
        String host = "";
        String path = rest.startsWith("/") ? rest : "";
        if (rest.startsWith("//")) {
            host = before(rest.substring(2), '/');
            path = rest.substring(2 + host.length());
            host = host.substring(host.lastIndexOf('@') + 1);
            check(url, host);
        }
        return switch (network) {
            case "udp", "tcp" -> new SyslogTarget(network, host, List.of());
            case "unix" -> new SyslogTarget(network, path, List.of());
            default -> throw new IOException("error invalid network type: " + LogText.quoted(network));
        };
    }

    /** Whether lines have the form that services of the same machine read. */
    boolean isLocal() {
        return network.isEmpty() || network.equals("unix");
    }

    /** Whether a line may have to fit into a datagram. */
    boolean isDatagrams() {
        return network.isEmpty() || network.equals("udp");
    }

    /** Connects, waiting for as long as that takes. */
    SyslogLink open() throws IOException {
        if (network.isEmpty()) {
            return openLocal();
        }
        if (address.isEmpty()) {
            throw new IOException("dial " + network + ": missing address");
        }
        if (network.equals("unix")) {
            return SocketLink.unix(address);
        }
        int colon = address.lastIndexOf(':');
        if (colon < 0 || address.endsWith("]")) {
            throw new IOException("dial " + network + ": address " + address + ": missing port in address");
        }
        String port = address.substring(colon + 1);
        int number = port.length() > 5 ? 65_536 : port.isEmpty() ? 0 : Integer.parseInt(port);
        if (number > 65_535) {
            throw new IOException("dial " + network + ": address " + port + ": invalid port");
        }
        String host = address.substring(0, colon);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return network.equals("udp") ? SocketLink.udp(host, number) : SocketLink.tcp(host, number);
    }

    // Datagram sockets first, which is what services have.
    private SyslogLink openLocal() throws IOException {
        IOException failure = new IOException("Unix syslog delivery error");
        for (String each : paths) {
            try {
                return DatagramLink.open(each);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        for (String each : paths) {
            try {
                return SocketLink.unix(each);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    // Where the colon behind a scheme stands, -1 if there is no scheme.
    private static int schemeEnd(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == ':') {
                return i;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean later = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !later)) {
                return -1;
            }
        }
        return -1;
    }

    private static void check(String url, String host) throws IOException {
        int end = host.lastIndexOf(']');
        if (host.startsWith("[") && end < 0) {
            throw unreadable(url, "missing ']' in host");
        }
        String port = host.startsWith("[")
                ? host.substring(end + 1)
                : host.indexOf(':') < 0 ? "" : host.substring(host.lastIndexOf(':'));
        boolean digits = port.isEmpty() || port.charAt(0) == ':';
        for (int i = 1; i < port.length(); i++) {
            digits &= port.charAt(i) >= '0' && port.charAt(i) <= '9';
        }
        if (!digits) {
            throw unreadable(url, "invalid port " + LogText.quoted(port) + " after host");
        }
    }

    private static IOException unreadable(String url, String why) {
        return new IOException("parse " + LogText.quoted(url) + ": " + why);
    }

    private static String before(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
