package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of clients that are connected, without and with the help of their loops. */
class OpenClientTest {
    private final Loops loops = new Loops(2, 64 << 20, 16 << 20, 128 * 1024);
    private final Accounts accounts = OneAccount.on(loops.get(0));
    private final Clients clients = new Clients(
            Options.builder().build(),
            new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X"),
            accounts,
            List.of(new Fanout(loops.get(0), new MatchCache<>()), new Fanout(loops.get(1), new MatchCache<>())),
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), new Log(loops, false, false)),
            new Log(loops, false, false));

    private Peer client(int loop, String lines) {
        Peer peer = loops.on(loop, () -> Peer.open(loops.get(loop), clients));
        send(loop, peer, lines);
        return peer;
    }

    private void send(int loop, Peer peer, String lines) {
        loops.run(loop, () -> peer.send(lines.getBytes(ISO_8859_1)));
    }

    private List<OpenClient> open() {
        List<OpenClient> all = clients.open();
        all.sort(Comparator.comparingLong(OpenClient::cid));
        return all;
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void itTellsWhatMonitoringShows() {
        Instant start = loops.instant();
        Peer subscriber = client(0, """
                CONNECT {"verbose":false,"name":"n","lang":"go","version":"1.2","user":"joe","pass":"hush"}\r
                SUB foo 1\r
                SUB bar.> q 2\r
                UNSUB 2 7\r
                """);
        Peer publisher = client(0, "CONNECT {\"verbose\":false,\"auth_token\":\"hush\"}\r\n");
        loops.pass(3, TimeUnit.SECONDS);
        subscriber.room(0);
        send(0, publisher, "PUB foo 5\r\nhello\r\nPUB none 1\r\nx\r\n");
        loops.pass(1, TimeUnit.SECONDS);
        send(0, subscriber, "PING\r\n");
        OpenClient one = open().get(0);
        assertThat(one.cid()).isEqualTo(1);
        assertThat(one.host()).isEqualTo("192.0.2.1");
        assertThat(one.port()).isEqualTo(1);
        assertThat(one.start()).isEqualTo(start);
        assertThat(one.lastActivity()).as("its last message").isEqualTo(start.plusSeconds(3));
        assertThat(one.pendingBytes()).isPositive();
        assertThat(one.rttNanos()).isPositive();
        assertThat(List.of(one.inMsgs(), one.inBytes(), one.outMsgs(), one.outBytes(), one.stalls()))
                .containsExactly(0L, 0L, 1L, 5L, 0L);
        assertThat(one.subscriptions()).isEqualTo(2);
        assertThat(List.of(one.name(), one.lang(), one.version(), one.user(), one.account()))
                .containsExactly("n", "go", "1.2", "joe", "$G");
        OpenClient other = open().get(1);
        assertThat(List.of(other.inMsgs(), other.inBytes(), other.outMsgs())).containsExactly(2L, 6L, 0L);
        assertThat(other.lastActivity()).isEqualTo(start.plusSeconds(3));
        assertThat(other.user()).isEqualTo("[REDACTED]");
        loops.run(0, () -> subscriber.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        assertThat(open()).extracting(OpenClient::cid).containsExactly(2L);
        ClosedClient gone = clients.closed().getFirst();
        assertThat(gone.lastActivity()).isEqualTo(one.lastActivity());
        assertThat(gone.start()).isEqualTo(one.start());
        assertThat(gone.user()).isEqualTo("joe");
    }

    @Test
    void allAreListedInTheOrderAskedFor() {
        for (int i = 1; i <= 150; i++) {
            StringBuilder subs = new StringBuilder();
            for (int sid = 0; sid < i % 5; sid++) {
                subs.append("SUB c.").append(i).append(' ').append(sid).append("\r\n");
            }
            client(i % 2, subs.toString());
        }
        List<OpenClient> some = new ArrayList<>(open().reversed());
        Listening listening = clients.listening(some);
        for (OpenClient each : some) {
            assertThat(listening.next())
                    .hasSize((int) each.cid() % 5)
                    .allMatch(detail -> detail.subject().equals("c." + each.cid()));
        }
    }

    @Test
    void whoHasManySubscriptionsIsListedWhole() {
        StringBuilder subs = new StringBuilder();
        for (int sid = 0; sid < 70_000; sid++) {
            subs.append("SUB ").append("x".repeat(300)).append(' ').append(sid).append("\r\n");
        }
        client(0, subs.toString());
        client(0, "SUB small 1\r\n");
        Listening listening = clients.listening(open());
        assertThat(listening.next())
                .hasSize(70_000)
                .allMatch(detail -> detail.subject().length() == 300);
        assertThat(listening.next()).hasSize(1);
    }

    @Test
    void whoHasGoneMeanwhileListensToNothing() {
        Peer peer = client(0, "SUB foo 1\r\n");
        client(1, "SUB bar 1\r\n");
        List<OpenClient> before = open();
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        Listening listening = clients.listening(before);
        assertThat(listening.next()).isEmpty();
        assertThat(listening.next()).extracting(ClosedClient.Detail::subject).containsExactly("bar");
    }

    @Test
    void aLoopThatHangsIsNotWaitedForTwice() {
        for (int i = 0; i < 130; i++) {
            client(0, "SUB foo 1\r\n");
        }
        List<OpenClient> before = open();
        CountDownLatch hangs = new CountDownLatch(1);
        loops.get(0).loop().execute(() -> {
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(open()).as("needs no loop").hasSameSizeAs(before);
            Listening listening = new Listening(clients::client, before, 1_000_000);
            for (int i = 0; i < before.size(); i++) {
                assertThat(listening.next()).isEmpty();
            }
            assertThat(listening.asked()).as("the first portion only").isEqualTo(64);
        } finally {
            hangs.countDown();
        }
    }
}
