package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.auth.Authenticator;
import io.midge.auth.Held;
import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.nkey.Signer;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients of 192.0.2.1 that come by a key, or to accounts; signatures are verified when the test says so, and what a reload
 * does to whom is what nats-server 2.15.2 did.
 */
class NkeyLoginTest {
    private static final String VIOLATION = "-ERR 'Authorization Violation'\r\n";
    private static final Signer SIGNER = Signer.of(1);
    private static final Signer OTHER = Signer.of(2);
    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([0-9A-Za-z_-]{15})\"");
    private static final String X = "CONNECT {\"verbose\":false,\"user\":\"x\",\"pass\":\"y\"}\r\n";

    private static final String KEYS = "authorization {users: [{nkey: KEY}]}";
    private static final String BOTH = "authorization {users: [{nkey: KEY}, {user: x, password: y}]}";

    private final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    private final Log log = new Log(loops, true, false);
    private final Held held = new Held(1, loops, log);
    private final Access access = held.access(SecurityOptions.NONE, loops, log);
    private final Clients clients = new Clients(
            Options.builder().build(),
            new Info("N", "n", "127.0.0.1", 4222, true, 1 << 20, "X"),
            OneAccount.on(loops.get(0)),
            List.of(new Fanout(loops.get(0), new MatchCache<>())),
            access,
            log);

    @AfterEach
    void stop() {
        loops.close();
    }

    private void configure(String text) {
        SecurityOptions security = read(text.replace("KEY", SIGNER.key()).replace("OTHER", OTHER.key()));
        clients.greetWith(clients.info().withAuthRequired(Authenticator.isRequired(security)));
        clients.reload(Options.builder().security(security).build());
        loops.settle();
    }

    private static SecurityOptions read(String text) {
        try {
            return ConfigFile.read("test", Conf.text(text, "test", name -> null).map())
                    .options()
                    .security();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private Peer open() {
        return loops.on(0, () -> Peer.open(loops.get(0), clients));
    }

    private static String nonce(Peer peer) {
        Matcher found = NONCE.matcher(peer.taken());
        return found.find() ? found.group(1) : "";
    }

    private Peer send(Peer peer, String text) {
        loops.run(0, () -> peer.send(text.getBytes(ISO_8859_1)));
        return peer;
    }

    private void verify() {
        held.run();
        loops.settle();
    }

    private void pass(long ms) {
        loops.pass(ms, MILLISECONDS);
        loops.settle();
    }

    /** Who comes in the way that the word says. */
    private Peer come(String how) {
        Peer peer = open();
        send(
                peer,
                switch (how) {
                    case "key" -> SIGNER.connect(nonce(peer));
                    case "x" -> X;
                    case "s" -> X.replace("\"x\"", "\"s\"");
                    default -> "CONNECT {\"verbose\":false}\r\n";
                });
        verify();
        send(peer, "PING\r\n");
        assertThat(told(peer)).as("is in").startsWith("PONG\r\n");
        return peer;
    }

    /** What it was told behind the greeting. */
    private static String told(Peer peer) {
        String taken = peer.taken();
        return taken.substring(taken.indexOf('\n') + 1);
    }

    @Test
    void aSignatureOfTheNonceLetsIn() {
        configure(KEYS);
        Peer peer = open();
        assertThat(peer.taken()).contains("\"auth_required\":true");
        send(peer, SIGNER.connect(nonce(peer)) + "PING\r\n");
        assertThat(told(peer)).as("not on the loop").isEmpty();
        verify();
        assertThat(held.verified()).containsExactly("signature");
        assertThat(told(peer)).startsWith("PONG\r\nINFO {").doesNotContain("nonce");
        assertThat(clients.open().getFirst().user()).isEqualTo(SIGNER.key());
        assertThat(loops.on(0, () -> clients.present().getFirst().user().name()))
                .isEqualTo(SIGNER.key());
        assertThat(loops.on(0, () -> clients.present().getFirst().label()))
                .endsWith(" - \"$G/nkey:" + SIGNER.key() + '"');
    }

    @Test
    void eachConnectionHasANonceOfItsOwnAndNoneWithoutKeys() {
        configure(KEYS);
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            nonces.add(nonce(open()));
        }
        assertThat(nonces).hasSize(100).doesNotContain("");
        configure("authorization {users: [{user: x, password: y}]}");
        assertThat(open().taken()).doesNotContain("nonce");
    }

    @Test
    void aSignatureOfAnotherNonceIsWrongEvenIfItWasRightThere() {
        configure(KEYS);
        Peer first = open();
        Peer second = open();
        String stolen = SIGNER.connect(nonce(first));
        send(first, stolen);
        verify();
        send(second, stolen);
        verify();
        assertThat(held.verified()).as("nothing is remembered").hasSize(2);
        pass(100);
        assertThat(told(second)).isEqualTo(VIOLATION);
        assertThat(clients.count()).isEqualTo(1);
    }

    @Test
    void anUnknownKeyIsToldNoSoonerThanAWrongSignature() {
        configure(KEYS);
        Peer unknown = open();
        Peer wrong = open();
        send(unknown, OTHER.connect(nonce(unknown)));
        send(wrong, SIGNER.connect("wrong"));
        assertThat(told(unknown) + told(wrong)).isEmpty();
        verify();
        assertThat(held.verified()).hasSize(2);
        pass(99);
        assertThat(told(unknown) + told(wrong)).isEmpty();
        pass(1);
        assertThat(List.of(told(unknown), told(wrong))).containsOnly(VIOLATION);
        assertThat(loops.lines)
                .contains("ERR 192.0.2.1:1 - cid:1 - authentication error - Nkey \"" + OTHER.key() + '"')
                .anyMatch(line -> line.endsWith("Nkey \"" + OTHER.key() + "\" from 192.0.2.1: unknown nkey"))
                .anyMatch(line -> line.endsWith("Nkey \"" + SIGNER.key() + "\" from 192.0.2.1: wrong signature"));
    }

    @Test
    void whatIsMalformedIsNotVerifiedAndCostsAFailureOfItsKey() {
        configure(BOTH);
        Peer cut = open();
        send(cut, SIGNER.connect(nonce(cut)).replaceFirst("\"sig\":\"..", "\"sig\":\""));
        Peer none = open();
        send(none, "CONNECT {\"user\":\"x\",\"pass\":\"y\",\"nkey\":\"" + SIGNER.key() + "\"}\r\n");
        assertThat(held.waiting()).isZero();
        pass(200);
        assertThat(List.of(told(cut), told(none))).containsOnly(VIOLATION);
        assertThat(loops.lines)
                .anyMatch(line -> line.endsWith(
                        "Login refused: Nkey \"" + SIGNER.key() + "\", User \"x\" from 192.0.2.1: no signature"));
        assertThat(told(come("x"))).as("the user has not failed").isEqualTo("PONG\r\n");
    }

    @Test
    void anotherConnectHasToBeSignedAnewUnlessItSaysTheSame() {
        configure(BOTH);
        Peer peer = come("key");
        send(peer, "CONNECT {}\r\nPING\r\n");
        verify();
        assertThat(told(peer)).as("what is not said again holds").endsWith("PONG\r\n");
        send(peer, "CONNECT {\"sig\":\"" + OTHER.sign(nonce(peer)) + "\"}\r\n");
        verify();
        pass(100);
        assertThat(told(peer)).endsWith(VIOLATION);
    }

    @Test
    void aReloadDoesNotVerifyWhatWasRight() {
        configure(BOTH);
        Peer peer = come("key");
        configure("authorization {users: [{nkey: KEY, permissions: {publish: a}}, {user: x, password: z}]}");
        assertThat(held.waiting()).isZero();
        assertThat(held.verified()).hasSize(1);
        send(peer, "PUB b 1\r\nx\r\nPING\r\n");
        assertThat(told(peer)).endsWith("-ERR 'Permissions Violation for Publish to \"b\"'\r\nPONG\r\n");
    }

    @Test
    void whoWasGreetedWithoutANonceCannotComeByAKey() {
        configure("authorization {token: t}");
        Peer peer = send(open(), "CONNECT {\"verbose\":false,\"auth_token\":\"t\"}\r\nPING\r\n");
        assertThat(told(peer)).isEqualTo("PONG\r\n");
        configure(KEYS);
        assertThat(told(peer)).endsWith(VIOLATION);
        configure("");
        Peer early =
                send(open(), "CONNECT {\"nkey\":\"" + SIGNER.key() + "\",\"sig\":\"" + SIGNER.sign("") + "\"}\r\n");
        configure(KEYS);
        assertThat(held.waiting()).as("a signature of nothing").isZero();
        assertThat(told(early)).endsWith(VIOLATION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authorization {users: [N, X]} | authorization {users: [N, X]} | key | ''",
                "authorization {users: [N, X]} | authorization {users: [X]} | key | CLIENT_CLOSED",
                "authorization {users: [N, X]} | authorization {users: [X]} | x | ''",
                "authorization {users: [N, X]} | authorization {users: [N]} | x | CLIENT_CLOSED",
                "authorization {users: [N, X]} | authorization {users: [X]}, accounts {A {users: [N]}} | key | CLIENT_CLOSED",
                "authorization {users: [N, X]} | authorization {users: [X]}, accounts {A {users: [N]}} | x | ''",
                "accounts {A {users: [N, X]}} | accounts {A {users: [N, X]}, B {}} | key | ''",
                "accounts {A {users: [N, X]}} | accounts {A {users: [N, X]}, B {}} | x | ''",
                "accounts {A {users: [N]}, B {users: [X]}} | accounts {A {users: [X]}, B {users: [N]}} | key | CLIENT_CLOSED",
                "accounts {A {users: [N]}, B {users: [X]}} | accounts {A {users: [X]}, B {users: [N]}} | x | CLIENT_CLOSED",
                "accounts {A {users: [N]}, B {users: [X]}} | accounts {B {users: [X]}} | key | CLIENT_CLOSED",
                "accounts {A {users: [N]}, B {users: [X]}} | accounts {B {users: [X]}} | x | ''",
                "accounts {A {users: [N, X]}} | accounts {Q {users: [N, X]}} | key | CLIENT_CLOSED",
                "accounts {A {users: [N, X]}} | accounts {A {users: [N, {user: x, password: z}]}} | x | AUTHENTICATION_VIOLATION",
                "accounts {A {users: [N, X]}} | accounts {A {users: [{nkey: KEY, connection_types: [WEBSOCKET]}, X]}} | key | AUTHENTICATION_VIOLATION",
                "accounts {A {users: [N]}, B {users: [X]}} | '' | key | CLIENT_CLOSED",
                "accounts {A {users: [N]}, B {users: [X]}} | '' | x | CLIENT_CLOSED",
                "authorization {users: [N, X]} | '' | key | CLIENT_CLOSED",
                "'' | accounts {A {users: [N]}, B {users: [X]}} | - | AUTHENTICATION_VIOLATION",
                "'' | accounts {A {users: [N]}, B {users: [X]}} | x | CLIENT_CLOSED",
                "'' | accounts {A {}} | - | ''",
                "SYS | SYS | - | ''",
                "SYS | SYS | s | ''",
                "SYS | accounts {\"$SYS\" {users: [{user: s, password: t}]}} | - | ''",
                "SYS | accounts {\"$SYS\" {users: [{user: s, password: t}]}} | s | AUTHENTICATION_VIOLATION",
                "SYS | accounts {\"$SYS\" {users: [{user: s, password: y}]}, A {users: [X]}} | - | CLIENT_CLOSED",
                "SYS | accounts {\"$SYS\" {users: [{user: s, password: y}]}, A {users: [X]}} | s | ''",
                "SYS | SYS, authorization {} | - | CLIENT_CLOSED",
                "SYS | SYS, authorization {} | s | ''",
                "SYS | SYS, no_implicit_anonymous: true | - | CLIENT_CLOSED",
                "SYS | '' | - | CLIENT_CLOSED",
                "SYS | '' | s | CLIENT_CLOSED",
                "'' | SYS | - | ''",
                "'' | SYS | x | CLIENT_CLOSED",
                "'' | no_implicit_anonymous: true | - | AUTHENTICATION_VIOLATION",
                "authorization {users: [N, X]}, no_auth_user: KEY | authorization {users: [N, X, {user: z}]}, no_auth_user: KEY | - | ''",
                "authorization {users: [N, X]}, no_auth_user: KEY | authorization {users: [N, X]} | - | AUTHENTICATION_VIOLATION",
                "accounts {A {users: [N]}, B {users: [X]}}, no_auth_user: x | accounts {A {users: [N, X]}}, no_auth_user: x | - | CLIENT_CLOSED",
            })
    void aReloadSendsAwayWhomNatsServerSendsAway(String before, String now, String who, String reason) {
        configure(fill(before));
        Peer peer = come(who);
        configure(fill(now));
        verify();
        boolean stays = reason.isEmpty();
        assertThat(clients.count()).isEqualTo(stays ? 1 : 0);
        assertThat(told(peer).contains("-ERR")).isEqualTo(reason.equals("AUTHENTICATION_VIOLATION"));
        if (!stays) {
            assertThat(clients.closed().getFirst().reason()).isEqualTo(ClosedReason.valueOf(reason));
        }
    }

    private static String fill(String config) {
        return config.replace("SYS,", "SYS ,")
                .replaceFirst("^SYS(?=$| )", "accounts {\"\\$SYS\" {users: [{user: s, password: y}]}}")
                .replace("N,", "{nkey: KEY},")
                .replace("N]", "{nkey: KEY}]")
                .replace("X]", "{user: x, password: y}]")
                .replace("X,", "{user: x, password: y},");
    }
}
