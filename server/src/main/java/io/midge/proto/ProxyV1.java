package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Version 1 of {@link ProxyHeader}: a line of text. */
final class ProxyV1 {
    static final String PREFIX = "PROXY ";
    private static final int MAX_LINE = 107;
    private static final String INVALID = "invalid PROXY protocol header: ";
    private static final int MAX_PORT = 65535;

    /** What Go takes for white space. */
    private static final String BLANKS = " \t\n\u000b\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
            + "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    private ProxyV1() {}

    static ProxyHeader decode(byte[] b, int off, int end) {
        int limit = Math.min(end, off + MAX_LINE);
        for (int i = off + PREFIX.length(); i < limit - 1; i++) {
            if (b[i] == '\r' && b[i + 1] == '\n') {
                int from = off + PREFIX.length();
                return line(new String(b, from, i - from, UTF_8), i + 2 - off);
            }
        }
        if (end - off >= MAX_LINE) {
            return new ProxyHeader.Malformed(INVALID + "v1 line too long");
        }
        return new ProxyHeader.Incomplete(0, PREFIX.length(), "read v1 line");
    }

    private static ProxyHeader line(String text, int length) {
        List<String> parts = new ArrayList<>();
        for (StringTokenizer rest = new StringTokenizer(text, BLANKS); rest.hasMoreTokens(); ) {
            parts.add(rest.nextToken());
        }
        if (!parts.isEmpty() && parts.get(0).equals("UNKNOWN")) {
            return new ProxyHeader.Local(length);
        }
        if (parts.size() != 5) {
            return new ProxyHeader.Malformed(INVALID + "invalid v1 format");
        }
        InetAddress source = IpLiteral.parse(parts.get(1));
        if (source == null || IpLiteral.parse(parts.get(2)) == null) {
            return new ProxyHeader.Malformed(INVALID + "invalid address");
        }
        String wrong = wrongPort("source", parts.get(3));
        if (wrong.isEmpty()) {
            wrong = wrongPort("dest", parts.get(4));
        }
        if (wrong.isEmpty()) {
            wrong = wrongFamily(
                    parts.get(0), parts.get(1).indexOf(':') >= 0, parts.get(2).indexOf(':') >= 0);
        }
        return wrong.isEmpty()
                ? new ProxyHeader.Proxied(length, source, Integer.parseInt(parts.get(3)))
                : new ProxyHeader.Malformed(wrong);
    }

    // The first digit too many is out of range, whatever stands behind it.
    private static String wrongPort(String which, String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            value = digit ? 10 * value + c - '0' : value;
            if (!digit || value > MAX_PORT) {
                return "invalid " + which + " port: strconv.ParseUint: parsing " + Quoted.of(text.getBytes(UTF_8))
                        + ": " + (digit ? "value out of range" : "invalid syntax");
            }
        }
        return "";
    }

    private static String wrongFamily(String family, boolean sourceIs6, boolean destinationIs6) {
        return switch (family) {
            case "TCP4" -> sourceIs6 || destinationIs6 ? INVALID + "TCP4 with IPv6 address" : "";
            case "TCP6" -> sourceIs6 && destinationIs6 ? "" : INVALID + "TCP6 with IPv4 address";
            default -> INVALID + "invalid protocol " + family;
        };
    }
}
