package io.midge.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * A certificate that a peer has shown.
 *
 * @param subject whom it is for, by RFC 2253
 * @param subjectPkSha256 SHA-256 of the public key as it stands in it, in lower case
 * @param certSha256 SHA-256 of the whole
 */
public record Peer(String subject, String subjectPkSha256, String certSha256) {
    /** Those of a session, the peer's own first; empty when it has shown none. */
    public static List<Peer> of(SSLSession session) {
        List<Peer> peers = new ArrayList<>();
        try {
            for (Certificate each : session.getPeerCertificates()) {
                if (each instanceof X509Certificate certificate) {
                    String subject = certificate.getSubjectX500Principal().getName();
                    peers.add(new Peer(subject, Spki.sha256(certificate), Spki.sha256OfAll(certificate)));
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return List.copyOf(peers);
    }
}
