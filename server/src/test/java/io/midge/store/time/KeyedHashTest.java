package io.midge.store.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors are those of the reference implementation of SipHash-2-4: key 00 to 0f, input 00, 01, 02 and so on. */
class KeyedHashTest {
    private static final KeyedHash HASH = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    private static long of(int length) {
        byte[] input = new byte[length + 3];
        for (int i = 0; i < length; i++) {
            input[i + 3] = (byte) i;
        }
        return HASH.of(input, 3, length);
    }

    @Test
    void isSipHash() {
        assertThat(of(0)).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(of(1)).isEqualTo(0x74f839c593dc67fdL);
        assertThat(of(7)).isEqualTo(0xab0200f58b01d137L);
        assertThat(of(8)).isEqualTo(0x93f5f5799a932462L);
        assertThat(of(15)).isEqualTo(0xa129ca6149be45e5L);
        assertThat(of(63)).isEqualTo(0x958a324ceb064572L);
    }
}
