package io.midge.nkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NkeyTest {
    private static final String SERVER = "NCNDGYCZNPBBOEWAGNC2TVHJ6GCMBEQGDHWNI6K3AY6U6CMHZ6DD7QBL";

    /** Made with nkeys for Python 0.2.1, the X rows with nkeys for Go 0.4.16. */
    @ParameterizedTest
    @CsvSource({
        "SERVER,000306090c0f1215181b1e2124272a2d303336393c3f4245484b4e5154575a5d,SNAAAAYGBEGA6EQVDANR4IJEE4VC2MBTGY4TYP2CIVEEWTSRKRLVUXM2DA,NCNDGYCZNPBBOEWAGNC2TVHJ6GCMBEQGDHWNI6K3AY6U6CMHZ6DD7QBL",
        "USER,070a0d101316191c1f2225282b2e3134373a3d404346494c4f5255585b5e6164,SUAAOCQNCAJRMGI4D4RCKKBLFYYTINZ2HVAEGRSJJRHVEVKYLNPGCZG7NE,UAAWBPNKT5P47R6YTCT3ISOD63RIEBWLPP7WSWSA5G4CNGBUG5BRZL2L",
        "ACCOUNT,0e1114171a1d202326292c2f3235383b3e4144474a4d505356595c5f6265686b,SAAA4EIUC4NB2IBDEYUSYLZSGU4DWPSBIRDUUTKQKNLFSXC7MJSWQ22GD4,ADYJ43YZL7IGQMQ5VCKKCFQ32JUCWIJ65NT3UFUKGS4JH6MGRUSUVXYP",
        "OPERATOR,15181b1e2124272a2d303336393c3f4245484b4e5154575a5d606366696c6f72,SOABKGA3DYQSIJZKFUYDGNRZHQ7UERKIJNHFCVCXLJOWAY3GNFWG64TWMI,OCLLRQSN4UQHLAPMNU453VBSCKTNKSYCZ3QLAU6VAKIO434JYNEPTIYM",
        "CLUSTER,1c1f2225282b2e3134373a3d404346494c4f5255585b5e6164676a6d70737679,SCABYHZCEUUCWLRRGQ3TUPKAINDESTCPKJKVQW26MFSGO2TNOBZXM6OE3Q,CBKOV33MQYTU7MEZ4VMVVOBMFCX42F4W763NCN4HMTHVFPTFXHNXECJ5",
        "CURVE,000306090c0f1215181b1e2124272a2d303336393c3f4245484b4e5154575a5d,SXAAAAYGBEGA6EQVDANR4IJEE4VC2MBTGY4TYP2CIVEEWTSRKRLVUXJFUY,XDIGVH4CWDMNHT3UZD3I33US7WMQMTPBOTMKGDH6MOVBTTRQJQ2FVQVA",
        "CURVE,070a0d101316191c1f2225282b2e3134373a3d404346494c4f5255585b5e6164,SXAAOCQNCAJRMGI4D4RCKKBLFYYTINZ2HVAEGRSJJRHVEVKYLNPGCZG4ZQ,XBO46DMKNJQUCNSMWX6ZPZD4OU7G6P6HFLGBKUHNHCSRZWJHJKGTPMEO",
    })
    void keysOfOtherImplementationsAreReadAndWritten(NkeyPrefix prefix, String raw, String seed, String publicKey)
            throws NkeyException {
        byte[] bytes = HexFormat.of().parseHex(raw);
        assertThat(Secret.of(bytes).encode(prefix)).isEqualTo(seed);
        assertThat(Secret.decode(prefix, seed).bytes()).isEqualTo(bytes);
        assertThat(PublicKey.decode(publicKey).prefix()).isEqualTo(prefix);
        assertThat(PublicKey.decode(prefix, publicKey)).hasToString(publicKey);
        assertThat(PublicKey.of(prefix, PublicKey.decode(publicKey).raw())).isEqualTo(PublicKey.decode(publicKey));
    }

    @Test
    void eachPrefixHasItsLetter() {
        for (NkeyPrefix prefix : NkeyPrefix.values()) {
            String letter = prefix == NkeyPrefix.CURVE ? "X" : prefix == NkeyPrefix.SERVER ? "N" : prefix.name();
            assertThat(PublicKey.of(prefix, new byte[32]).toString())
                    .hasSize(56)
                    .startsWith(letter.substring(0, 1));
        }
    }

    @Test
    void whatIsNoKeyIsAnError() {
        refused("", "nkeys: invalid encoded key");
        for (int length = 1; length < SERVER.length(); length++) {
            refused(SERVER.substring(0, length), "nkeys: invalid encoded key");
        }
        refused(SERVER + "A", "nkeys: invalid encoded key");
        refused(SERVER.toLowerCase(java.util.Locale.ROOT), "nkeys: invalid encoded key");
        refused("1" + SERVER.substring(1), "nkeys: invalid encoded key");
        refused(SERVER.substring(0, 55) + "\u0141", "nkeys: invalid encoded key");
        refused(SERVER.substring(0, 30) + "A" + SERVER.substring(31), "nkeys: invalid checksum");
        byte[] strange = new byte[35];
        strange[0] = (byte) (13 << 3 | 1);
        Crc16.seal(strange);
        refused(Base32.encode(strange), "nkeys: invalid prefix byte");
    }

    @Test
    void aKeyForSomethingElseIsRefused() {
        assertThatExceptionOfType(NkeyException.class)
                .isThrownBy(() -> PublicKey.decode(NkeyPrefix.USER, SERVER))
                .withMessage("nkeys: invalid prefix byte");
        assertThatExceptionOfType(NkeyException.class)
                .isThrownBy(() ->
                        Secret.decode(NkeyPrefix.USER, "SNAAAAYGBEGA6EQVDANR4IJEE4VC2MBTGY4TYP2CIVEEWTSRKRLVUXM2DA"))
                .withMessage("nkeys: invalid prefix byte");
    }

    @Test
    void aPublicKeyIsNoSeed() {
        byte[] frame = new byte[36];
        frame[0] = (byte) NkeyPrefix.SERVER.prefixByte();
        Crc16.seal(frame);
        assertThatExceptionOfType(NkeyException.class)
                .isThrownBy(() -> Secret.decode(NkeyPrefix.SERVER, Base32.encode(frame)))
                .withMessage("nkeys: invalid seed");
    }

    @Test
    void anyTextIsEitherReadOrRefused() {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(70); n > 0; n--) {
                text.append((char) (random.nextInt(8) == 0 ? random.nextInt(65536) : 'A' + random.nextInt(26)));
            }
            assertThatExceptionOfType(NkeyException.class).isThrownBy(() -> PublicKey.decode(text.toString()));
        }
    }

    @Test
    void rawKeysOfAnotherLengthAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKey.of(NkeyPrefix.USER, new byte[31]));
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(new byte[33]));
    }

    @Test
    void aSecretDoesNotShowItself() {
        assertThat(Secret.of(new byte[32])).hasToString("Secret");
    }

    private static void refused(String text, String message) {
        assertThatExceptionOfType(NkeyException.class)
                .isThrownBy(() -> PublicKey.decode(text))
                .withMessage(message);
    }
}
