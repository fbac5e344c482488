package io.midge.nkey;

import java.util.random.RandomGenerator;

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

    /**
     * A new identity.
     *
     * @param random what only this process can know: a {@link java.security.SecureRandom}, or the system's own source
     */
    public static ServerIdentity generate(RandomGenerator random) {
        byte[] seed = new byte[PublicKey.RAW_LENGTH];
        byte[] xseed = new byte[PublicKey.RAW_LENGTH];
        random.nextBytes(seed);
        random.nextBytes(xseed);
        return new ServerIdentity(
                PublicKey.of(NkeyPrefix.SERVER, Curve25519.ed25519(seed)).toString(),
                PublicKey.of(NkeyPrefix.CURVE, Curve25519.x25519(xseed)).toString(),
                Secret.of(seed),
                Secret.of(xseed));
    }
}
