package io.midge.proto;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text, and nothing that merely may be one: dotted quads without leading zeros, IPv6 with or without a
 * quad at its end, no zones. Never asks a name service, which {@link InetAddress#getByName} may.
 */
final class IpLiteral {
    private static final int GROUPS_OF_6 = 8;

    private final String text;
    private final byte[] bytes = new byte[16];
    private int at;

    private IpLiteral(String text) {
        this.text = text;
    }

    /** The address, an IPv4 one for an IPv4-mapped text; null when it is none. */
    static @Nullable InetAddress parse(String text) {
        IpLiteral literal = new IpLiteral(text);
        byte[] address;
        if (text.indexOf(':') >= 0) {
            address = literal.six() ? literal.bytes : null;
        } else {
            address = literal.four(0) ? Arrays.copyOf(literal.bytes, 4) : null;
        }
        try {
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** Four decimal numbers from here to the end of the text. */
    private boolean four(int into) {
        for (int i = 0; i < 4; i++) {
            if (i > 0 && !skip('.')) {
                return false;
            }
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 4 && isDigit(text.charAt(at))) {
                value = 10 * value + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || leadingZero || value > 255) {
                return false;
            }
            bytes[into + i] = (byte) value;
        }
        return at == text.length();
    }

    private boolean six() {
        int groups = 0;
        int gap = -1;
        if (text.startsWith("::")) {
            at = 2;
            gap = 0;
        }
        while (groups < GROUPS_OF_6 && at < text.length()) {
            int start = at;
            int value = group();
            if (value < 0) {
                return false;
            }
            if (at < text.length() && text.charAt(at) == '.') {
                at = start;
                boolean fits = gap < 0 ? groups == GROUPS_OF_6 - 2 : groups <= GROUPS_OF_6 - 2;
                return fits && four(2 * groups) && spread(groups + 2, gap);
            }
            bytes[2 * groups] = (byte) (value >> 8);
            bytes[2 * groups + 1] = (byte) value;
            groups++;
            if (at == text.length()) {
                break;
            }
            if (!skip(':') || at == text.length()) {
                return false;
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return false;
                }
                at++;
                gap = groups;
            }
        }
        return at == text.length() && spread(groups, gap);
    }

    /** One to four hexadecimal digits, -1 when there are none or more. */
    private int group() {
        int start = at;
        int value = 0;
        while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80) {
            if (at - start == 4) {
                return -1;
            }
            value = 16 * value + Character.digit(text.charAt(at++), 16);
        }
        return at == start ? -1 : value;
    }

    /** Puts zeros where the gap was, which stands for at least one group. */
    private boolean spread(int groups, int gap) {
        if (gap < 0) {
            return groups == GROUPS_OF_6;
        }
        int missing = 2 * (GROUPS_OF_6 - groups);
        if (missing == 0) {
            return false;
        }
        System.arraycopy(bytes, 2 * gap, bytes, 2 * gap + missing, 2 * (groups - gap));
        Arrays.fill(bytes, 2 * gap, 2 * gap + missing, (byte) 0);
        return true;
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
