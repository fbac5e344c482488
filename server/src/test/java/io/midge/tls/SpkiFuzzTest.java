package io.midge.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes have a part of their own where a public key stands, or are refused. */
class SpkiFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefused(byte[] data) {
        byte[] found;
        try {
            found = Spki.of(data);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage("malformed certificate");
            return;
        }
        assertThat(found).hasSizeBetween(2, data.length).startsWith(0x30);
    }
}
