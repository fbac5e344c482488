package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.options.AccountOptions;
import io.midge.options.AuthCalloutOptions;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.options.MappingOptions;
import io.midge.options.OcspCacheOptions;
import io.midge.options.OcspOptions;
import io.midge.options.OcspPeerOptions;
import io.midge.options.OperatorOptions;
import io.midge.options.PermissionOptions;
import io.midge.options.ResolverOptions;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import io.midge.options.UserOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SecurityReaderTest {
    private static final PermissionOptions PUBLISH_A = new PermissionOptions(
            new PermissionOptions.Subjects(List.of("a"), List.of()), PermissionOptions.Subjects.ALL, null);

    @Test
    void nothingSaidIsNothingSet() throws ConfigException {
        assertThat(read("")).isEqualTo(SecurityOptions.NONE);
    }

    @Test
    void howFailedLoginsAreKeptWaitingIsAnOptionOfOurOwn() throws ConfigException {
        assertThat(read("auth_throttle { loopback: true }").throttleLoopback()).isTrue();
        assertThat(read("auth_throttle {}").throttleLoopback()).isFalse();
        assertThatThrownBy(() -> read("auth_throttle { loopbak: true }"))
                .hasMessageContaining("unknown field \"loopbak\"");
        assertThatThrownBy(() -> read("auth_throttle: true")).hasMessageContaining("auth_throttle must be a map");
    }

    @Test
    void thatNobodyComesUnaskedIsAnOptionOfOurOwn() throws ConfigException {
        assertThat(read("no_implicit_anonymous: true").noImplicitAnonymous()).isTrue();
        assertThat(read("no_implicit_anonymous: false").noImplicitAnonymous()).isFalse();
        assertThatThrownBy(() -> read("no_implicit_anonymous: x")).hasMessageContaining("no_implicit_anonymous");
    }

    @Test
    void usersHaveTheDefaultPermissionsUnlessTheyHaveTheirOwn() throws ConfigException {
        AuthorizationOptions read = authorization("""
                timeout: 1.5, proxy_required: true
                users: [
                    {user: one, pass: p, connection_types: [mqtt, "in_process"], proxy_required: true}
                    {user: two, permissions: {sub: {allow: "b q", deny: [c]}, allow_responses: true}}
                ]
                default_permissions: {pub: a}
                """);
        assertThat(read.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(read.proxyRequired()).isTrue();
        assertThat(read.defaultPermissions()).isEqualTo(PUBLISH_A);
        assertThat(read.users())
                .containsExactly(
                        new UserOptions(
                                "one",
                                SecretText.of("p"),
                                "",
                                PUBLISH_A,
                                Set.of(ConnectionType.MQTT, ConnectionType.IN_PROCESS),
                                true),
                        new UserOptions(
                                "two",
                                SecretText.NONE,
                                "",
                                new PermissionOptions(
                                        PermissionOptions.Subjects.ALL,
                                        new PermissionOptions.Subjects(List.of("b q"), List.of("c")),
                                        PermissionOptions.Responses.DEFAULT),
                                Set.of(),
                                false));
    }

    @Test
    void responsesWithoutAnAllowedSubjectAreAllThatMayBePublished() throws ConfigException {
        AuthorizationOptions read =
                authorization("permissions: {publish: {deny: x}, allow_responses: {max: -1, ttl: \"5s\"}}");
        PermissionOptions permissions = Objects.requireNonNull(read.defaultPermissions());
        assertThat(permissions.onlyResponses()).isTrue();
        assertThat(permissions.responses()).isEqualTo(new PermissionOptions.Responses(-1, Duration.ofSeconds(5)));
    }

    @Test
    void aCalloutIsInTheGlobalAccountByDefault() throws ConfigException, IOException {
        String key = key("A");
        assertThat(authorization("auth_callout {issuer: " + key + ", auth_users: [a]}")
                        .callout())
                .isEqualTo(new AuthCalloutOptions(key, "$G", List.of("a"), "", List.of()));
    }

    @Test
    void aListenersTimeoutThatIsNoTimeIsOneSecond() throws ConfigException {
        Problems problems = new Problems();
        Block block = new Block(
                Conf.text("user: a, pass: b, timeout: true", "", name -> null).map(), problems);
        assertThat(AuthorizationReader.simple(block))
                .isEqualTo(
                        AuthorizationOptions.simple("a", SecretText.of("b"), SecretText.NONE, Duration.ofSeconds(1)));
        assertThat(problems.errors()).isEmpty();
    }

    private static final String ACCOUNTS = """
            accounts {
                A {
                    users: [{user: u}], default_permissions: {pub: a}
                    exports: [
                        {stream: "s.*", accounts: [B], account_token_position: 2}
                        {service: q, response: stream, threshold: "3s", allow_trace: true}
                        {service: l, latency: {subject: results, sampling: headers}}
                    ]
                    mappings: {x: [{dest: y, weight: "30%", cluster: c}]}
                    jetstream: {max_mem: 1KB, cluster_traffic: owner}
                    limits: {max_conn: 3}
                    msg_trace: {dest: t, sampling: 20}
                }
                B { imports: [
                    {stream: {account: A, subject: "s.B"}, prefix: p, allow_trace: true}
                    {service: {account: A, subject: q}, to: z, share: true}
                ] }
            }
            """;

    @Test
    void anAccountIsReadWithAllItsParts() throws ConfigException {
        assertThat(read(ACCOUNTS).accounts().getFirst())
                .isEqualTo(new AccountOptions(
                        "A",
                        "",
                        List.of(new UserOptions("u", SecretText.NONE, "", PUBLISH_A, Set.of(), false)),
                        PUBLISH_A,
                        List.of(
                                export(false, "s.*", List.of("B"), 2, ExportOptions.Response.SINGLETON, 0, null, false),
                                export(true, "q", List.of(), 0, ExportOptions.Response.STREAM, 3, null, true),
                                export(
                                        true,
                                        "l",
                                        List.of(),
                                        0,
                                        ExportOptions.Response.SINGLETON,
                                        0,
                                        new ExportOptions.Latency(0, "results"),
                                        false)),
                        List.of(),
                        List.of(new MappingOptions("x", List.of(new MappingOptions.Destination("y", 30, "c")))),
                        new AccountOptions.JetStreamLimits(1024, -1, -1, -1, -1, -1, -1, false, true),
                        new AccountOptions.Limits(3, -1, -1, -1),
                        new AccountOptions.Trace("t", 20)));
    }

    @Test
    void anImportIsReadWithAllItsParts() throws ConfigException {
        assertThat(read(ACCOUNTS).accounts().get(1).imports())
                .containsExactly(
                        new ImportOptions(false, "A", "s.B", "", "p", false, true),
                        new ImportOptions(true, "A", "q", "z", "", true, false));
    }

    private static ExportOptions export(
            boolean service,
            String subject,
            List<String> accounts,
            int position,
            ExportOptions.Response response,
            int seconds,
            ExportOptions.@Nullable Latency latency,
            boolean trace) {
        return new ExportOptions(
                service, subject, accounts, position, response, Duration.ofSeconds(seconds), latency, trace);
    }

    @Test
    void aTlsBlockIsReadWithAllItsFields() throws ConfigException {
        TlsOptions read = Objects.requireNonNull(read("""
                tls {
                    verify_and_map: true, insecure: true, timeout: 0.25, connection_rate_limit: 7
                    min_version: "1.3", handshake_first: auto, curve_preferences: [X25519]
                    cipher_suites: [TLS_RSA_WITH_RC4_128_SHA], allow_insecure_cipher_suites: true
                    pinned_certs: [7F83B1657FF1FC53B92DC18148A1D65DFC2D4B1FA3D677284ADDD200126D9069]
                    ocsp_peer: true
                }
                """).tls());
        assertThat(read)
                .isEqualTo(TlsOptions.builder()
                        .verify(true)
                        .verifyAndMap(true)
                        .insecure(true)
                        .timeout(Duration.ofMillis(250))
                        .connectionRateLimit(7)
                        .minVersion("1.3")
                        .handshakeFirst(true, Duration.ofMillis(50))
                        .curves(List.of("X25519"))
                        .cipherSuites(List.of("TLS_RSA_WITH_RC4_128_SHA"))
                        .allowInsecureCipherSuites(true)
                        .pinnedCerts(Set.of("7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"))
                        .ocspPeer(OcspPeerOptions.of(true))
                        .build());
    }

    @Test
    void routesMayCheckKnownUrlsAndThenVerify() throws ConfigException {
        Problems problems = new Problems();
        TlsOptions read = TlsReader.read(
                Conf.text("verify_cert_and_check_known_urls: true", "", name -> null)
                        .map(),
                false,
                problems);
        assertThat(problems.errors()).isEmpty();
        assertThat(read.verify()).isTrue();
        assertThat(read.checkKnownUrls()).isTrue();
    }

    @Test
    void anOperatorIsReadFromItsToken() throws ConfigException, IOException {
        List<OperatorOptions> read = read("operator: \"" + key("OJ") + '"').operators();
        assertThat(read)
                .containsExactly(new OperatorOptions(
                        key("OJ"),
                        key("O"),
                        "O",
                        List.of(key("K")),
                        "http://localhost:9090/jwt/v1",
                        key("A"),
                        "",
                        false));
    }

    @Test
    void theOtherFieldsAreReadUnderAnyOfTheirNames() throws ConfigException, IOException {
        SecurityOptions read = read("""
                no_auth_user: u, default_sentinel: s, system: S, no_sys_acc: true, allow_non_tls: yes
                trusted_keys: KEY, account_resolver: "URL( http://h )", resolver_pinned_accounts: P
                default_js_domain: {a: b}, proxies: {trusted: [{public_key: KEY}]}
                ocsp: {mode: Must, url: "http://o"}, ocsp_cache: {type: none, save_interval: 0.5}
                maps: {x: y}
                """.replace("KEY", key("O")));
        assertThat(read)
                .isEqualTo(SecurityOptions.builder()
                        .noAuthUser("u")
                        .defaultSentinel(SecretText.of("s"))
                        .systemAccount("S")
                        .noSystemAccount(true)
                        .allowNonTls(true)
                        .trustedKeys(List.of(key("O")))
                        .resolver(new ResolverOptions.Url("http://h"))
                        .resolverPinnedAccounts(Set.of("P"))
                        .defaultJsDomain(Map.of("a", "b"))
                        .trustedProxies(List.of(key("O")))
                        .ocsp(new OcspOptions(OcspOptions.Mode.MUST, List.of("http://o")))
                        .ocspCache(new OcspCacheOptions(false, "_rc_", false, Duration.ofSeconds(1)))
                        .mappings(
                                List.of(new MappingOptions("x", List.of(new MappingOptions.Destination("y", 100, "")))))
                        .build());
    }

    @Test
    void directoriesOfAccountsKeepTheirSettings() throws ConfigException {
        assertThat(read("resolver: {type: FULL, dir: \".\", interval: \"2m\", limit: 5, allow_delete: true}")
                        .resolver())
                .isEqualTo(new ResolverOptions.Full(".", 5, Duration.ofMinutes(2), Duration.ZERO, true, false));
        assertThat(read("resolver: {type: cache, dir: \".\", ttl: \"2m\", timeout: \"1s\"}")
                        .resolver())
                .isEqualTo(new ResolverOptions.Cache(".", 0, Duration.ofMinutes(2), Duration.ofSeconds(1)));
    }

    private static AuthorizationOptions authorization(String text) throws ConfigException {
        return Objects.requireNonNull(read("authorization {\n" + text + "\n}").authorization());
    }

    private static SecurityOptions read(String text) throws ConfigException {
        Problems problems = new Problems();
        Block top = new Block(Conf.text(text, "", name -> null).map(), problems);
        SecurityOptions options = SecurityReader.read(top);
        top.end();
        assertThat(problems.errors()).isEmpty();
        return options;
    }

    private static String key(String name) throws IOException {
        return SecurityCorpusTest.resource("keys.txt")
                .lines()
                .filter(line -> line.startsWith(name + '='))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
