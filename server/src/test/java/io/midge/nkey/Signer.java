package io.midge.nkey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** A user with a key, as tests have them; signs with the JDK. */
public final class Signer {
    private final Secret secret;

    private Signer(Secret secret) {
        this.secret = secret;
    }

    /** One of its own for each number. */
    public static Signer of(int number) {
        byte[] seed = new byte[PublicKey.RAW_LENGTH];
        Arrays.fill(seed, (byte) number);
        return new Signer(Secret.of(seed));
    }

    /** Its public key as text. */
    public String key() {
        return PublicKey.of(NkeyPrefix.USER, Curve25519.ed25519(secret.bytes())).toString();
    }

    /** What it makes of a nonce, as clients send it. */
    public String sign(String nonce) {
        try {
            java.security.Signature signer = java.security.Signature.getInstance("Ed25519");
            signer.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret.bytes())));
            signer.update(nonce.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Its CONNECT for a nonce, with CRLF. */
    public String connect(String nonce) {
        return "CONNECT {\"verbose\":false,\"protocol\":1,\"nkey\":\"" + key() + "\",\"sig\":\"" + sign(nonce)
                + "\"}\r\n";
    }
}
