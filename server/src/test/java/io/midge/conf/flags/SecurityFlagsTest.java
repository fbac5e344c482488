package io.midge.conf.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.AuthorizationOptions;
import io.midge.options.Options;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecurityFlagsTest {
    private static Options options(String... args) {
        return ((CommandLine.Run) CommandLine.parse(args))
                .flags()
                .over(Options.builder().build());
    }

    private static SecurityOptions security(String... args) {
        return options(args).security();
    }

    @Test
    void userPasswordAndTokenAreTaken() {
        AuthorizationOptions both =
                Objects.requireNonNull(security("--user", "u", "--pass", "p").authorization());
        assertThat(both.user()).isEqualTo("u");
        assertThat(both.password()).isEqualTo(SecretText.of("p"));
        AuthorizationOptions token =
                Objects.requireNonNull(security("-auth", "t").authorization());
        assertThat(token.token()).isEqualTo(SecretText.of("t"));
        assertThat(token.toString()).as("a secret is not shown").doesNotContain("SecretText[text=t]");
    }

    private static final String FILES = "src/test/resources/io/midge/conf/file/security/";
    private static final String CERT = FILES + "rsa.pem";
    private static final String KEY = FILES + "rsa.key";

    @Test
    void tlsNeedsACertificateAndAKey() {
        TlsOptions tls = Objects.requireNonNull(
                security("--tls", "--tlscert", CERT, "--tlskey", KEY, "--tlsverify", "--tlscacert", CERT)
                        .tls());
        assertThat(tls.keyPairs()).isEqualTo(List.of(new TlsOptions.KeyPair(CERT, KEY)));
        assertThat(tls.caFile()).isEqualTo(CERT);
        assertThat(tls.verify()).isTrue();
        assertThatThrownBy(() -> security("--tls", "--tlskey", "k"))
                .hasMessageContaining("TLS Server certificate must be present and valid");
        assertThatThrownBy(() -> security("--tlscert", "c"))
                .hasMessageContaining("TLS Server private key must be present and valid");
    }

    @Test
    void filesOfTlsAreLookedInto() {
        assertThatThrownBy(() -> security("--tlscert", "c", "--tlskey", KEY))
                .hasMessage("error parsing X509 certificate/key pair: open c: no such file or directory");
        assertThatThrownBy(() -> security("--tlscert", CERT, "--tlskey", FILES + "other1.key"))
                .hasMessageStartingWith("error parsing X509 certificate/key pair: tls: ");
        assertThatThrownBy(() -> security("--tlscert", CERT, "--tlskey", KEY, "--tlscacert", KEY))
                .hasMessageStartingWith("failed to parse root ca certificate");
    }

    @Test
    void tlsOfTheFileStaysAsStrictAsItWas() {
        TlsOptions said = TlsOptions.builder()
                .keyPairs(List.of(new TlsOptions.KeyPair("a", "b")))
                .cipherSuites(List.of("TLS_AES_256_GCM_SHA384"))
                .minVersion("1.3")
                .caFile("ca")
                .verify(true)
                .pinnedCerts(Set.of("00"))
                .build();
        SecurityOptions file = SecurityOptions.builder().tls(said).build();
        TlsOptions now = Objects.requireNonNull(
                ((CommandLine.Run) CommandLine.parse(new String[] {"--tlscert", CERT, "--tlskey", KEY}))
                        .flags()
                        .over(Options.builder().security(file).build())
                        .security()
                        .tls());
        assertThat(now)
                .isEqualTo(said.toBuilder()
                        .keyPairs(List.of(new TlsOptions.KeyPair(CERT, KEY)))
                        .build());
    }

    @Test
    void tlsCanBeSwitchedOff() {
        assertThat(security("--tls=false").tls()).isNull();
        assertThat(security().tls()).isNull();
    }

    @Test
    void jetStreamIsSwitchedOnAndOff() {
        assertThat(Objects.requireNonNull(options("-js").jetStream()).enabled()).isTrue();
        assertThat(Objects.requireNonNull(options("--jetstream=false").jetStream())
                        .enabled())
                .isFalse();
        assertThat(options().jetStream()).isNull();
    }
}
