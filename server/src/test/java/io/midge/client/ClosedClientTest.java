package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.auth.Access;
import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.net.Peer;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import io.midge.subject.Sublist;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of clients that have ended, and when the first PING comes. */
class ClosedClientTest {
    private final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    private final Fanout fanout = new Fanout(loops.get(0), new MatchCache<>());
    private final Account account = new Account(Account.GLOBAL, new Sublist<>());
    private final Clients clients = clients(Options.builder().maxConnections(3).build());

    private Clients clients(Options options) {
        return new Clients(
                options,
                new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X"),
                account,
                List.of(fanout),
                new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), new Log(loops, false, false)),
                new Log(loops, false, false));
    }

    private Peer client(String lines) {
        Peer peer = loops.on(0, () -> Peer.open(loops.get(0), clients));
        send(peer, lines);
        return peer;
    }

    private void send(Peer peer, String lines) {
        if (!lines.isEmpty()) {
            loops.run(0, () -> peer.send(lines.getBytes(ISO_8859_1)));
        }
    }

    private static String connect(String name) {
        return "CONNECT {\"verbose\":false,\"name\":\"" + name + "\",\"lang\":\"go\",\"version\":\"1.2\"}\r\n";
    }

    private void seconds(long count) {
        loops.pass(count, TimeUnit.SECONDS);
    }

    private void leaves(Peer peer) {
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
    }

    private ClosedClient last() {
        return clients.closed().getLast();
    }

    @AfterEach
    void nothingIsLeftOfThem() {
        clients.closeAll(ClosedReason.CLIENT_CLOSED);
        loops.pass(1, TimeUnit.SECONDS);
        assertThat(loops.on(0, () -> loops.get(0).loop().timers())).isZero();
        assertThat(clients.count()).isZero();
        assertThat(account.sublist().count()).isZero();
        loops.close();
    }

    @Test
    void itKeepsWhatMonitoringShows() {
        Instant start = loops.instant();
        Peer subscriber = client(connect("sub") + "SUB foo 1\r\nSUB bar.> q 2\r\nUNSUB 2 7\r\n");
        Peer publisher = client(connect("pub"));
        seconds(1);
        send(publisher, "PUB foo 5\r\nhello\r\nPUB bar.baz 6\r\nhello!\r\nPUB nobody 1\r\nx\r\n");
        seconds(2);
        send(subscriber, "PING\r\n");
        leaves(subscriber);
        leaves(publisher);
        ClosedClient one = clients.closed().get(0);
        assertThat(one.cid()).isEqualTo(1);
        assertThat(one.host()).isEqualTo("192.0.2.1");
        assertThat(one.port()).isEqualTo(1);
        assertThat(one.start()).isEqualTo(start);
        assertThat(one.uptime()).isEqualTo(Duration.ofSeconds(3));
        assertThat(one.idle()).as("a PING is no activity, a message is").isEqualTo(Duration.ofSeconds(2));
        assertThat(one.reason()).isEqualTo(ClosedReason.CLIENT_CLOSED);
        assertThat(one.rttNanos()).isPositive();
        assertThat(List.of(one.inMsgs(), one.inBytes(), one.outMsgs(), one.outBytes(), one.stalls()))
                .containsExactly(0L, 0L, 2L, 11L, 0L);
        assertThat(one.subscriptions()).isEqualTo(2);
        assertThat(one.details())
                .containsExactlyInAnyOrder(
                        new ClosedClient.Detail("foo", "", "1", 1, 0),
                        new ClosedClient.Detail("bar.>", "q", "2", 1, 7));
        assertThat(List.of(one.name(), one.lang(), one.version(), one.user(), one.account()))
                .containsExactly("sub", "go", "1.2", "", "$G");
        ClosedClient other = clients.closed().get(1);
        assertThat(List.of(other.inMsgs(), other.inBytes(), other.outMsgs())).containsExactly(3L, 12L, 0L);
        assertThat(other.subscriptions()).isZero();
    }

    @Test
    void whatAClientChoosesIsBounded() {
        StringBuilder subs = new StringBuilder(connect("x".repeat(3000)));
        for (int i = 0; i < 1500; i++) {
            subs.append("SUB ").append("s".repeat(1000)).append(' ').append(i).append("\r\n");
        }
        leaves(client(subs.toString()));
        assertThat(last().name()).hasSize(256);
        assertThat(last().subscriptions()).isEqualTo(1500);
        assertThat(last().details())
                .hasSize(1000)
                .allMatch(each -> each.subject().length() == 256);
    }

    @Test
    void whoIsTurnedAwayIsRememberedToo() {
        Peer first = client("");
        client("");
        client("");
        client("");
        assertThat(last().reason()).isEqualTo(ClosedReason.MAX_CONNECTIONS_EXCEEDED);
        assertThat(last().cid()).isEqualTo(4);
        assertThat(clients.count()).isEqualTo(3);
        leaves(first);
        assertThat(clients.count()).isEqualTo(2);
        assertThat(clients.closedTotal()).isEqualTo(2);
        assertThat(clients.total()).isEqualTo(4);
    }

    @Test
    void slowConsumersAreCountedForTheServerAndTheAccount() {
        Peer peer = client(connect("slow") + "SUB foo 1\r\n").room(0);
        Peer publisher = client(connect("pub"));
        send(publisher, "PUB foo 5\r\nhello\r\n");
        seconds(10);
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(peer.connection().closed()).isTrue();
        assertThat(last().reason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        assertThat(last().pendingBytes()).isPositive();
        assertThat(clients.slowConsumers()).isEqualTo(1);
        assertThat(account.slowConsumers()).isEqualTo(1);
    }

    // ---- PING

    private int pings(Peer peer) {
        return peer.taken().split("PING\r\n", -1).length - 1;
    }

    @Test
    void theFirstPingComesTwoSecondsAfterConnectAndUpToAFifthLater() {
        Peer peer = client(connect("a"));
        loops.pass(1999, TimeUnit.MILLISECONDS);
        assertThat(pings(peer)).isZero();
        loops.pass(401, TimeUnit.MILLISECONDS);
        assertThat(pings(peer)).isEqualTo(1);
    }

    @Test
    void theFirstPingComesThoughTheClientIsBusyAndTheNextOnlyWhenItWasQuiet() {
        Peer peer = client(connect("a"));
        loops.pass(2000, TimeUnit.MILLISECONDS);
        send(peer, "PUB foo 0\r\n\r\n");
        loops.pass(400, TimeUnit.MILLISECONDS);
        assertThat(pings(peer)).isEqualTo(1);
        send(peer, "PONG\r\n");
        seconds(60);
        send(peer, "PUB foo 0\r\n\r\n");
        seconds(60);
        assertThat(pings(peer)).as("it was not quiet").isEqualTo(1);
        seconds(120);
        assertThat(pings(peer)).isEqualTo(2);
    }

    @Test
    void aPingOfTheClientCountsAsASignOfLife() {
        Peer peer = client(connect("a"));
        loops.pass(2400, TimeUnit.MILLISECONDS);
        send(peer, "PONG\r\n");
        seconds(119);
        send(peer, "PING\r\n");
        seconds(2);
        assertThat(pings(peer)).isEqualTo(1);
    }

    @Test
    void beforeConnectThereIsAPingInEachIntervalUntilItIsAnswered() {
        Peer peer = client("");
        for (int i = 0; i < 2; i++) {
            seconds(60);
            send(peer, "PUB foo 0\r\n\r\n");
            seconds(60);
        }
        assertThat(pings(peer)).as("busy, but of unknown round trip time").isEqualTo(2);
        seconds(119);
        assertThat(peer.connection().closed()).isFalse();
        seconds(1);
        assertThat(last().reason()).isEqualTo(ClosedReason.STALE_CONNECTION);
        assertThat(clients.staleConnections()).isEqualTo(1);
    }

    @Test
    void aPongThatNobodyAskedForMeasuresNothing() {
        Peer peer = client("PONG\r\n");
        leaves(peer);
        assertThat(last().rttNanos()).isZero();
    }
}
