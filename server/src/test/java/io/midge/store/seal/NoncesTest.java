package io.midge.store.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private static String next(Nonces nonces) {
        byte[] to = new byte[Aead.NONCE];
        nonces.next(to);
        return HexFormat.of().formatHex(to);
    }

    @Test
    void oneAfterTheOther() {
        Nonces nonces = new Nonces(0x0102_0304_0506_0708L, 0);
        assertThat(next(nonces)).isEqualTo("0807060504030201" + "00000000");
        assertThat(next(nonces)).isEqualTo("0807060504030201" + "01000000");
    }

    @Test
    void aCounterThatRunsOverGoesOn() {
        Nonces nonces = new Nonces(0xffL, -2);
        assertThat(next(nonces)).isEqualTo("ff00000000000000" + "feffffff");
        assertThat(next(nonces)).isEqualTo("ff00000000000000" + "ffffffff");
        assertThat(next(nonces)).isEqualTo("0001000000000000" + "00000000");
        assertThat(next(nonces)).isEqualTo("0001000000000000" + "01000000");
    }
}
