package io.midge;

import static io.midge.TlsServer.line;
import static io.midge.TlsServer.named;
import static io.midge.TlsServer.shake;
import static io.midge.TlsServer.version;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.tls.Certs;
import io.midge.tls.Certs.Issued;
import io.midge.tls.Spki;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** INFO, handshakes and ends are those of nats-server 2.15.2, asked with the same configurations. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
    @TempDir
    static Path certs;

    private static Certs ca;
    private static Issued rsa;
    private static Issued ec;

    @TempDir
    Path dir;

    @BeforeAll
    static void issue() {
        ca = new Certs(certs, "ca");
        rsa = ca.server("rsa", "RSA", "localhost", "127.0.0.1", "rsa.example");
        ec = ca.server("ec", "EC", "ec.example", "*.wild.example");
    }

    private TlsServer start(String more) {
        return TlsServer.start(dir, more);
    }

    private static String tls(String more) {
        return "tls { " + rsa.options() + ", " + more + " }\n";
    }

    private static String verify() {
        return "verify: true, ca_file: \"" + ca.file() + "\"";
    }

    private static void pubSub(RawClient client) {
        client.send("SUB a 1\r\nPUB a 5\r\nhello\r\n").expect("MSG a 1 5\r\nhello\r\n");
    }

    // ---- who is greeted with what

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | \"headers\":true,\"tls_required\":true,\"max_payload\"",
                "VERIFY | '' | \"headers\":true,\"tls_required\":true,\"tls_verify\":true,\"max_payload\"",
                "'' | 'allow_non_tls: true' | \"headers\":true,\"tls_available\":true,\"max_payload\"",
                "VERIFY | 'allow_non_tls: true' | \"headers\":true,\"tls_verify\":true,\"tls_available\":true,\"max_payload\"",
                "handshake_first: auto | '' | \"headers\":true,\"tls_required\":true,\"max_payload\"",
                "handshake_first: 100ms | 'allow_non_tls: true' | \"headers\":true,\"tls_available\":true,\"max_payload\""
            })
    void infoSaysWhatAClientNeeds(String block, String top, String expected) throws IOException {
        try (TlsServer server = start(tls(block.replace("VERIFY", verify())) + top);
                Socket socket = server.socket()) {
            assertThat(line(socket)).contains(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "auto", "100ms"})
    void whoEncryptsFirstIsToldThatItHasTo(String first) throws IOException {
        try (TlsServer server = start(tls("handshake_first: " + first) + "allow_non_tls: true");
                RawClient client = server.connectFirst(ca.trusting())) {
            assertThat(client.info()).contains("\"tls_required\":true,\"tls_available\":true,");
            pubSub(client);
        }
    }

    @Test
    void theLogSaysWhatClientsNeed() {
        try (TlsServer server = start(tls(""))) {
            assertThat(server.lines()).contains("INF TLS required for client connections");
        }
        try (TlsServer server = start(tls("") + "allow_non_tls: true")) {
            assertThat(server.lines()).contains("INF TLS available for client connections");
        }
        try (TlsServer server = start(tls("handshake_first: true") + "allow_non_tls: true")) {
            assertThat(server.lines())
                    .containsSubsequence(
                            "INF TLS required for client connections",
                            "WRN Clients that are not using \"TLS Handshake First\" option will fail to connect");
        }
    }

    // ---- handshakes

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsAreSpoken(String version) throws IOException {
        try (TlsServer server = start(tls(""));
                RawClient client = server.connect(ca.trusting(), version(version))) {
            pubSub(client);
            server.awaitLine("DBG .* - TLS version " + version.substring(4) + ", cipher suite TLS_.*");
        }
    }

    @Test
    void minVersionShutsOutTheOlder() throws IOException {
        try (TlsServer server = start(tls("min_version: \"1.3\""))) {
            server.connect(ca.trusting(), version("TLSv1.3")).barrier().close();
            assertThatThrownBy(() -> server.connect(ca.trusting(), version("TLSv1.2")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
            server.awaitLine("ERR .*TLS handshake error: tls: client offered only unsupported versions.*");
            server.awaitLine("DBG .*Client connection closed: TLS Handshake Failure");
        }
    }

    @Test
    void cipherSuitesChooseAmongThoseOfTls12() throws IOException {
        String suite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
        try (TlsServer server = start(tls("cipher_suites: [\"" + suite + "\"], curve_preferences: [CurveP384]"))) {
            server.connect(ca.trusting(), version("TLSv1.2")).barrier().close();
            server.awaitLine("DBG .* - TLS version 1.2, cipher suite " + suite);
            server.connect(ca.trusting(), version("TLSv1.3")).barrier().close();
            assertThatThrownBy(() -> server.connect(ca.trusting(), parameters -> {
                        parameters.setProtocols(new String[] {"TLSv1.2"});
                        parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
                    }))
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> server.connect(
                            ca.trusting(), parameters -> parameters.setNamedGroups(new String[] {"x25519"})))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void whatThisJvmLacksIsDoneWithoutAndSaid() {
        try (TlsServer server = start(
                tls(
                        "curve_preferences: [X25519, SecP384r1MLKEM1024],"
                                + " allow_insecure_cipher_suites: true, cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_RSA_WITH_RC4_128_SHA]"))) {
            assertThat(server.lines())
                    .contains(
                            "WRN This JVM has no such TLS cipher suites, going on without them: TLS_RSA_WITH_RC4_128_SHA",
                            "WRN This JVM has no such TLS curves, going on without them: SecP384r1MLKEM1024");
        }
        assertThatThrownBy(() -> start(tls("curve_preferences: [SecP384r1MLKEM1024]")))
                .rootCause()
                .hasMessageStartingWith("none of the curves in the tls block can be had from this JVM");
    }

    @Test
    void aCertificateIsChosenByName() throws IOException {
        String two = "tls { certs: [ { " + rsa.options() + " }, { " + ec.options() + " } ] }";
        try (TlsServer server = start(two)) {
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                assertThat(shown(server, version, "ec.example")).isEqualTo(ec.certificate());
                assertThat(shown(server, version, "a.wild.example")).isEqualTo(ec.certificate());
                assertThat(shown(server, version, "rsa.example")).isEqualTo(rsa.certificate());
            }
            assertThat(shown(server, "TLSv1.3", "a.b.wild.example")).isEqualTo(rsa.certificate());
            assertThat(shown(server, "TLSv1.3", "nobody.example")).isEqualTo(rsa.certificate());
            assertThat(shown(server, "TLSv1.3", "")).isEqualTo(rsa.certificate());
        }
    }

    private static X509Certificate shown(TlsServer server, String version, String name) throws IOException {
        try (Socket socket = server.socket()) {
            line(socket);
            SSLSocket secured = shake(socket, ca.trusting(), version(version).andThen(parameters -> {
                if (!name.isEmpty()) {
                    named(name).accept(parameters);
                }
            }));
            return (X509Certificate) secured.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void mixedPortsTakeBoth() throws IOException {
        try (TlsServer server = start(tls("") + "allow_non_tls: true");
                RawClient plain = RawClient.greeted(server.port());
                RawClient secured = server.connect(ca.trusting())) {
            secured.send("SUB a 1\r\n").barrier();
            plain.send("CONNECT {\"verbose\":false}\r\n").pub("a", "clear").barrier();
            secured.expect("MSG a 1 5\r\nclear\r\n");
        }
    }

    @Test
    void whoSaysNothingOnAMixedPortIsNotForgotten() {
        String token = "authorization { token: \"s3cret\", timeout: 0.2 }";
        try (TlsServer server = start(tls("timeout: 0.1") + "allow_non_tls: true\n" + token);
                RawClient client = RawClient.greeted(server.port())) {
            assertThat(client.rest()).isEqualTo("-ERR 'Authentication Timeout'\r\n");
        }
    }

    @Test
    void whoWaitsForInfoGetsItAfterTheDelay() throws IOException {
        try (TlsServer server = start(tls("handshake_first: 20ms"));
                RawClient client = server.connect(ca.trusting())) {
            pubSub(client);
        }
    }

    @Test
    void aClientInThisJvmNeedNotEncrypt() throws IOException {
        try (TlsServer server = start(tls(verify()));
                InProcessConnection pipe = server.server().connectInProcess()) {
            InputStream in = pipe.inputStream();
            byte[] info = new byte[4096];
            int n = in.read(info);
            assertThat(new String(info, 0, n, ISO_8859_1))
                    .contains("\"tls_verify\":true,\"tls_available\":true")
                    .doesNotContain("tls_required");
            pipe.outputStream().write("CONNECT {\"verbose\":false}\r\nPING\r\n".getBytes(ISO_8859_1));
            assertThat(new String(in.readNBytes(6), ISO_8859_1)).isEqualTo("PONG\r\n");
        }
    }

    @Test
    void theHeaderOfAProxyComesInTheClear() throws IOException {
        for (String first : new String[] {"false", "true", "100ms"}) {
            try (TlsServer server = start(tls("handshake_first: " + first) + "proxy_protocol: true");
                    Socket socket = server.socket()) {
                String info = first.equals("false") ? line(socket) : "";
                socket.getOutputStream().write("PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n".getBytes(ISO_8859_1));
                SSLSocket secured = shake(socket, ca.trusting(), parameters -> {});
                if (info.isEmpty()) {
                    assertThat(line(secured)).contains("\"tls_required\":true", "\"client_ip\":\"1.2.3.4\"");
                }
                TlsServer.connected(secured, info).barrier();
            }
        }
    }

    // ---- certificates of clients

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void verifyNeedsACertificateOfTheAuthority(String version) throws IOException {
        Certs others = new Certs(dir, "others");
        try (TlsServer server = start(tls(verify()))) {
            server.connect(ca.showing(ca.client("bob")), version(version))
                    .barrier()
                    .close();
            refused(server, ca, null, version);
            server.awaitLine("ERR .*TLS handshake error: tls: client didn't provide a certificate");
            refused(server, ca, ca.expiredClient("old"), version);
            server.awaitLine("ERR .*tls: failed to verify certificate: x509: certificate has expired.*");
            refused(server, ca, ec, version);
            server.awaitLine("ERR .*x509: certificate specifies an incompatible key usage.*");
            refused(server, ca, others.client("eve"), version);
            server.awaitLine(version.equals("TLSv1.3") ? "ERR .*TLS handshake error: tls: .*" : "ERR .*");
        }
    }

    private static void refused(TlsServer server, Certs trusted, @Nullable Issued own, String version) {
        assertThatThrownBy(() -> {
                    try (RawClient client =
                            server.connect(own == null ? trusted.trusting() : trusted.showing(own), version(version))) {
                        client.barrier();
                    }
                })
                .isInstanceOfAny(IOException.class, java.io.UncheckedIOException.class, AssertionError.class);
    }

    @Test
    void onlyPinnedCertificatesAreTaken() throws IOException {
        Issued bob = ca.client("bob");
        Issued eve = ca.client("eve");
        String pins = ", pinned_certs: [\"" + Spki.sha256(bob.certificate()) + "\"]";
        try (TlsServer server = start(tls(verify() + pins))) {
            server.connect(ca.showing(bob)).barrier().close();
            refused(server, ca, eve, "TLSv1.3");
            server.awaitLine("ERR .* - TLS handshake error: certificate not pinned");
        }
    }

    @Test
    void noPinsAtAllShutAllOut() throws IOException {
        try (TlsServer server = start(tls(verify() + ", pinned_certs: []"))) {
            refused(server, ca, ca.client("bob"), "TLSv1.3");
            server.awaitLine("ERR .* - TLS handshake error: certificate not pinned");
        }
    }

    // ---- who is no client of TLS

    @Test
    void whoDoesNotEncryptIsSentAwayWithoutAWord() throws IOException {
        try (TlsServer server = start(tls(""));
                RawClient client = RawClient.greeted(server.port())) {
            client.send("CONNECT {}\r\nPING\r\n").expectEnd();
            server.awaitLine("DBG .*TLS handshake error: tls: first record does not look like a TLS handshake");
            server.awaitLine("DBG .*Client connection closed: TLS Handshake Failure");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001\u0002\u0000\u0001"})
    void whoDoesNotGoOnIsSentAway(String begins) throws IOException {
        try (TlsServer server = start(tls("timeout: 0.1"));
                RawClient client = RawClient.greeted(server.port())) {
            client.send(begins).expectEnd();
            server.awaitLine("DBG .*TLS handshake error: read tcp 127.0.0.1:\\d+->127.0.0.1:\\d+: i/o timeout");
        }
    }

    @Test
    void recordsThatAreNoneEndTheConnection() throws IOException {
        try (TlsServer server = start(tls(""));
                RawClient large = RawClient.greeted(server.port());
                RawClient broken = RawClient.greeted(server.port());
                RawClient gone = RawClient.greeted(server.port())) {
            large.send(new byte[] {0x16, 3, 1, -1, -1});
            assertThat(large.rest()).isEqualTo("\u0015\u0003\u0001\u0000\u0002\u0002\u0016");
            server.awaitLine("ERR .*TLS handshake error: tls: oversized record received with length 65535");
            broken.send(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});
            assertThat(broken.rest()).hasSize(7).startsWith("\u0015\u0003");
            gone.endOutput().expectEnd();
            server.awaitLine("ERR .*TLS handshake error: EOF");
        }
    }

    @Test
    void anotherHandshakeIsRefused() throws IOException {
        try (TlsServer server = start(tls(""));
                Socket socket = server.socket()) {
            line(socket);
            SSLSocket secured = shake(socket, ca.trusting(), version("TLSv1.2"));
            RawClient client = TlsServer.connected(secured, "").barrier();
            assertThatThrownBy(() -> {
                        secured.startHandshake();
                        client.barrier();
                    })
                    .isInstanceOfAny(IOException.class, java.io.UncheckedIOException.class, AssertionError.class);
            server.awaitLine("DBG .*Client connection closed: Read Error");
        }
    }

    @Test
    void newKeysAreAnswered() throws IOException {
        try (TlsServer server = start(tls(""));
                Socket socket = server.socket()) {
            line(socket);
            SSLSocket secured = shake(socket, ca.trusting(), version("TLSv1.3"));
            RawClient client = TlsServer.connected(secured, "").barrier();
            for (int i = 0; i < 5; i++) {
                secured.startHandshake(); // in TLS 1.3: a change of keys
                pubSub(client);
                client.send("UNSUB 1\r\n");
            }
        }
    }

    @Test
    void moreThanSoManyInASecondAreThrottled() throws IOException {
        try (TlsServer server = start(tls("connection_rate_limit: 2"))) {
            int throttled = 0;
            for (int i = 0; i < 6; i++) {
                try (Socket socket = server.socket()) {
                    line(socket);
                    byte[] all = throttledEnd(socket);
                    throttled += all.length == 0 ? 0 : 1;
                    if (all.length > 0) {
                        assertThat(new String(all, ISO_8859_1))
                                .isEqualTo("-ERR 'Connection throttling is active. Please try again later.'\r\n");
                    }
                }
            }
            assertThat(throttled).isGreaterThan(0);
            server.awaitLine("WRN Rejected \\d+ connections due to TLS rate limiting");
            server.awaitLine("DBG .*Client connection closed: Maximum Connections Exceeded");
        }
    }

    private static byte[] throttledEnd(Socket socket) throws IOException {
        socket.getOutputStream().write("PING\r\n".getBytes(ISO_8859_1)); // no TLS: ends without a word unless throttled
        try {
            return socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
            return new byte[0];
        }
    }

    @Test
    void theEndIsSaid() throws IOException {
        try (TlsServer server = start(tls("") + "max_payload: 10")) {
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (RawClient client = server.connect(ca.trusting(), version(version))) {
                    client.send("PUB a 11\r\n");
                    // Without close_notify JSSE would throw: the text may have been cut.
                    assertThat(client.rest()).isEqualTo("-ERR 'Maximum Payload Violation'\r\n");
                }
            }
        }
    }

    @Test
    void aStopTellsEncryptedClients() throws IOException {
        try (TlsServer server = start(tls(""));
                RawClient client = server.connect(ca.trusting())) {
            client.barrier();
            Thread.ofVirtual().start(server::close);
            client.expectEnd();
        }
    }

    @Test
    void recordsMayComeInAnyPieces() throws IOException {
        byte[] payload = new byte[40_000];
        Arrays.fill(payload, (byte) 'x');
        try (TlsServer server = start(tls(""));
                Socket socket = server.socket()) {
            line(socket);
            SSLSocket secured = shake(new Drips(socket), ca.trusting(), parameters -> {});
            RawClient client = TlsServer.connected(secured, "");
            client.send("SUB a 1\r\nPUB a 40000\r\n" + new String(payload, ISO_8859_1) + "\r\n");
            client.expect("MSG a 1 40000\r\n" + new String(payload, ISO_8859_1) + "\r\n");
        }
    }
}
