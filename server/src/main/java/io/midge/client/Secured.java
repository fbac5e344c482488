package io.midge.client;

import io.midge.tls.Peer;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How a client was secured.
 *
 * @param first whether the handshake came before INFO
 */
record Secured(SSLSession session, boolean first) {
    /** As monitoring shows it of who is connected. */
    static @Nullable Encryption open(@Nullable Secured how) {
        return how == null ? null : how.shown(Peer.of(how.session));
    }

    /** What is kept of it of who has gone. */
    static @Nullable Encryption closed(@Nullable Secured how) {
        return how == null ? null : how.shown(List.of());
    }

    private Encryption shown(List<Peer> peers) {
        return new Encryption(session.getProtocol().replace("TLSv", ""), session.getCipherSuite(), first, peers);
    }
}
