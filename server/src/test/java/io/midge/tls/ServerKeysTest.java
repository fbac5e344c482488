package io.midge.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.pem.CertifiedKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choices are those of Go's crypto/tls. */
class ServerKeysTest {
    private static final List<String> ALL = List.of("SHA256withECDSA", "RSASSA-PSS", "SHA256withRSA", "Ed25519");

    @TempDir
    static Path dir;

    private static ServerKeys keys;

    @BeforeAll
    static void issue() {
        Certs ca = new Certs(dir, "ca");
        keys = new ServerKeys(List.of(
                key(ca.server("one", "RSA", "both.example", "rsa.example")),
                key(ca.server("two", "EC", "both.example", "ec.example", "*.wild.example"))));
    }

    private static CertifiedKey key(Certs.Issued issued) {
        return new CertifiedKey(List.of(issued.certificate()), issued.privateKey());
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.example, RSA, 0",
        "rsa.example, EC, -1",
        "ec.example, EC, 1",
        "EC.Example., EC, 1",
        "ec.example, RSA, -1",
        "a.wild.example, EC, 1",
        "wild.example, EC, -1",
        "a.b.wild.example, RSA, 0",
        "both.example, RSA, 0",
        "both.example, EC, -1",
        "'', EC, -1",
        "'', RSA, 0",
        "'', RSASSA-PSS, 0",
        "unknown.example, RSA, 0",
        "unknown.example, EC, -1"
    })
    void theFirstThatFitsIsShown(String name, String kind, int index) {
        assertThat(keys.choose(kind, name, true, ALL)).isEqualTo(index);
    }

    @Test
    void whatTheClientDoesNotTakeIsPassedOver() {
        assertThat(keys.choose("EC", "both.example", true, List.of("SHA256withECDSA")))
                .isEqualTo(1);
        assertThat(keys.choose("EC", "", true, List.of("SHA256withECDSA"))).isEqualTo(1);
    }

    @Test
    void anOlderClientGetsTheFirstOfTheKindThatJsseAsksFor() {
        assertThat(keys.choose("EC", "both.example", false, ALL)).isEqualTo(1);
        assertThat(keys.choose("RSA", "both.example", false, ALL)).isZero();
    }
}
