package io.midge.client;

import io.midge.tls.Peer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How a client was secured.
 *
 * @param first whether the handshake came before INFO
 */
record Secured(SSLSession session, boolean first) {
    /** As monitoring shows it; null where nothing is secured. */
    static @Nullable Encryption shown(@Nullable Secured how) {
        if (how == null) {
            return null;
        }
        SSLSession session = how.session;
        String version = session.getProtocol().replace("TLSv", "");
        return new Encryption(version, session.getCipherSuite(), how.first, Peer.of(session));
    }
}
