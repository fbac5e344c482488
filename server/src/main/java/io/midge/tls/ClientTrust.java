package io.midge.tls;

import io.midge.pem.Authorities;
import io.midge.pem.PemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: those of the authorities that were named alone, or, if none was, of the system's. */
final class ClientTrust {
    /** Where systems keep their authorities, as Go looks for them. */
    private static final List<String> SYSTEM = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private ClientTrust() {}

    /** The authorities of a file; of the system for an empty name. */
    static List<X509Certificate> authorities(String file) throws PemException {
        if (!file.isEmpty()) {
            return Authorities.read(file);
        }
        for (String each : SYSTEM) {
            if (Files.isReadable(Path.of(each))) {
                return Authorities.read(each);
            }
        }
        return List.of();
    }

    /** Believes in these; in those that come with the JVM if there are none. */
    static TrustManager[] of(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities.isEmpty() ? null : store(authorities));
        return factory.getTrustManagers();
    }

    private static @Nullable KeyStore store(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), authorities.get(i));
        }
        return store;
    }
}
