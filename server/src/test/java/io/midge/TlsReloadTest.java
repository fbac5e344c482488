package io.midge;

import static io.midge.TlsServer.line;
import static io.midge.TlsServer.shake;
import static io.midge.TlsServer.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.tls.Certs;
import io.midge.tls.Certs.Issued;
import io.midge.tls.Spki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines and refusals are those of nats-server 2.15.2 on the same edits. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsReloadTest {
    @TempDir
    static Path certs;

    private static Certs ca;
    private static Issued one;
    private static Issued two;

    @TempDir
    Path dir;

    @BeforeAll
    static void issue() {
        ca = new Certs(certs, "ca");
        one = ca.server("one", "EC", "127.0.0.1");
        two = ca.server("two", "EC", "127.0.0.1");
    }

    private static String tls(Issued issued, String more) {
        return "tls { " + issued.options() + ", " + more + " }\n";
    }

    private static List<String> lines(List<String> said) {
        return said.stream()
                .filter(line -> line.matches("(INF|ERR|WRN) .*"))
                .map(line -> line.replaceFirst(" \\(sha256:[0-9a-f]{64}\\)", ""))
                .toList();
    }

    private static X509Certificate shown(TlsServer server) throws IOException {
        try (Socket socket = server.socket()) {
            line(socket);
            return (X509Certificate)
                    shake(socket, ca.trusting(), parameters -> {}).getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void eachChangeHasItsLine() {
        String verify = "verify: true, ca_file: \"" + ca.file() + "\"";
        String pin = Spki.sha256(one.certificate());
        try (TlsServer server = TlsServer.start(dir, "")) {
            assertThat(lines(server.reload(tls(one, verify))))
                    .containsExactly(
                            "INF Reloaded: authorization users",
                            "INF Reloaded: accounts",
                            "INF Reloaded: authorization timeout = 3",
                            "INF Reloaded: tls = enabled",
                            "INF Reloaded server configuration");
            assertThat(lines(server.reload(tls(
                            one,
                            verify + ", timeout: 1.5, min_version: \"1.3\", pinned_certs: [\"" + pin
                                    + "\"], handshake_first: 100ms"))))
                    .containsExactly(
                            "INF Reloaded: authorization users",
                            "INF Reloaded: accounts",
                            "INF Reloaded: authorization timeout = 2.5",
                            "INF Reloaded: tls timeout = 1.5",
                            "INF Reloaded: tls = enabled",
                            "INF Reloaded: 1 pinned_certs",
                            "INF Reloaded: Client TLS handshake first: true",
                            "INF Reloaded: Client TLS handshake first fallback delay: 100ms",
                            "INF Reloaded server configuration");
            assertThat(lines(server.reload("")))
                    .containsExactly(
                            "INF Reloaded: authorization users",
                            "INF Reloaded: accounts",
                            "INF Reloaded: authorization timeout = 2",
                            "INF Reloaded: tls timeout = 2",
                            "INF Reloaded: tls = disabled",
                            "INF Reloaded: 0 pinned_certs",
                            "INF Reloaded: Client TLS handshake first: false",
                            "INF Reloaded: Client TLS handshake first fallback delay: 0s",
                            "INF Reloaded server configuration");
            RawClient.connect(server.server()).barrier().close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 'connection_rate_limit: 5' | TLSRateLimit: old=0, new=5",
                "'allow_non_tls: true' | '' | AllowNonTLS: old=false, new=true"
            })
    void whatCannotChangeIsNamedAndNothingChanges(String top, String block, String refusal) throws IOException {
        try (TlsServer server = TlsServer.start(dir, tls(one, ""))) {
            assertThat(lines(server.reload(tls(two, block) + top)))
                    .containsExactly(
                            "ERR Failed to reload server configuration: config reload not supported for " + refusal);
            assertThat(shown(server)).isEqualTo(one.certificate());
        }
    }

    @Test
    void aBadCertificateChangesNothing() throws IOException {
        try (TlsServer server = TlsServer.start(dir, tls(one, ""))) {
            String mixed = "tls { cert_file: \"" + one.cert() + "\", key_file: \"" + two.key() + "\" }";
            assertThat(lines(server.reload(mixed)))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("error parsing X509 certificate/key pair: tls: private key does not match public key");
            assertThat(shown(server)).isEqualTo(one.certificate());
        }
    }

    @Test
    void otherCertificatesInTheSameFilesAreTaken() throws IOException {
        Issued here = new Issued(
                Files.copy(one.cert(), dir.resolve("cert")),
                Files.copy(one.key(), dir.resolve("key")),
                one.certificate(),
                one.privateKey());
        try (TlsServer server = TlsServer.start(dir, tls(here, ""));
                RawClient old = server.connect(ca.trusting())) {
            assertThat(lines(server.reload(tls(here, "")))).doesNotContain("INF Reloaded: tls = enabled");
            Files.copy(two.cert(), here.cert(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(two.key(), here.key(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(lines(server.reload(tls(here, "")))).contains("INF Reloaded: tls = enabled");
            assertThat(shown(server)).isEqualTo(two.certificate());
            old.barrier();
        }
    }

    @Test
    void whoIsNoLongerPinnedIsSentAway() throws IOException {
        Issued bob = ca.client("bob");
        Issued eve = ca.client("eve");
        String verify = "verify: true, ca_file: \"" + ca.file() + "\"";
        try (TlsServer server = TlsServer.start(dir, tls(one, verify));
                RawClient stays = server.connect(ca.showing(bob));
                RawClient goes = server.connect(ca.showing(eve))) {
            stays.barrier();
            goes.barrier();
            List<String> said = lines(
                    server.reload(tls(one, verify + ", pinned_certs: [\"" + Spki.sha256(bob.certificate()) + "\"]")));
            assertThat(said).contains("INF Disconnect 1 clients due to pinned certs reload");
            goes.expectEnd();
            stays.barrier();
        }
    }

    @Test
    void whoWasBelievedBeforeIsNotByItsOldSession() throws IOException {
        Certs others = new Certs(dir, "others");
        SSLContext bob = ca.showing(ca.client("bob")); // one context: its sessions can be resumed
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (TlsServer server = TlsServer.start(dir, tls(one, "verify: true, ca_file: \"" + ca.file() + "\""))) {
                server.connect(bob, version(version)).barrier().close();
                server.connect(bob, version(version)).barrier().close();
                server.reload(tls(one, "verify: true, ca_file: \"" + others.file() + "\""));
                assertThatThrownBy(() -> server.connect(bob, version(version)).barrier())
                        .isInstanceOfAny(IOException.class, UncheckedIOException.class, AssertionError.class);
            }
        }
    }

    @Test
    void nothingIsLostWhileCertificatesChange() throws IOException {
        try (TlsServer server = TlsServer.start(dir, tls(one, ""));
                RawClient subscriber = server.connect(ca.trusting());
                RawClient publisher = server.connect(ca.trusting())) {
            subscriber.send("SUB a 1\r\n").barrier();
            AtomicBoolean on = new AtomicBoolean(true);
            Thread reloads = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 5; i++) {
                    server.reload(tls(i % 2 == 0 ? two : one, ""));
                }
                on.set(false);
            });
            int sent = 0;
            while (on.get() || sent < 100) {
                publisher.pub("a", Integer.toString(100_000 + sent));
                subscriber.expect("MSG a 1 6\r\n" + (100_000 + sent) + "\r\n");
                sent++;
            }
            assertThat(reloads).isNotNull();
            assertThat(shown(server)).isEqualTo(two.certificate());
        }
    }
}
