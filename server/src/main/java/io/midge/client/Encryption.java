package io.midge.client;

import io.midge.tls.Peer;
import java.util.List;

/**
 * The TLS of a connection, as monitoring shows it.
 *
 * @param version such as {@code 1.3}
 * @param cipherSuite by its standard name
 * @param first whether the handshake came before INFO
 * @param peers the certificates that the client has shown, its own first; empty if none, and of a client that has ended
 */
public record Encryption(String version, String cipherSuite, boolean first, List<Peer> peers) {
    public Encryption {
        peers = List.copyOf(peers);
    }

    /** What is kept of it when the connection has ended. */
    Encryption withoutPeers() {
        return new Encryption(version, cipherSuite, first, List.of());
    }
}
