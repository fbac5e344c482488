package io.midge.store.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.StoreCipher;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Known answers of both ciphers. */
class AeadTest {
    private static final HexFormat HEX = HexFormat.of();

    /** A text and what must come of it. */
    private record Vector(StoreCipher kind, String key, String nonce, String about, String text, String sealed) {
        byte[] plain() {
            return HEX.parseHex(text);
        }
    }

    private static Vector vector(StoreCipher kind) {
        return switch (kind) {
            // RFC 8439, 2.8.2
            case CHACHA ->
                new Vector(
                        kind,
                        "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
                        "070000004041424344454647",
                        "50515253c0c1c2c3c4c5c6c7",
                        HEX.formatHex(
                                ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                                                + "sunscreen would be it.")
                                        .getBytes(US_ASCII)),
                        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
                                + "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b"
                                + "4831d7bc3ff4def08e4b7a9de576d26586cec64b6116"
                                + "1ae10b594f09e26a7e902ecbd0600691");
            // McGrew and Viega, as submitted to NIST: test case 16
            case AES ->
                new Vector(
                        kind,
                        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                        "cafebabefacedbaddecaf888",
                        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                                + "76fc6ece0f4e1768cddf8853bb2d551b");
        };
    }

    @ParameterizedTest
    @EnumSource
    void answersAreThoseThatAreKnown(StoreCipher kind) throws BadBlockException {
        Vector vector = vector(kind);
        Aead aead = new Aead(kind);
        byte[] nonce = HEX.parseHex(vector.nonce);
        byte[] about = HEX.parseHex(vector.about);
        byte[] sealed = new byte[vector.plain().length + Aead.TAG];
        int length = aead.seal(
                Aead.key(kind, HEX.parseHex(vector.key)),
                nonce,
                about,
                vector.plain(),
                0,
                vector.plain().length,
                sealed,
                0);
        assertThat(length).isEqualTo(sealed.length);
        assertThat(HEX.formatHex(sealed)).isEqualTo(vector.sealed);

        byte[] plain = new byte[vector.plain().length];
        for (int i = 0; i < 3; i++) { // the same block may be read again and again
            aead.open(Aead.key(kind, HEX.parseHex(vector.key)), nonce, about, sealed, 0, length, plain, 0);
            assertThat(plain).isEqualTo(vector.plain());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotRightIsNotWritten(StoreCipher kind) {
        Vector vector = vector(kind);
        byte[] sealed = HEX.parseHex(vector.sealed);
        sealed[sealed.length - 1] ^= 1;
        byte[] plain = new byte[vector.plain().length];
        assertThatThrownBy(() -> new Aead(kind)
                        .open(
                                Aead.key(kind, HEX.parseHex(vector.key)),
                                HEX.parseHex(vector.nonce),
                                HEX.parseHex(vector.about),
                                sealed,
                                0,
                                sealed.length,
                                plain,
                                0))
                .isInstanceOf(BadBlockException.class);
        assertThat(plain).containsOnly(0);
    }

    @Test
    void codesNeverChange() throws BadBlockException {
        assertThat(Aead.code(StoreCipher.CHACHA)).isEqualTo((byte) 1);
        assertThat(Aead.code(StoreCipher.AES)).isEqualTo((byte) 2);
        for (StoreCipher kind : StoreCipher.values()) {
            assertThat(Aead.kind(Aead.code(kind))).isEqualTo(kind);
        }
        assertThatThrownBy(() -> Aead.kind((byte) 0)).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> Aead.kind((byte) 3)).isInstanceOf(BadBlockException.class);
    }
}
