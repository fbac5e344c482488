package io.midge.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The part of a certificate that says which public key it is for, as it stands there: what pins are made of. An encoder
 * may write the same key differently, which is why {@code getPublicKey().getEncoded()} will not do.
 */
public final class Spki {
    /** Serial number, algorithm, issuer, validity, subject: what stands before it, behind an optional version. */
    private static final int FIELDS_BEFORE = 5;

    private static final int SEQUENCE = 0x30;
    private static final int VERSION = 0xa0;

    private final byte[] der;
    private int at;

    private Spki(byte[] der) {
        this.der = der;
    }

    /** SHA-256 of it, in lower case. */
    public static String sha256(X509Certificate certificate) {
        try {
            return sha256(of(certificate.getTBSCertificate()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    /** SHA-256 of a whole certificate, in lower case. */
    static String sha256OfAll(X509Certificate certificate) {
        try {
            return sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JVM without SHA-256", e);
        }
    }

    /**
     * Finds it in the part of a certificate that is signed.
     *
     * @throws IllegalArgumentException when that is not what it should be
     */
    static byte[] of(byte[] tbsCertificate) {
        Spki in = new Spki(tbsCertificate);
        in.expect(SEQUENCE);
        in.length();
        if (in.tag() == VERSION) {
            in.skip();
        }
        for (int i = 0; i < FIELDS_BEFORE; i++) {
            in.skip();
        }
        int start = in.at;
        if (in.tag() != SEQUENCE) {
            throw malformed();
        }
        in.skip();
        return Arrays.copyOfRange(tbsCertificate, start, in.at);
    }

    private int tag() {
        if (at >= der.length) {
            throw malformed();
        }
        return der[at] & 0xff;
    }

    private void expect(int tag) {
        if (tag() != tag) {
            throw malformed();
        }
        at++;
    }

    private void skip() {
        tag();
        at++;
        int length = length();
        at += length; // within the array, as length() has seen
    }

    /** Reads a length, which what is left has room for. */
    private int length() {
        int first = tag();
        at++;
        int length = first;
        if (first >= 0x80) {
            int bytes = first & 0x7f;
            if (bytes == 0 || bytes > 3) {
                throw malformed();
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | tag();
                at++;
            }
        }
        if (length > der.length - at) {
            throw malformed();
        }
        return length;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("malformed certificate");
    }
}
