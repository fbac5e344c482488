package io.midge.store.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 5869, appendix A. */
class HkdfTest {
    private static final HexFormat HEX = HexFormat.of();

    private static byte[] counted(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    @Test
    void basic() {
        byte[] secret = HEX.parseHex("0b".repeat(22));
        assertThat(HEX.formatHex(Hkdf.derive(counted(0, 13), secret, counted(0xf0, 10), 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void longInputs() {
        assertThat(HEX.formatHex(Hkdf.derive(counted(0x60, 80), counted(0, 80), counted(0xb0, 80), 82)))
                .isEqualTo(
                        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    @Test
    void noSaltAndNoInfo() {
        byte[] secret = HEX.parseHex("0b".repeat(22));
        assertThat(HEX.formatHex(Hkdf.derive(new byte[0], secret, new byte[0], 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void keysHaveALimit() {
        assertThatThrownBy(() -> Hkdf.derive(new byte[1], new byte[1], new byte[1], 255 * 32 + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
