package io.midge.proto;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Version 2 of {@link ProxyHeader}: the binary form. */
final class ProxyV2 {
    static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final int FIXED = 16;
    private static final int VERSION = 0x20;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;
    private static final int STREAM = 1;

    private ProxyV2() {}

    static ProxyHeader decode(byte[] b, int off, int end) {
        int have = end - off;
        if (have < SIGNATURE.length()) {
            return new ProxyHeader.Incomplete(SIGNATURE.length(), ProxyHeader.PREFIX, "read v2 signature");
        }
        if (!begins(b, off, SIGNATURE, SIGNATURE.length())) {
            return new ProxyHeader.Malformed("invalid PROXY protocol header: invalid signature");
        }
        if (have < FIXED) {
            return new ProxyHeader.Incomplete(FIXED, SIGNATURE.length(), "read v2 header");
        }
        int version = b[off + 12] & 0xf0;
        int command = b[off + 12] & 0x0f;
        int family = b[off + 13] & 0xf0;
        int length = FIXED + unsigned(b, off + 14);
        if (version != VERSION) {
            return new ProxyHeader.Malformed("invalid PROXY protocol header: invalid version " + hex(version));
        }
        if (command == LOCAL) {
            return have < length ? rest(length, "discard LOCAL command address data") : new ProxyHeader.Local(length);
        }
        if (command != PROXY) {
            return new ProxyHeader.Malformed("unknown PROXY protocol command: " + hex(command));
        }
        if ((b[off + 13] & 0x0f) != STREAM) {
            return new ProxyHeader.Malformed("unsupported PROXY protocol feature: only STREAM protocol supported");
        }
        return switch (family) {
            case 0 ->
                have < length ? rest(length, "discard UNSPEC address address data") : new ProxyHeader.Local(length);
            case 0x10 -> addresses(b, off, have, length, "IPv4", 4);
            case 0x20 -> addresses(b, off, have, length, "IPv6", 16);
            default ->
                new ProxyHeader.Malformed(
                        "unsupported PROXY protocol feature: unsupported address family " + hex(family));
        };
    }

    // Two addresses, two ports, and what we do not look at.
    private static ProxyHeader addresses(byte[] b, int off, int have, int length, String name, int size) {
        if (length - FIXED < 2 * size + 4) {
            return new ProxyHeader.Malformed(name + " address data too short: " + (length - FIXED) + " bytes");
        }
        if (have < length) {
            return rest(length, "read " + name + " address data");
        }
        int at = off + FIXED;
        try {
            InetAddress source = InetAddress.getByAddress(Arrays.copyOfRange(b, at, at + size));
            return new ProxyHeader.Proxied(length, source, unsigned(b, at + 2 * size));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + size + " bytes", e);
        }
    }

    private static ProxyHeader.Incomplete rest(int length, String part) {
        return new ProxyHeader.Incomplete(length, FIXED, part);
    }

    private static int unsigned(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
    }

    private static String hex(int value) {
        return (value < 0x10 ? "0x0" : "0x") + Integer.toHexString(value);
    }

    /** Whether the first {@code count} bytes are those of {@code with}. */
    static boolean begins(byte[] b, int off, String with, int count) {
        for (int i = 0; i < count; i++) {
            if (b[off + i] != with.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
