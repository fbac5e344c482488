package io.midge.pem;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes are PEM, as far as they are; what they hold is a certificate or is not. */
class PemFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesHaveSoManyParts(byte[] data) {
        for (Pem part : Pem.parse(data)) {
            assertThat(part.der().length).isLessThan(data.length);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAuthoritiesOrNot(byte[] data) {
        assertThat(Authorities.parse(data)).doesNotContainNull();
        assertThat(isCertificate(data)).isIn(true, false);
    }

    private static boolean isCertificate(byte[] der) {
        try {
            return CertifiedKey.certificate(der).getPublicKey() != null;
        } catch (PemException e) {
            return false;
        }
    }
}
