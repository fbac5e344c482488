package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.flags.CommandLine;
import io.midge.options.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a configuration is said without its secrets. */
class SecretsInErrorsTest {
    private static final String SECRET = "s3cret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster { routes: [\"nats://u:s3cret@host:bad\"] }",
                "leafnodes { remotes: [{ url: \"nats://u:s3cret@host:bad\" }] }",
                "gateway { name: a, port: -1, gateways: [\"b:s3cret\"] }",
                "leafnodes { authorization: { users: [\"joe:s3cret\"] } }",
                "accounts { A: { nkey: \"SAs3cret\" } }",
                "proxies { trusted: [{ key: \"SAs3cret\" }] }",
                "authorization { users: [{ nkey: \"SUs3cret\" }] }",
                "authorization { user: a, password: s3cret, token: s3cret }"
            })
    void noErrorShowsASecret(String text) {
        assertThatThrownBy(() ->
                        ConfigFile.read("f", Conf.text(text, "f", name -> null).map()))
                .isInstanceOf(ConfigException.class)
                .message()
                .isNotBlank()
                .doesNotContain(SECRET);
    }

    @Test
    void norDoesOneAboutFlags() {
        for (String flag : new String[] {"--cluster", "--routes"}) {
            var run = (CommandLine.Run) CommandLine.parse("--cluster_name", "x", flag, "nats://u:s3cret@h:bad");
            assertThatThrownBy(() -> run.flags().over(Options.builder().build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void whatIsNoSecretIsShown() {
        assertThat(Quote.url("nats://host:4222")).isEqualTo("nats://host:4222");
        assertThat(Quote.url("nats://u:p@host:4222")).isEqualTo("nats://[REDACTED]@host:4222");
        assertThat(Quote.shown("plain")).isEqualTo("plain");
    }
}
