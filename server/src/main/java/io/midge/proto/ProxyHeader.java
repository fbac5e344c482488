package io.midge.proto;

import java.net.InetAddress;

/**
 * What a load balancer says of the client behind it, before the client's own first byte: the PROXY protocol of HAProxy.
 *
 * <pre>
 *   version 1   PROXY TCP4 203.0.113.7 192.0.2.9 45678 4222 CR LF      at most 107 bytes
 *   version 2   signature (12)  version, command (1)  family, transport (1)  length (2)  addresses and TLVs (length)
 * </pre>
 *
 * <p>Who does not begin with the first six bytes of either has no header; that is a client which came without a proxy.
 * Refused is what nats-server refuses, with its words.
 */
public sealed interface ProxyHeader {
    /**
     * Not all of it is there.
     *
     * @param need bytes from the first one on before it is worth asking again, 0 when not known
     * @param partFrom where the part in hand began
     * @param part what is being read, as a log has it
     */
    record Incomplete(int need, int partFrom, String part) implements ProxyHeader {}

    /** This is no header, but what the client says. */
    record Absent() implements ProxyHeader {}

    /** It began as a header; {@code text} is for the log. */
    record Malformed(String text) implements ProxyHeader {}

    /** A header of so many bytes that names nobody: the proxy speaks for itself, for example to see whether we live. */
    record Local(int length) implements ProxyHeader {}

    /** A header of so many bytes from a proxy that speaks for somebody else. */
    record Proxied(int length, InetAddress address, int port) implements ProxyHeader {}

    /** Bytes that tell a header from what a client says. */
    int PREFIX = 6;

    /** Looks at what has come so far. */
    static ProxyHeader decode(byte[] b, int off, int end) {
        if (end - off < PREFIX) {
            return new Incomplete(PREFIX, 0, "read protocol version");
        }
        if (ProxyV2.begins(b, off, ProxyV1.PREFIX, PREFIX)) {
            return ProxyV1.decode(b, off, end);
        }
        if (ProxyV2.begins(b, off, ProxyV2.SIGNATURE, PREFIX)) {
            return ProxyV2.decode(b, off, end);
        }
        return new Absent();
    }
}
