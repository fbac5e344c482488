package io.midge.nkey;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * Who a server is: a key pair to sign with, whose public key is its id, and one to open what is sealed for it. Made anew
 * at each start.
 *
 * @param id public Ed25519 key as text, {@code N…}, 56 characters
 * @param xkey public X25519 key as text, {@code X…}, 56 characters
 * @param seed what the signing key is made from
 * @param xseed what the opening key is made from
 */
public record ServerIdentity(String id, String xkey, Secret seed, Secret xseed) {

    /** A new identity. Slow in a fresh JVM, which loads its providers for it. */
    public static ServerIdentity generate(SecureRandom random) {
        KeyPair signing = generate("Ed25519", NamedParameterSpec.ED25519, random);
        KeyPair opening = generate("X25519", NamedParameterSpec.X25519, random);
        return new ServerIdentity(
                PublicKey.of(NkeyPrefix.SERVER, tail(signing.getPublic().getEncoded()))
                        .toString(),
                PublicKey.of(NkeyPrefix.CURVE, tail(opening.getPublic().getEncoded()))
                        .toString(),
                secret(signing.getPrivate()),
                secret(opening.getPrivate()));
    }

    private static KeyPair generate(String name, NamedParameterSpec curve, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(name);
            generator.initialize(curve, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + name, e);
        }
    }

    private static Secret secret(PrivateKey key) {
        return Secret.of(tail(key.getEncoded()));
    }

    /** Both forms, X.509 and PKCS#8, end with the 32 bytes of the key. */
    private static byte[] tail(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - PublicKey.RAW_LENGTH, encoded.length);
    }
}
