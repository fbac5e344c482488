package io.midge.conf.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.ClusterOptions;
import io.midge.options.Options;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFlagsTest {
    private static Options options(Options file, String... args) {
        return ((CommandLine.Run) CommandLine.parse(args)).flags().over(file);
    }

    private static ClusterOptions cluster(String... args) {
        return Objects.requireNonNull(options(Options.builder().build(), args).cluster());
    }

    @ParameterizedTest
    @CsvSource({
        "nats://127.0.0.1:6222, 127.0.0.1, 6222",
        "nats://127.0.0.1:-1, 127.0.0.1, -1",
        "nats://[::1]:6222, ::1, 6222",
        "nats://host:0, host, 0"
    })
    void theListenerIsAUrl(String url, String host, int port) {
        ClusterOptions cluster = cluster("--cluster", url);
        assertThat(cluster.host()).isEqualTo(host);
        assertThat(cluster.port()).isEqualTo(port);
        assertThat(cluster("--cluster_listen=" + url)).isEqualTo(cluster);
    }

    @Test
    void theUrlMayNameWhoIsLetIn() {
        assertThat(cluster("--cluster", "nats://u:p@h:1").authorization().user())
                .isEqualTo("u");
        assertThatThrownBy(() -> cluster("--cluster", "nats://u@h:1"))
                .hasMessage("expected cluster password to be set");
    }

    @ParameterizedTest
    @CsvSource({"nats://h, 'address h: missing port in address'", "nats://h:x, "})
    void aUrlThatMakesNoSenseIsRefused(String url, String text) {
        assertThatThrownBy(() -> cluster("--cluster", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text == null ? "" : text);
    }

    @Test
    void routesNeedAListener() {
        assertThatThrownBy(() -> cluster("--routes", "nats://h:1"))
                .hasMessage("solicited routes require cluster capabilities, e.g. --cluster");
        assertThat(cluster("--cluster", "nats://h:1", "--routes", "nats://a:1, nats://b:2,")
                        .routes())
                .hasSize(2);
    }

    @Test
    void theRestOverridesTheFile() {
        ClusterOptions said = ClusterOptions.builder().name("file").port(7).build();
        Options now = options(
                Options.builder().cluster(said).build(),
                "--cluster_name",
                "flag",
                "--no_advertise",
                "--cluster_advertise",
                "a:1",
                "--connect_retries",
                "3");
        assertThat(now.cluster())
                .isEqualTo(said.toBuilder()
                        .name("flag")
                        .noAdvertise(true)
                        .advertise("a:1")
                        .connectRetries(3)
                        .build());
    }

    @Test
    void withoutFlagsTheFileStays() {
        Options none = Options.builder().build();
        assertThat(options(none)).isEqualTo(none);
        assertThat(options(none, "--cluster", "").cluster()).isNull();
    }
}
