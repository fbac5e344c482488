package io.midge.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How addresses are written in logs and on the wire: IPv6 in its short form (RFC 5952), in brackets before a port. */
public final class Addresses {
    private Addresses() {}

    /** {@code host:port}, with brackets around an IPv6 host. */
    public static String hostPort(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** Where a client on this machine finds a listener: the loopback address for one that listens everywhere. */
    public static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    /**
     * An address of this machine that others can reach, for a listener on every interface: the first global one, IPv4
     * before IPv6; empty when there is none.
     */
    public static Optional<String> firstGlobal() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                .flatMap(each ->
                        each.inetAddresses().sorted(Comparator.comparingInt(address -> address.getAddress().length)))
                .filter(Addresses::isGlobal)
                .map(Addresses::compressed)
                .findFirst();
    }

    /** Each address at which a listener on this host is reached; for one on every interface all that the machine has. */
    public static List<String> all(String host) throws SocketException {
        if (!host.equals("0.0.0.0") && !host.equals("::")) {
            try {
                return List.of(compressed(InetAddress.getByName(host)));
            } catch (UnknownHostException e) {
                return List.of(host); // it has been bound, so the name was known a moment ago
            }
        }
        return NetworkInterface.networkInterfaces()
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                .flatMap(each ->
                        each.inetAddresses().sorted(Comparator.comparingInt(address -> address.getAddress().length)))
                .map(Addresses::compressed)
                .toList();
    }

    private static boolean isGlobal(InetAddress address) {
        return !(address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress());
    }

    /** The longest run of two or more zero groups becomes {@code ::}, the leftmost of equals. */
    static String compressed(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length != 16) {
            return address.getHostAddress();
        }
        int bestAt = -1;
        int bestRun = 1;
        int run = 0;
        for (int g = 0; g < 8; g++) {
            run = group(b, g) == 0 ? run + 1 : 0;
            if (run > bestRun) {
                bestRun = run;
                bestAt = g - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int g = 0; g < 8; g++) {
            if (g == bestAt) {
                text.append("::");
                g += bestRun - 1;
                continue;
            }
            boolean afterGap = bestAt >= 0 && g == bestAt + bestRun;
            if (g > 0 && !afterGap) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(b, g)));
        }
        return text.toString();
    }

    private static int group(byte[] b, int g) {
        return (b[2 * g] & 0xff) << 8 | (b[2 * g + 1] & 0xff);
    }
}
