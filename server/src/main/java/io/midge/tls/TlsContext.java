package io.midge.tls;

import io.midge.options.TlsOptions;
import io.midge.options.TlsOptions.KeyPair;
import io.midge.pem.CertifiedKey;
import io.midge.pem.PemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a listener does TLS: the only place where one is made, from a file or from flags, so that all follow the same policy.
 * A reload makes a new one. Sessions are resumed within one context only: who was let in by other authorities comes in by
 * a full handshake.
 *
 * <p>Threads: any; immutable.
 */
public final class TlsContext {
    /** Sessions of TLS 1.2 clients without tickets that are kept to be resumed, and how long any can be, in seconds. */
    private static final int SESSIONS = 1024;

    private static final int SESSION_SECONDS = 3600;

    private final SSLContext context;
    private final Policy policy;
    private final boolean verify;
    private final @Nullable Set<String> pins;
    private final List<CertifiedKey> keys;
    private final List<X509Certificate> authorities;

    private TlsContext(
            SSLContext context,
            Policy policy,
            TlsOptions options,
            List<CertifiedKey> keys,
            List<X509Certificate> authorities) {
        this.context = context;
        this.policy = policy;
        this.verify = options.verify();
        this.pins = options.pinnedCerts();
        this.keys = List.copyOf(keys);
        this.authorities = List.copyOf(authorities);
    }

    /**
     * Reads the files that the options name, and makes a context of them.
     *
     * @throws TlsException with a text for operators
     */
    public static TlsContext of(TlsOptions options) throws TlsException {
        List<CertifiedKey> keys = keys(options);
        try {
            List<X509Certificate> authorities =
                    options.verify() ? ClientTrust.authorities(options.caFile()) : List.of();
            TrustManager[] trust = options.verify() ? ClientTrust.of(authorities) : new TrustManager[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ServerKeys(keys)}, trust, null);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return new TlsContext(
                    context, Policy.of(options, context.getSupportedSSLParameters()), options, keys, authorities);
        } catch (PemException e) {
            throw new TlsException(String.valueOf(e.getMessage()), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static List<CertifiedKey> keys(TlsOptions options) throws TlsException {
        List<CertifiedKey> keys = new ArrayList<>();
        int count = options.keyPairs().size();
        for (KeyPair each : options.keyPairs()) {
            try {
                keys.add(CertifiedKey.read(each.certFile(), each.keyFile()));
            } catch (PemException e) {
                String which = count == 1 ? "" : " " + (keys.size() + 1) + '/' + count;
                throw new TlsException(
                        "error parsing X509 certificate/key pair" + which + ": " + e.getMessage() + " (cert_file "
                                + each.certFile() + ", key_file " + each.keyFile() + ')',
                        e);
            }
        }
        return keys;
    }

    /** One end of a new connection, that of the server. */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        policy.apply(engine, verify);
        return engine;
    }

    /** What was asked for and is done without, one line each. */
    public List<String> warnings() {
        return policy.warnings();
    }

    /** Whether a peer needs a certificate of its own. */
    public boolean verify() {
        return verify;
    }

    /** When the first certificate expires; empty without one. */
    public Optional<Instant> notAfter() {
        return keys.stream().findFirst().map(first -> first.leaf().getNotAfter().toInstant());
    }

    /** Whether only some certificates are taken. */
    public boolean pinned() {
        return pins != null;
    }

    /** Whether there are pins, and the peer's certificate is none of them. */
    public boolean refuses(SSLSession session) {
        Set<String> taken = pins;
        return taken != null && !isPinned(session, taken);
    }

    private static boolean isPinned(SSLSession session, Set<String> pins) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf && pins.contains(Spki.sha256(leaf));
        } catch (SSLPeerUnverifiedException e) {
            return false; // it has shown none
        }
    }

    /** Whether another shows the same certificates and believes the same authorities. */
    public boolean sameFiles(TlsContext other) {
        return keys.equals(other.keys) && authorities.equals(other.authorities);
    }
}
