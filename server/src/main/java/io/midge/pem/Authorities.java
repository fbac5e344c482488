package io.midge.pem;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates of authorities in a PEM file. What is not one is passed over, as Go does. */
public final class Authorities {
    private Authorities() {}

    /**
     * All in a file, at least one.
     *
     * @throws PemException with a text for operators
     */
    public static List<X509Certificate> read(String file) throws PemException {
        List<X509Certificate> all;
        try {
            all = parse(SmallFile.read(file));
        } catch (IOException unreadable) {
            throw new PemException(String.valueOf(unreadable.getMessage()), unreadable);
        }
        if (all.isEmpty()) {
            throw new PemException("failed to parse root ca certificate");
        }
        return all;
    }

    static List<X509Certificate> parse(byte[] file) {
        List<X509Certificate> all = new ArrayList<>();
        for (Pem part : Pem.parse(file)) {
            if (part.isCertificate() && !part.headers()) {
                certificate(part.der()).ifPresent(all::add);
            }
        }
        return all;
    }

    /** The certificate; empty if it is none. */
    static Optional<X509Certificate> certificate(byte[] der) {
        try {
            return Optional.of(CertifiedKey.certificate(der));
        } catch (PemException malformed) {
            return Optional.empty();
        }
    }
}
