package io.midge.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who is behind an address, as far as an address tells: of IPv6 its first half, because whoever has an address has all of
 * a /64.
 */
public final class Origin {
    private static final int IPV6_BYTES = 16;

    private Origin() {}

    /** What all addresses of one origin have in common; {@code address} is an IP address as text, or empty. */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress(); // asks nobody: it is no name
            return bytes.length < IPV6_BYTES
                    ? address
                    : HexFormat.of().formatHex(Arrays.copyOf(bytes, IPV6_BYTES / 2)) + "::/64";
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
