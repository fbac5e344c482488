package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files as they are met in test suites of clients and in the field. */
@DisabledOnOs(OS.WINDOWS)
@Tag("long")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class ConfigurationInTheWildTest {
    @TempDir
    Path dir;

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("c"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"listen\":\"127.0.0.1:-1\",\"http\":\"127.0.0.1:-1\",\"ping_interval\":\"20s\",\"leafnodes\":{\"listen\":\"127.0.0.1:-1\"}}",
                "listen: 127.0.0.1:-1\nserver_name: unquoted\nhttp: \"127.0.0.1:-1\"\n",
                "net: localhost\nport: -1\nserver_tags [\n  one\n  two\n]\n",
                "listen: 127.0.0.1:-1\nws { listen: \"127.0.0.1:-1\", no_tls: true }\n",
                "net: 127.0.0.1, port: -1\nwebsocket { no_tls: true, port: -1 }\n",
                "net: 127.0.0.1\nport: -1\nauthorization { timeout: \"2s\" }\nmax_payload: 1MiB\n",
                "listen: 127.0.0.1:-1\njetstream { enabled: false, max_file_store: 10GiB }\n",
                "listen: 127.0.0.1:-1\naccounts { A { jetstream: enabled } }\n"
            })
    void itIsTaken(String text) throws IOException {
        try (Script server = Script.start("-c", file(text).toString())) {
            server.awaitLine("Server is ready$");
            Probe.connected(server.port()).close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operator: \"OP\" | operator",
                "tls { cert_file: \"CERT\", key_file: \"KEY\", verify_and_map: true } | tls.verify_and_map",
                "cluster { name: x, listen: \"127.0.0.1:-1\", routes [ nats://127.0.0.1:1 ] } | cluster.routes",
                "jetstream { tpm { keys_file: k, encryption_password: p } } | jetstream.tpm"
            })
    void whatIsNotDoneYetIsValidButRefusedByNameAtStart(String text, String name) throws IOException {
        Path security =
                Path.of("src/test/resources/io/midge/conf/file/security").toAbsolutePath();
        String config = file("listen: 127.0.0.1:-1\n"
                        + text.replace("OP", security + "/op.jwt")
                                .replace("CERT", security + "/rsa.pem")
                                .replace("KEY", security + "/rsa.key")
                        + "\n")
                .toString();
        try (Script start = Script.start("-c", config);
                Script check = Script.start("-t", "-c", config)) {
            assertThat(start.exitCode()).isEqualTo(1);
            assertThat(start.stderr()).containsExactly("nats-server: not supported yet: " + name);
            assertThat(check.exitCode()).isZero();
            assertThat(check.stderr())
                    .hasSize(2)
                    .last()
                    .isEqualTo("nats-server: but a start would be refused: not supported yet: " + name);
            assertThat(check.stderr().get(0))
                    .matches("nats-server: configuration file .*/c is valid \\(sha256:[0-9a-f]{64}\\)");
        }
    }
}
