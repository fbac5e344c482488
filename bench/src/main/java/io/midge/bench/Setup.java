package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a server is told besides its address. */
enum Setup {
    /** Nothing. */
    PLAIN,
    /** A file as the launchers of test suites write it: monitoring, and listeners that no test needs. */
    FILE,
    /** A user who may do what the driver does, and not everything. */
    PERMISSIONS,
    /** TLS after INFO. */
    TLS;

    private static final String MANY = """
            server_name: bench
            http: "127.0.0.1:-1"
            max_payload: 2MB
            ping_interval: "30s"
            leafnodes { listen: "127.0.0.1:-1" }
            websocket { listen: "127.0.0.1:-1", no_tls: true }
            """;

    // User and password are those of every CONNECT of the driver.
    private static final String USER = """
            authorization { users: [ {
              user: bench, password: bench
              permissions {
                publish: { allow: ["bench.>", "_INBOX.>"], deny: ["bench.secret.>"] }
                subscribe: { allow: ["bench.>", "_INBOX.>"], deny: ["bench.secret.>"] }
              }
            } ] }
            """;

    /** Arguments for the command line. */
    List<String> arguments() throws IOException {
        return switch (this) {
            case PLAIN -> List.of();
            case FILE -> List.of("-c", file(MANY));
            case PERMISSIONS -> List.of("-c", file(USER));
            case TLS -> {
                Certificate certificate = Certificate.get();
                yield List.of(
                        "-tls",
                        "-tlscert",
                        certificate.pem().toString(),
                        "-tlskey",
                        certificate.key().toString());
            }
        };
    }

    private static String file(String text) throws IOException {
        Path file = Files.createTempFile("midge-bench", ".conf");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text, ISO_8859_1).toString();
    }
}
