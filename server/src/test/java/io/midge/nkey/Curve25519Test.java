package io.midge.nkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Curve25519Test {
    @Test
    void publicKeysAreThoseOfTheJdk() throws Exception {
        var random = new Random(4);
        for (int i = 0; i < 300; i++) {
            byte[] secret = new byte[32];
            if (i == 1) {
                Arrays.fill(secret, (byte) 0xff);
            } else if (i > 1) {
                random.nextBytes(secret);
            }
            assertThat(Curve25519.ed25519(secret)).isEqualTo(ofJdk("Ed25519", NamedParameterSpec.ED25519, secret));
            assertThat(Curve25519.x25519(secret)).isEqualTo(ofJdk("X25519", NamedParameterSpec.X25519, secret));
        }
    }

    /** The JDK takes the bytes of a private key as they come from its source of chance. */
    private static byte[] ofJdk(String name, NamedParameterSpec spec, byte[] secret) throws Exception {
        var generator = KeyPairGenerator.getInstance(name);
        generator.initialize(spec, new FixedRandom(secret));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    @Test
    void publicKeysAreThoseOfOtherImplementations() throws NkeyException {
        check("SNAAAAYGBEGA6EQVDANR4IJEE4VC2MBTGY4TYP2CIVEEWTSRKRLVUXM2DA", NkeyPrefix.SERVER)
                .isEqualTo("NCNDGYCZNPBBOEWAGNC2TVHJ6GCMBEQGDHWNI6K3AY6U6CMHZ6DD7QBL");
        check("SUAAOCQNCAJRMGI4D4RCKKBLFYYTINZ2HVAEGRSJJRHVEVKYLNPGCZG7NE", NkeyPrefix.USER)
                .isEqualTo("UAAWBPNKT5P47R6YTCT3ISOD63RIEBWLPP7WSWSA5G4CNGBUG5BRZL2L");
        check("SXAAAAYGBEGA6EQVDANR4IJEE4VC2MBTGY4TYP2CIVEEWTSRKRLVUXJFUY", NkeyPrefix.CURVE)
                .isEqualTo("XDIGVH4CWDMNHT3UZD3I33US7WMQMTPBOTMKGDH6MOVBTTRQJQ2FVQVA");
        check("SXAAOCQNCAJRMGI4D4RCKKBLFYYTINZ2HVAEGRSJJRHVEVKYLNPGCZG4ZQ", NkeyPrefix.CURVE)
                .isEqualTo("XBO46DMKNJQUCNSMWX6ZPZD4OU7G6P6HFLGBKUHNHCSRZWJHJKGTPMEO");
    }

    private org.assertj.core.api.AbstractStringAssert<?> check(String seed, NkeyPrefix prefix) throws NkeyException {
        byte[] bytes = Secret.decode(prefix, seed).bytes();
        byte[] raw = prefix == NkeyPrefix.CURVE ? Curve25519.x25519(bytes) : Curve25519.ed25519(bytes);
        return assertThat(PublicKey.of(prefix, raw).toString());
    }

    @Test
    void hashesAreThoseOfTheJdk() throws Exception {
        var random = new Random(5);
        for (int length = 0; length <= 111; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            assertThat(Sha512.of(input))
                    .isEqualTo(MessageDigest.getInstance("SHA-512").digest(input));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Sha512.of(new byte[112]));
    }

    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        private FixedRandom(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] to) {
            System.arraycopy(bytes, 0, to, 0, to.length);
        }
    }
}
