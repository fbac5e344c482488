package io.midge.nkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

class ServerIdentityTest {
    private final ServerIdentity identity = ServerIdentity.generate(new SecureRandom());

    @Test
    void idAndXkeyArePublicKeys() throws Exception {
        assertThat(PublicKey.decode(NkeyPrefix.SERVER, identity.id())).hasToString(identity.id());
        assertThat(PublicKey.decode(NkeyPrefix.CURVE, identity.xkey())).hasToString(identity.xkey());
    }

    @Test
    void whatTheSeedSignsTheIdVerifies() throws Exception {
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(
                        NamedParameterSpec.ED25519, identity.seed().bytes())));
        signer.update(new byte[] {1, 2, 3});
        byte[] signature = signer.sign();

        var verifier = Signature.getInstance("Ed25519");
        String x509 = "302a300506032b6570032100"
                + HexFormat.of().formatHex(PublicKey.decode(identity.id()).raw());
        verifier.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(x509))));
        verifier.update(new byte[] {1, 2, 3});
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void theXkeyAgreesWithItsSeed() throws Exception {
        var factory = KeyFactory.getInstance("X25519");
        var other = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        var ours = KeyAgreement.getInstance("X25519");
        ours.init(factory.generatePrivate(new XECPrivateKeySpec(
                NamedParameterSpec.X25519, identity.xseed().bytes())));
        ours.doPhase(other.getPublic(), true);

        byte[] raw = PublicKey.decode(identity.xkey()).raw();
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = raw[31 - i];
        }
        var theirs = KeyAgreement.getInstance("X25519");
        theirs.init(other.getPrivate());
        theirs.doPhase(
                factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
                true);
        assertThat(ours.generateSecret()).isEqualTo(theirs.generateSecret());
    }

    @Test
    void twoIdentitiesDiffer() {
        var other = ServerIdentity.generate(new SecureRandom());
        assertThat(other.id()).isNotEqualTo(identity.id());
        assertThat(other.xkey()).isNotEqualTo(identity.xkey());
    }

    @Test
    void secretsDoNotShowInTheText() {
        assertThat(identity.toString()).contains(identity.id()).contains("seed=Secret, xseed=Secret");
    }
}
