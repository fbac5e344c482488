package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.log.Level;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.AuthorizationOptions;
import io.midge.options.LimitOptions;
import io.midge.options.Options;
import io.midge.options.PermissionOptions;
import io.midge.options.PermissionOptions.Responses;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client is told that it may not do, what the log is told, and what a reload changes for those who are here. */
class RightsTest {
    private static final PermissionOptions.Subjects ALL = PermissionOptions.Subjects.ALL;

    private final Loops loops = new Loops(2, 64 << 20, 16 << 20, 128 * 1024);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Log log = new Log(sink(), false, false);
    private final Access access = new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), log);
    private final Clients clients = new Clients(
            options(0, SecurityOptions.NONE),
            new Info("N", "n", "127.0.0.1", 4222, true, 1 << 20, "X"),
            OneAccount.on(loops.get(0)),
            IntStream.range(0, 2)
                    .mapToObj(i -> new Fanout(loops.get(i), new MatchCache<>()))
                    .toList(),
            access,
            log);

    @AfterEach
    void stop() {
        loops.close();
    }

    private LogSink sink() {
        return new LogSink() {
            @Override
            public boolean write(Level level, String text, @Nullable Throwable cause) {
                return lines.add(level + " " + text);
            }

            @Override
            public void close() {}
        };
    }

    private static Options options(int maxSubTokens, SecurityOptions security) {
        return Options.builder()
                .security(security)
                .limits(LimitOptions.builder().maxSubTokens(maxSubTokens).build())
                .build();
    }

    private static PermissionOptions.Subjects subjects(List<String> allow, List<String> deny) {
        return new PermissionOptions.Subjects(allow, deny);
    }

    private static SecurityOptions users(@Nullable PermissionOptions permissions) {
        UserOptions limited = new UserOptions("u", SecretText.of("p"), "", permissions, Set.of(), false);
        UserOptions all = new UserOptions("a", SecretText.of("p"), "", null, Set.of(), false);
        return SecurityOptions.NONE.toBuilder()
                .authorization(new AuthorizationOptions(
                        "", SecretText.NONE, SecretText.NONE, Duration.ZERO, List.of(limited, all), null, null, false))
                .build();
    }

    private void reload(@Nullable PermissionOptions permissions) {
        reload(permissions, 0);
    }

    private void reload(@Nullable PermissionOptions permissions, int maxSubTokens) {
        clients.reload(options(maxSubTokens, users(permissions)));
        for (int round = 0; round < 2; round++) {
            loops.run(0, () -> {});
            loops.run(1, () -> {});
        }
    }

    private Peer client(int loop, String user) {
        Peer peer = loops.on(loop, () -> Peer.open(loops.get(loop), clients));
        said(loop, peer, "CONNECT {\"verbose\":false,\"pedantic\":false,\"user\":\"" + user + "\",\"pass\":\"p\"}\r\n");
        return peer;
    }

    /** What it hears, from its own words up to the PONG. */
    private String said(int loop, Peer peer, String text) {
        int before = peer.taken().length();
        loops.run(loop, () -> peer.send((text + "PING\r\n").getBytes(ISO_8859_1)));
        String heard = peer.taken().substring(before);
        assertThat(heard).endsWith("PONG\r\n");
        return heard.substring(0, heard.length() - "PONG\r\n".length());
    }

    private static String err(String text) {
        return "-ERR 'Permissions Violation for " + text + "'\r\n";
    }

    @Test
    void violationsAreToldToTheClientAndToTheLog() {
        reload(new PermissionOptions(
                subjects(List.of("a"), List.of()), subjects(List.of(), List.of("b", "c q")), null));
        Peer peer = client(0, "u");
        lines.clear();
        assertThat(
                        said(
                                0,
                                peer,
                                "PUB x\"\1y 1\r\nx\r\nPUB a 1\r\nx\r\nSUB b 1\r\nSUB c q\2 2\r\nSUB c q s\r\nSUB c _sys_ 3\r\n"))
                .isEqualTo(err("Publish to \"x\\\"\\x01y\"")
                        + err("Subscription to \"b\"")
                        + err("Subscription to \"c\" using queue \"q\"")
                        + err("Subscription to \"c\" using queue \"_sys_\""));
        String label = "ERR 192.0.2.1:1 - cid:1 - \"$G/user:u\" - ";
        assertThat(lines)
                .containsExactly(
                        label + "Publish Violation - Subject \"x\\\"\\x01y\"",
                        label + "Subscription Violation - Subject \"b\", SID 1",
                        label + "Subscription Violation - Subject \"c\", Queue: \"q\", SID s",
                        label + "Subscription Violation - Subject \"c\", Queue: \"_sys_\", SID 3");
    }

    @Test
    void theQueueOfServersIsForNobody() {
        Peer peer = client(0, "");
        assertThat(said(0, peer, "SUB a _sys_ 1\r\nPUB a 1\r\nx\r\n"))
                .isEqualTo(err("Subscription to \"a\" using queue \"_sys_\""));
    }

    @Test
    void tooManyTokensAreRefusedAfterPermissions() {
        reload(new PermissionOptions(ALL, subjects(List.of(), List.of("a.b.c.d")), null), 2);
        Peer peer = client(0, "u");
        lines.clear();
        assertThat(said(
                        0,
                        peer,
                        "SUB a.b 1\r\nSUB a.b.c 2\r\nSUB a.b.c.d 3\r\nSUB a..c q 4\r\nSUB a. 5\r\nPUB a.b 1\r\nx\r\n"))
                .isEqualTo(err("Subscription to \"a.b.c\", too many tokens")
                        + err("Subscription to \"a.b.c.d\"")
                        + err("Subscription to \"a..c\", too many tokens")
                        + "-ERR 'Invalid Subject'\r\nMSG a.b 1 1\r\nx\r\n");
        assertThat(lines.getFirst()).endsWith(" - Subscription Violation Too Many Tokens - Subject \"a.b.c\", SID 2");
    }

    @Test
    void aReloadTakesAwayWhatIsNoLongerAllowed() {
        reload(new PermissionOptions(subjects(List.of("foo"), List.of()), ALL, null));
        Peer peer = client(0, "u");
        Peer other = client(1, "a");
        said(0, peer, "SUB foo 1\r\nSUB bar 2\r\nSUB bar q 3\r\nSUB * 4\r\n");
        int before = peer.taken().length();
        lines.clear();
        reload(new PermissionOptions(subjects(List.of("bar"), List.of()), subjects(List.of(), List.of("bar")), null));
        assertThat(peer.taken().substring(before).lines())
                .containsExactlyInAnyOrder(
                        err("Subscription to \"bar\" (sid \"2\")").strip(),
                        err("Subscription to \"bar\" using queue \"q\" (sid \"3\")")
                                .strip());
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "INF Removed sub \"bar\" (sid \"2\") for User \"u\" - not authorized",
                        "INF Removed sub \"bar\" using queue \"q\" (sid \"3\") for User \"u\" - not authorized");
        said(1, other, "PUB foo 1\r\nx\r\nPUB bar 1\r\nx\r\n");
        assertThat(said(0, peer, "PUB foo 1\r\nx\r\nPUB bar 1\r\nx\r\nSUB bar 2\r\n"))
                .isEqualTo(err("Publish to \"foo\"") + err("Subscription to \"bar\""));
        assertThat(peer.taken().substring(before))
                .contains("MSG foo 1 1", "MSG foo 4 1")
                .doesNotContain("MSG bar");
    }

    @Test
    void aReloadGivesBackWhatWasHeldBack() {
        reload(new PermissionOptions(ALL, subjects(List.of(), List.of("foo.bar")), null));
        Peer peer = client(0, "u");
        assertThat(said(0, peer, "SUB foo.* 1\r\nPUB foo.bar 1\r\nx\r\n")).isEmpty();
        reload(null);
        assertThat(said(0, peer, "SUB foo.bar 2\r\nPUB foo.bar 1\r\nx\r\n"))
                .contains("MSG foo.bar 1 1", "MSG foo.bar 2 1");
        reload(new PermissionOptions(ALL, subjects(List.of(), List.of("foo.bar")), null));
        assertThat(said(0, peer, "PUB foo.bar 1\r\nx\r\nPUB foo.baz 1\r\nx\r\n"))
                .isEqualTo("MSG foo.baz 1 1\r\nx\r\n");
    }

    @Test
    void repliesThatAreOwedSurviveAReloadThatLeavesThemAlone() {
        PermissionOptions replies = new PermissionOptions(ALL, ALL, new Responses(1, Duration.ofMinutes(1)));
        reload(replies);
        Peer peer = client(0, "u");
        Peer other = client(1, "a");
        said(0, peer, "SUB svc 1\r\n");
        said(1, other, "SUB r.* 1\r\nPUB svc r.1 1\r\nx\r\nPUB svc r.2 1\r\nx\r\n");
        reload(new PermissionOptions(ALL, ALL, new Responses(1, Duration.ofMinutes(1))));
        assertThat(said(0, peer, "PUB r.1 1\r\nx\r\nPUB r.1 1\r\nx\r\n")).isEqualTo(err("Publish to \"r.1\""));
        reload(new PermissionOptions(ALL, ALL, new Responses(2, Duration.ofMinutes(1))));
        assertThat(said(0, peer, "PUB r.2 1\r\nx\r\n")).isEqualTo(err("Publish to \"r.2\""));
        assertThat(other.taken()).containsOnlyOnce("MSG r.1 1 1\r\nx\r\n").doesNotContain("MSG r.2");
    }

    @Test
    void anotherUserOwesNothing() {
        reload(new PermissionOptions(ALL, ALL, new Responses(1, Duration.ofMinutes(1))));
        Peer peer = client(0, "u");
        said(0, peer, "SUB svc 1\r\n");
        said(1, client(1, "a"), "PUB svc r.1 1\r\nx\r\n");
        said(0, peer, "CONNECT {\"user\":\"a\",\"pass\":\"p\"}\r\n");
        said(0, peer, "CONNECT {\"user\":\"u\",\"pass\":\"p\"}\r\n");
        assertThat(said(0, peer, "PUB r.1 1\r\nx\r\n")).isEqualTo(err("Publish to \"r.1\""));
    }
}
