package io.midge.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecurityOptionsTest {
    @Test
    void defaultsAreThoseOfNatsServer() {
        assertThat(SecurityOptions.NONE)
                .isEqualTo(new SecurityOptions(
                        null,
                        false,
                        null,
                        null,
                        "",
                        null,
                        List.of(),
                        List.of(),
                        SecretText.NONE,
                        "",
                        false,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        Map.of(),
                        Set.of(),
                        Map.of(),
                        List.of(),
                        false,
                        false));
        assertThat(TlsOptions.builder().build())
                .isEqualTo(new TlsOptions(
                        List.of(),
                        "",
                        false,
                        false,
                        false,
                        false,
                        false,
                        List.of(),
                        List.of(),
                        "1.2",
                        Duration.ZERO,
                        0,
                        null,
                        false,
                        Duration.ZERO,
                        CertStoreOptions.NONE,
                        null));
        assertThat(PermissionOptions.Responses.DEFAULT)
                .isEqualTo(new PermissionOptions.Responses(1, Duration.ofMinutes(2)));
        assertThat(OcspPeerOptions.of(true))
                .isEqualTo(new OcspPeerOptions(
                        true, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofHours(1), false, false, false));
        assertThat(OcspCacheOptions.of(true))
                .isEqualTo(new OcspCacheOptions(true, "_rc_", false, Duration.ofMinutes(5)));
        assertThat(AccountOptions.Limits.NONE).isEqualTo(new AccountOptions.Limits(-1, -1, -1, -1));
        assertThat(AccountOptions.JetStreamLimits.NONE)
                .isEqualTo(new AccountOptions.JetStreamLimits(-1, -1, -1, -1, -1, -1, -1, false, false));
    }

    @Test
    void aBuilderKeepsWhatItStartedFrom() {
        SecurityOptions options = SecurityOptions.builder()
                .noAuthUser("u")
                .accounts(List.of(AccountOptions.of("A")))
                .tls(TlsOptions.builder().build())
                .build();
        assertThat(options.toBuilder().build()).isEqualTo(options);
    }

    @Test
    void aSecretIsEqualToItsTextAndShowsNothing() {
        SecretText secret = SecretText.of("hunter2");
        assertThat(secret)
                .isEqualTo(SecretText.of("hunter2"))
                .hasSameHashCodeAs(SecretText.of("hunter2"))
                .isNotEqualTo(SecretText.of("hunter3"));
        assertThat(secret.reveal()).isEqualTo("hunter2");
        assertThat(secret).hasToString("[REDACTED]");
        assertThat(SecretText.of("").isEmpty()).isTrue();
    }

    @Test
    void theTimeToLogInIsASecondMoreThanTlsMayTake() {
        assertThat(SecurityOptions.NONE.authTimeout()).isEqualTo(Duration.ofSeconds(2));
        SecurityOptions tls =
                SecurityOptions.builder().tls(TlsOptions.builder().build()).build();
        assertThat(tls.authTimeout()).isEqualTo(Duration.ofSeconds(3));
        TlsOptions patient =
                TlsOptions.builder().timeout(Duration.ofMillis(4500)).build();
        assertThat(tls.toBuilder().tls(patient).build().authTimeout()).isEqualTo(Duration.ofMillis(5500));
        AuthorizationOptions said =
                AuthorizationOptions.simple("", SecretText.NONE, SecretText.NONE, Duration.ofMillis(300));
        assertThat(tls.toBuilder().authorization(said).build().authTimeout()).isEqualTo(Duration.ofMillis(300));
    }
}
