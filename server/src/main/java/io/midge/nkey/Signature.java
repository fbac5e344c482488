package io.midge.nkey;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * An Ed25519 signature (RFC 8032): 64 bytes, and only of so many is there one. As text it is base64, in the alphabet for URLs and
 * without padding, or in the usual one with it.
 */
public final class Signature {
    /** Bytes of a signature. */
    public static final int LENGTH = 64;

    private static final int URL_LENGTH = (LENGTH * 4 + 2) / 3;
    private static final String PADDING = "==";

    private final byte[] bytes;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The signature with these bytes.
     *
     * @throws NkeyException if it is another number of bytes
     */
    public static Signature of(byte[] bytes) throws NkeyException {
        if (bytes.length != LENGTH) {
            throw new NkeyException("nkeys: a signature has " + LENGTH + " bytes, not " + bytes.length);
        }
        return new Signature(bytes.clone());
    }

    /**
     * Reads a signature, as Go's decoders do: line breaks count for nothing, and neither do bits beyond the last byte.
     *
     * @throws NkeyException if the text is none
     */
    public static Signature decode(String text) throws NkeyException {
        String line = text.replace("\r", "").replace("\n", "");
        boolean padded = line.endsWith(PADDING);
        if (line.length() != URL_LENGTH + (padded ? PADDING.length() : 0)) {
            throw new NkeyException("nkeys: not the text of a signature");
        }
        try {
            return of((padded ? Base64.getDecoder() : Base64.getUrlDecoder()).decode(line));
        } catch (IllegalArgumentException e) {
            throw new NkeyException("nkeys: not the text of a signature");
        }
    }

    /**
     * Whether who has the key's secret has signed this. It takes its time: most of a millisecond, and the first one 100 of them.
     *
     * <p>As in nats-server, a signature has one form, its point is compared without a cofactor, and a key that anybody can sign for, of
     * which there are a few, is a key like any other. A key or a point that is not written in the shortest way is none.
     */
    public boolean isOf(PublicKey key, byte[] message) {
        return Jdk.isOf(key.raw(), message, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 64 bytes, copied. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** All that knows the JDK's security framework, so that it is loaded with the first signature that is verified. */
    private static final class Jdk {
        private static final String ALGORITHM = "Ed25519";

        static boolean isOf(byte[] raw, byte[] message, byte[] signature) {
            try {
                java.security.Signature verifier = java.security.Signature.getInstance(ALGORITHM);
                verifier.initVerify(KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point(raw))));
                verifier.update(message);
                return verifier.verify(signature);
            } catch (GeneralSecurityException none) { // no point of the curve, or no number in range
                return false;
            }
        }

        /** The highest bit tells of x, all others are y, the least first. */
        private static EdECPoint point(byte[] raw) {
            byte[] y = new byte[raw.length];
            for (int i = 0; i < raw.length; i++) {
                y[i] = raw[raw.length - 1 - i];
            }
            boolean odd = y[0] < 0;
            y[0] &= 0x7f;
            return new EdECPoint(odd, new BigInteger(1, y));
        }
    }
}
