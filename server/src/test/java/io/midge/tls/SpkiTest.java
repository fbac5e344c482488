package io.midge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpkiTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void isThePublicKeyAsItStandsInTheCertificate(String algorithm) throws Exception {
        X509Certificate certificate =
                new Certs(dir, "ca").server("s", algorithm, "a.example").certificate();
        byte[] key = certificate.getPublicKey().getEncoded();
        assertThat(Spki.of(certificate.getTBSCertificate())).isEqualTo(key);
        assertThat(Spki.sha256(certificate))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(key)));
    }

    @Test
    void whatIsCutIsNotReadBeyondItsEnd() throws Exception {
        byte[] tbs = new Certs(dir, "ca")
                .server("s", "EC", "a.example")
                .certificate()
                .getTBSCertificate();
        for (int length = 0; length < tbs.length; length++) {
            byte[] cut = Arrays.copyOf(tbs, length);
            assertThatIllegalArgumentException().isThrownBy(() -> Spki.of(cut));
        }
        byte[] endless = tbs.clone();
        endless[4] = (byte) 0x84;
        assertThatIllegalArgumentException().isThrownBy(() -> Spki.of(endless));
    }
}
