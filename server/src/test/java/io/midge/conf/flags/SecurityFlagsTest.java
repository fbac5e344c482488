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

    @Test
    void tlsNeedsACertificateAndAKey() {
        TlsOptions tls = Objects.requireNonNull(
                security("--tls", "--tlscert", "c", "--tlskey", "k", "--tlsverify", "--tlscacert", "a")
                        .tls());
        assertThat(tls.keyPairs()).isEqualTo(List.of(new TlsOptions.KeyPair("c", "k")));
        assertThat(tls.caFile()).isEqualTo("a");
        assertThat(tls.verify()).isTrue();
        assertThatThrownBy(() -> security("--tls", "--tlskey", "k"))
                .hasMessageContaining("TLS Server certificate must be present and valid");
        assertThatThrownBy(() -> security("--tlscert", "c"))
                .hasMessageContaining("TLS Server private key must be present and valid");
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
