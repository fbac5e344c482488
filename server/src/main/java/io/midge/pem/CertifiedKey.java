package io.midge.pem;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate, those between it and its authority, and its private key: what a side of a TLS connection shows. Read from
 * PEM files, in the words of nats-server and Go where that is refused.
 *
 * @param chain its own certificate first
 * @param key the private key of the first certificate
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    /** Version 0 of PKCS #8. */
    private static final String VERSION_0 = "\u0002\u0001\u0000";

    /** Something to sign. */
    private static final String SAMPLE = "a key fits its certificate if what it signs can be verified";

    public CertifiedKey {
        chain = List.copyOf(chain);
    }

    /** The certificate of the key. */
    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /**
     * Reads both, and sees to it that they fit. Keys are PKCS #1, SEC 1 or PKCS #8, not encrypted.
     *
     * @throws PemException with a text for operators
     */
    public static CertifiedKey read(String certFile, String keyFile) throws PemException {
        List<Pem> certs;
        List<Pem> keys;
        try {
            certs = Pem.parse(SmallFile.read(certFile));
            keys = Pem.parse(SmallFile.read(keyFile));
        } catch (IOException unreadable) {
            throw new PemException(String.valueOf(unreadable.getMessage()), unreadable);
        }
        List<X509Certificate> chain = new ArrayList<>();
        Pem first = certs.stream()
                .filter(Pem::isCertificate)
                .findFirst()
                .orElseThrow(() -> new PemException(noCertificate(certs)));
        chain.add(certificate(first.der()));
        certs.stream()
                .filter(each -> each != first && each.isCertificate())
                .flatMap(each -> Authorities.certificate(each.der()).stream())
                .forEach(chain::add); // as Go, what is malformed behind the first is no error
        Pem key = keys.stream().filter(Pem::isKey).findFirst().orElseThrow(() -> new PemException(noKey(keys)));
        return new CertifiedKey(chain, key(chain.getFirst().getPublicKey(), key));
    }

    private static String noCertificate(List<Pem> found) {
        if (found.isEmpty()) {
            return "tls: failed to find any PEM data in certificate input";
        }
        if (found.size() == 1 && found.getFirst().isKey()) {
            return "tls: failed to find certificate PEM data in certificate input, but did find a private key;"
                    + " PEM inputs may have been switched";
        }
        return "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the"
                + " following types: " + types(found);
    }

    private static String noKey(List<Pem> found) {
        if (found.isEmpty()) {
            return "tls: failed to find any PEM data in key input";
        }
        if (found.size() == 1 && found.getFirst().isCertificate()) {
            return "tls: found a certificate rather than a key in the PEM for the private key";
        }
        return "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM"
                + " blocks of the following types: " + types(found);
    }

    private static List<String> types(List<Pem> found) {
        return found.stream().map(Pem::type).toList();
    }

    static X509Certificate certificate(byte[] der) throws PemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException malformed) {
            throw new PemException("x509: malformed certificate", malformed);
        }
    }

    private static PrivateKey key(PublicKey publicKey, Pem pem) throws PemException {
        PrivateKey key = privateKey(pem.der(), publicKey);
        if (key == null) {
            throw new PemException(unusable(publicKey, pem));
        }
        if (!matches(publicKey, key)) {
            throw new PemException("tls: private key does not match public key");
        }
        return key;
    }

    private static String unusable(PublicKey publicKey, Pem pem) {
        if (pem.headers() || pem.type().startsWith("ENCRYPTED ")) {
            return "tls: failed to parse private key; it is encrypted: a server needs it in clear, as"
                    + " openssl pkey -in KEY -out CLEAR writes it";
        }
        return ofAnotherKind(pem.der(), publicKey)
                ? "tls: private key type does not match public key type"
                : "tls: failed to parse private key";
    }

    private static boolean ofAnotherKind(byte[] der, PublicKey publicKey) {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            if (!algorithm.equals(publicKey.getAlgorithm()) && decode(algorithm, der) != null) {
                return true;
            }
        }
        return false;
    }

    /** Keys come as PKCS #8, or bare; then their algorithm can only be that of the certificate. */
    private static @Nullable PrivateKey privateKey(byte[] der, PublicKey publicKey) {
        String algorithm = publicKey.getAlgorithm();
        PrivateKey key = decode(algorithm, der);
        return key != null ? key : decode(algorithm, wrap(der, publicKey.getEncoded()));
    }

    private static @Nullable PrivateKey decode(String algorithm, byte[] der) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException notOne) {
            return null;
        }
    }

    private static boolean matches(PublicKey publicKey, PrivateKey key) {
        if (publicKey instanceof RSAKey one && key instanceof RSAKey other) {
            BigInteger modulus = one.getModulus();
            return modulus.equals(other.getModulus());
        }
        try {
            Signature signature = Signature.getInstance(
                    publicKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : publicKey.getAlgorithm());
            signature.initSign(key);
            signature.update(SAMPLE.getBytes(StandardCharsets.US_ASCII));
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE.getBytes(StandardCharsets.US_ASCII));
            return signature.verify(signed);
        } catch (GeneralSecurityException differentCurves) {
            return false;
        }
    }

    /** A bare key in the form of PKCS #8: version, the algorithm as the public key has it, the key. */
    private static byte[] wrap(byte[] bare, byte[] publicKey) {
        int content = publicKey.length > 1 && (publicKey[1] & 0x80) != 0 ? 2 + (publicKey[1] & 0x7f) : 2;
        int algorithmLength = 2 + publicKey[content + 1];
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(VERSION_0.getBytes(StandardCharsets.US_ASCII));
        inner.write(publicKey, content, algorithmLength);
        writeHead(inner, OCTET_STRING, bare.length);
        inner.writeBytes(bare);
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        writeHead(outer, SEQUENCE, inner.size());
        outer.writeBytes(inner.toByteArray());
        return outer.toByteArray();
    }

    private static void writeHead(ByteArrayOutputStream to, int tag, int length) {
        to.write(tag);
        int bytes = length < 0x80 ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
        if (bytes > 0) {
            to.write(0x80 | bytes);
        }
        for (int i = Math.max(1, bytes) - 1; i >= 0; i--) {
            to.write(length >> (8 * i));
        }
    }
}
