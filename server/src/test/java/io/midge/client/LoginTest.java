package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.auth.Held;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.Options;
import io.midge.options.PermissionOptions;
import io.midge.options.PermissionOptions.Subjects;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of 192.0.2.1 on their way in, with hashes that are verified when the test says so, and its own time. */
class LoginTest {
    private static final String VIOLATION = "-ERR 'Authorization Violation'\r\n";
    private static final String TIMEOUT = "-ERR 'Authentication Timeout'\r\n";
    private static final UserOptions ALICE = user("alice", "apple");
    private static final UserOptions HASHED = user("hana", Held.HASH + "right");

    private final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    private final Log log = new Log(loops, true, true);
    private final Held held = new Held(1, loops, log);
    private final Access access = held.access(SecurityOptions.NONE, loops, log);
    private final Accounts accounts = OneAccount.on(loops.get(0));
    private final Clients clients = new Clients(
            Options.builder().build(),
            new Info("N", "n", "127.0.0.1", 4222, true, 1 << 20, "X"),
            accounts,
            List.of(new Fanout(loops.get(0), new MatchCache<>())),
            access,
            log);

    @AfterEach
    void stop() {
        loops.close();
    }

    private static UserOptions user(String name, String password) {
        return new UserOptions(name, SecretText.of(password), "", null, Set.of(), false);
    }

    private static SecurityOptions users(String noAuthUser, UserOptions... users) {
        AuthorizationOptions block = new AuthorizationOptions(
                "", SecretText.NONE, SecretText.NONE, Duration.ZERO, List.of(users), null, null, false);
        return SecurityOptions.builder()
                .authorization(block)
                .noAuthUser(noAuthUser)
                .noSystemAccount(true)
                .build();
    }

    private void configure(SecurityOptions security) {
        clients.reload(Options.builder().security(security).build());
        clients.greetWith(clients.info().withAuthRequired(security.authorization() != null));
        loops.settle();
    }

    /** Connects, and takes the greeting. */
    private Peer open() {
        return loops.on(0, () -> Peer.open(loops.get(0), clients));
    }

    private Peer open(String text) {
        Peer peer = open();
        send(peer, text);
        return peer;
    }

    private void send(Peer peer, String text) {
        loops.run(0, () -> peer.send(text.getBytes(ISO_8859_1)));
    }

    private void pass(long ms) {
        loops.pass(ms, MILLISECONDS);
        loops.settle();
    }

    private void verify() {
        held.run();
        loops.settle();
    }

    private static String connect(String user, String password) {
        return "CONNECT {\"verbose\":false,\"user\":\"" + user + "\",\"pass\":\"" + password + "\"}\r\n";
    }

    /** What it was told behind the greeting. */
    private static String told(Peer peer) {
        String taken = peer.taken();
        return taken.substring(taken.indexOf('\n') + 1);
    }

    private String user(int index) {
        return loops.on(0, () -> clients.present().get(index).user().name());
    }

    @Test
    void aPasswordLetsIn() {
        configure(users("", ALICE, HASHED));
        Peer peer = open(connect("alice", "apple") + "PING\r\n");
        assertThat(told(peer)).isEqualTo("PONG\r\n");
        assertThat(user(0)).isEqualTo("alice");
        assertThat(held.verified()).isEmpty();
        pass(60_000);
        assertThat(told(peer)).startsWith("PONG\r\n").doesNotContain("-ERR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING\r\n",
                "P",
                "PUB a 1\r\nx\r\n",
                "SUB a 1\r\n",
                "INFO {}\r\n",
                "+OK\r\n",
                "junk\r\n",
                "-ERR x\r\n",
                "\r\n"
            })
    void onlyConnectMayComeFirst(String first) {
        configure(users("", ALICE));
        Peer peer = open(first + connect("alice", "apple") + "PING\r\n");
        assertThat(told(peer)).isEqualTo(VIOLATION);
        assertThat(peer.closed()).isTrue();
        assertThat(loops.lines)
                .contains(
                        "ERR 192.0.2.1:1 - cid:1 - authentication error",
                        "WRN 192.0.2.1:1 - cid:1 - Login refused: nobody from 192.0.2.1: CONNECT has to come first",
                        "DBG 192.0.2.1:1 - cid:1 - Client connection closed: Authentication Failure");
    }

    @Test
    void aVerbThatBeginsAsConnectIsReadOnItsOwnTerms() {
        configure(users("", ALICE));
        assertThat(told(open("CXX\r\n"))).isEqualTo("-ERR 'Unknown Protocol Operation'\r\n");
        assertThat(told(open("c"))).isEmpty();
        assertThat(told(open("CONNECT {bad\r\n"))).isEmpty();
    }

    @Test
    void whoTakesTooLongIsToldSo() {
        configure(users("", ALICE));
        Peer silent = open();
        Peer halfway = open("CONNECT {\"user\":\"alice\"");
        pass(1999);
        assertThat(told(silent)).isEmpty();
        pass(1);
        assertThat(told(silent)).isEqualTo(TIMEOUT);
        assertThat(told(halfway)).isEqualTo(TIMEOUT);
        assertThat(loops.lines)
                .contains(
                        "DBG 192.0.2.1:1 - cid:1 - Authentication Timeout",
                        "DBG 192.0.2.1:1 - cid:1 - Client connection closed: Authentication Timeout");
        assertThat(clients.count()).isZero();
    }

    @Test
    void aFailureIsToldLaterEachTimeButWithinTheTimeForConnect() {
        configure(users("", ALICE));
        for (long delay : new long[] {100, 200, 400, 800, 1600, 2000, 2000}) {
            Peer peer = open(connect("alice", "wrong") + "PING\r\n");
            assertThat(peer.reads()).isFalse();
            pass(delay - 1);
            assertThat(told(peer)).as("before " + delay).isEmpty();
            pass(1);
            assertThat(told(peer)).as("after " + delay).isEqualTo(VIOLATION);
        }
        assertThat(told(open("CONNECT {}\r\n"))).as("who guesses nothing").isEqualTo(VIOLATION);
    }

    @Test
    void aSuccessIsNeverLate() {
        configure(users("", ALICE));
        for (int i = 0; i < 20; i++) {
            open(connect("alice", "wrong"));
        }
        assertThat(told(open(connect("alice", "apple") + "PING\r\n"))).isEqualTo("PONG\r\n");
        Peer slip = open(connect("alice", "wrong"));
        pass(100);
        assertThat(told(slip)).as("forgiven").isEqualTo(VIOLATION);
    }

    @Test
    void thisMachineIsNotKeptWaitingUnlessConfigured() {
        assertThat(access.throttles("192.0.2.1")).isTrue();
        for (String local : new String[] {"", "127.0.0.1", "127.1.2.3", "::1"}) {
            assertThat(access.throttles(local)).isFalse();
        }
        configure(SecurityOptions.builder().throttleLoopback(true).build());
        assertThat(access.throttles("127.0.0.1")).isTrue();
    }

    @Test
    void whatComesBehindAConnectWaitsForTheHashAndKeepsItsOrder() {
        configure(users("", ALICE, HASHED));
        Peer listener = open(connect("alice", "apple") + "SUB a 1\r\n");
        Peer slow = open(connect("hana", "right") + "PUB a 1\r\n1\r\nPUB a 1\r\n2\r\nPING\r\n");
        assertThat(slow.reads()).isFalse();
        send(slow, "PUB a 1\r\n3\r\nPING\r\n");
        assertThat(told(slow)).isEmpty();
        assertThat(told(listener)).isEmpty();
        pass(3000);
        assertThat(told(slow)).as("verifying may take longer than CONNECT").isEmpty();
        verify();
        loops.run(0, slow::serve);
        assertThat(told(listener).replace("PING\r\n", ""))
                .isEqualTo("MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\nMSG a 1 1\r\n3\r\n");
        assertThat(told(slow)).isEqualTo("PONG\r\nPONG\r\n");
    }

    @Test
    void whoComesAgainIsNotVerifiedAgain() {
        configure(users("", HASHED));
        open(connect("hana", "right"));
        verify();
        assertThat(told(open(connect("hana", "right") + "PING\r\n"))).isEqualTo("PONG\r\n");
        assertThat(held.verified()).containsExactly("right");
        configure(users("", HASHED));
        assertThat(told(open(connect("hana", "right") + "PING\r\n")))
                .as("nothing new")
                .isEqualTo("PONG\r\n");
        configure(users("", HASHED, user("new", "secret")));
        open(connect("hana", "right"));
        verify();
        assertThat(held.verified()).as("a reload forgets").containsExactly("right", "right");
    }

    @Test
    void aRightPasswordUnderAWrongNameTakesAsLongAsAWrongOne() {
        configure(users("", HASHED));
        open(connect("hana", "right"));
        verify();
        Peer peer = open(connect("nobody", "right"));
        assertThat(loops.lines).noneMatch(line -> line.contains("unknown user"));
        verify();
        assertThat(held.verified()).containsExactly("right", "right");
        pass(100);
        assertThat(told(peer)).isEqualTo(VIOLATION);
        assertThat(loops.lines).anyMatch(line -> line.endsWith("User \"nobody\" from 192.0.2.1: unknown user"));
    }

    @Test
    void aWrongPasswordBehindARightOneIsWrong() {
        configure(users("", ALICE, HASHED));
        Peer peer = open(connect("hana", "right") + "PING\r\n");
        verify();
        assertThat(told(peer)).isEqualTo("PONG\r\n");
        send(peer, "CONNECT {\"pass\":\"wrong\"}\r\nPUB a 1\r\nx\r\n");
        verify();
        assertThat(held.verified()).containsExactly("right", "wrong");
        pass(100);
        assertThat(told(peer)).isEqualTo("PONG\r\n" + VIOLATION);
    }

    @Test
    void anotherConnectMakesAnotherUserAndDropsSubscriptions() {
        configure(users("", ALICE, user("bob", "banana")));
        Peer peer = open(connect("alice", "apple") + "SUB a 1\r\nPING\r\n");
        assertThat(accounts.global().sublist().count()).isEqualTo(1);
        send(peer, connect("bob", "banana") + "PUB a 1\r\nx\r\nPING\r\n");
        loops.settle();
        assertThat(user(0)).isEqualTo("bob");
        assertThat(accounts.global().sublist().count()).isZero();
        send(peer, "CONNECT {}\r\nPING\r\n");
        assertThat(user(0)).as("what is not said again holds").isEqualTo("bob");
        send(peer, "CONNECT {\"user\":\"alice\"}\r\n");
        pass(100);
        assertThat(told(peer)).isEqualTo("PONG\r\nPONG\r\nPONG\r\n" + VIOLATION);
        assertThat(loops.lines)
                .contains("ERR 192.0.2.1:1 - cid:1 - \"$G/user:alice\" - authentication error - User \"alice\"");
    }

    @Test
    void aClientThatGoesWhileItsHashIsVerifiedIsNotMissed() {
        configure(users("", HASHED));
        Peer peer = open(connect("hana", "right") + "PING\r\n");
        pass(9_999);
        assertThat(told(peer)).doesNotContain("-ERR");
        pass(1);
        assertThat(told(peer)).endsWith(TIMEOUT);
        assertThat(clients.count()).isZero();
        verify();
        assertThat(told(peer)).endsWith(TIMEOUT);
        assertThat(held.verified()).as("nobody wants to know any more").isEmpty();
    }

    @Test
    void whoFindsTheQueueFullComesAgain() {
        configure(users("", HASHED));
        List<Peer> all = new ArrayList<>();
        for (int i = 0; i <= 1024; i++) {
            all.add(open(connect("hana", "guess" + i)));
        }
        loops.settle();
        assertThat(all.stream().filter(peer -> told(peer).equals(TIMEOUT))).hasSize(1);
        verify();
        assertThat(held.verified()).hasSize(1024);
    }

    // ---- no_auth_user

    @Test
    void anyVerbMayComeFirstForNoAuthUser() {
        configure(users("alice", ALICE, user("bob", "banana")));
        Peer listener = open("SUB a 1\r\nPING\r\n");
        open("PUB a 1\r\nx\r\n");
        assertThat(told(listener)).isEqualTo("+OK\r\nPONG\r\nMSG a 1 1\r\nx\r\n");
        assertThat(user(0)).isEqualTo("alice");
        assertThat(told(open("junk\r\n"))).isEqualTo("-ERR 'Unknown Protocol Operation'\r\n");
        Peer later = open("PING\r\n" + connect("bob", "banana") + "PING\r\n");
        assertThat(told(later)).isEqualTo("PONG\r\nPONG\r\n");
        assertThat(listener.taken()).startsWith("INFO {").doesNotContain("auth_required");
        pass(5_000);
        assertThat(told(listener)).doesNotContain("-ERR");
        assertThat(told(open("CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n")))
                .contains("\"auth_required\":true");
    }

    @Test
    void noAuthUserHasToBeAllowedOnThisTypeOfConnection() {
        UserOptions elsewhere = new UserOptions(
                "alice", SecretText.of("apple"), "", null, EnumSet.of(ConnectionType.IN_PROCESS), false);
        configure(users("alice", elsewhere));
        assertThat(told(open("PING\r\n"))).isEqualTo(VIOLATION);
        Peer peer = open("CONNECT {}\r\n");
        pass(100);
        assertThat(told(peer)).isEqualTo(VIOLATION);
        assertThat(loops.lines)
                .contains(
                        "ERR 192.0.2.1:1 - cid:1 - authentication error",
                        "ERR 192.0.2.1:1 - cid:2 - authentication error - User \"alice\"");
    }

    // ---- reload

    @Test
    void aReloadSendsAwayWhoWouldNotBeLetIn() {
        configure(users("", ALICE, HASHED, user("gone", "g"), user("new", "old password")));
        Peer alice = open(connect("alice", "apple"));
        Peer hana = open(connect("hana", "right"));
        verify();
        Peer gone = open(connect("gone", "g"));
        Peer changed = open(connect("new", "old password"));
        Peer early = open();
        Peer refused = open(connect("alice", "wrong"));
        configure(users("", ALICE, HASHED, user("new", "new password")));
        send(alice, "PING\r\n");
        send(hana, "PING\r\n");
        assertThat(told(alice)).isEqualTo("PONG\r\n");
        assertThat(told(hana)).isEqualTo("PONG\r\n");
        assertThat(held.verified()).as("its hash is the same").containsExactly("right");
        assertThat(told(gone)).isEmpty();
        assertThat(gone.closed()).isTrue();
        assertThat(told(changed)).isEqualTo(VIOLATION);
        assertThat(told(early)).isEqualTo(VIOLATION);
        assertThat(told(refused)).isEmpty();
        pass(100);
        assertThat(told(refused)).isEqualTo(VIOLATION);
    }

    @Test
    void aReloadVerifiesWhatHasChanged() {
        configure(users("", user("a", "right"), user("b", "right"), HASHED));
        Peer a = open(connect("a", "right"));
        Peer b = open(connect("b", "right"));
        Peer hana = open(connect("hana", "right"));
        configure(users("", user("a", Held.HASH + "right"), user("b", Held.HASH + "other"), user("hana", "right")));
        send(a, "PING\r\n");
        send(b, "PING\r\n");
        assertThat(told(a) + told(b)).as("not while it is verified").isEmpty();
        verify();
        loops.run(0, a::serve);
        pass(100);
        assertThat(told(a)).isEqualTo("PONG\r\n");
        assertThat(told(b)).isEqualTo(VIOLATION);
        send(hana, "PING\r\n");
        assertThat(told(hana)).as("verified before, asked again").isEqualTo("PONG\r\n");
    }

    @Test
    void whoHasToProveItselfAnewMayDoAtOnceWhatItsUserMayDoNow() {
        configure(users("", HASHED));
        Peer hana = open(connect("hana", "right") + "SUB a 1\r\nSUB b 2\r\n");
        verify();
        PermissionOptions less = new PermissionOptions(Subjects.ALL, new Subjects(List.of(), List.of("a")), null);
        configure(users("", user("hana", Held.HASH + "other").withPermissions(less)));
        assertThat(told(hana)).isEqualTo("-ERR 'Permissions Violation for Subscription to \"a\" (sid \"1\")'\r\n");
        verify();
        pass(2000);
        assertThat(told(hana)).endsWith(VIOLATION);
    }

    @Test
    void soMayWhoIsStillProvingItselfWhenTheNextReloadComes() {
        configure(users("", HASHED));
        Peer hana = open(connect("hana", "right") + "SUB a 1\r\nSUB b 2\r\n");
        verify();
        configure(users("", user("hana", Held.HASH + "other")));
        PermissionOptions less = new PermissionOptions(Subjects.ALL, new Subjects(List.of(), List.of("a")), null);
        configure(users("", user("hana", Held.HASH + "another").withPermissions(less)));
        assertThat(told(hana)).isEqualTo("-ERR 'Permissions Violation for Subscription to \"a\" (sid \"1\")'\r\n");
    }

    @Test
    void whatIsBeingVerifiedWhenTheConfigurationChangesIsDecidedByTheNewOne() {
        configure(users("", HASHED, user("gone", Held.HASH + "right too")));
        Peer plain = open(connect("hana", "right") + "PING\r\n");
        Peer gone = open(connect("gone", "right too") + "PING\r\n");
        configure(users("", user("hana", "right")));
        verify();
        assertThat(told(plain)).isEqualTo("PONG\r\n");
        assertThat(told(gone)).isEmpty();
        pass(2000);
        assertThat(told(gone)).isEqualTo(VIOLATION);
    }

    @Test
    void aReloadTurnsItOnAndOff() {
        Peer nobody = open("CONNECT {\"verbose\":false}\r\n");
        Peer alice = open(connect("alice", "apple"));
        Peer silent = open();
        configure(users("", ALICE));
        send(alice, "PING\r\n");
        assertThat(told(alice)).isEqualTo("PONG\r\n");
        assertThat(told(nobody)).isEqualTo(VIOLATION);
        assertThat(told(silent)).isEqualTo(VIOLATION);
        Peer owing = open();
        configure(SecurityOptions.NONE);
        send(owing, "PING\r\n");
        pass(5_000);
        assertThat(told(owing)).startsWith("PONG\r\n").doesNotContain("-ERR");
        assertThat(alice.closed()).as("as nats-server: its user is gone").isTrue();
    }

    // ---- what it costs

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT {\"user\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "CONNECT                                                                                           ",
                "CONNECT\t"
            })
    void beforeItIsInAClientHoldsNoMoreThanItsLine(String slow) {
        configure(users("", ALICE));
        for (int piece : new int[] {1, 7, 4096, 100_000}) {
            Peer peer = open();
            byte[] all = (slow + slow.substring(slow.length() - 1).repeat(100_000)).getBytes(ISO_8859_1);
            for (int at = 0; at < all.length && !peer.closed(); at += piece) {
                byte[] some = Arrays.copyOfRange(all, at, Math.min(all.length, at + piece));
                loops.run(0, () -> peer.send(some));
                assertThat(peer.connection().held()).isLessThanOrEqualTo(16 * 1024);
                if (piece == 1 && at > 20_000) {
                    break;
                }
            }
            loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        }
    }

    @Test
    void whatComesBehindAConnectThatIsVerifiedIsNotHeldButInTheSocket() {
        configure(users("", HASHED));
        Peer peer = open(connect("hana", "right") + "PUB a 100000\r\n" + "x".repeat(100_000) + "\r\nPING\r\n");
        assertThat(peer.connection().held()).isLessThanOrEqualTo(16 * 1024);
        verify();
        loops.run(0, peer::serve);
        assertThat(told(peer)).isEqualTo("PONG\r\n");
    }
}
