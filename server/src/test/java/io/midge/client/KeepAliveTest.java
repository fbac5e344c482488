package io.midge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.net.Peer;
import io.midge.proto.ClosedReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When PINGs come, and whom they find gone. */
class KeepAliveTest {
    private final OneLoop server = new OneLoop();

    @AfterEach
    void close() {
        server.close();
    }

    private int pings(Peer peer) {
        return peer.taken().split("PING\r\n", -1).length - 1;
    }

    @Test
    void theFirstPingComesTwoSecondsAfterConnectAndUpToAFifthLater() {
        Peer peer = server.client(OneLoop.connect("a"));
        server.ms(1999);
        assertThat(pings(peer)).isZero();
        server.ms(401);
        assertThat(pings(peer)).isEqualTo(1);
    }

    @Test
    void theFirstPingComesThoughTheClientIsBusyAndTheNextOnlyWhenItWasQuiet() {
        Peer peer = server.client(OneLoop.connect("a"));
        server.ms(2000);
        server.send(peer, "PUB foo 0\r\n\r\n");
        server.ms(400);
        assertThat(pings(peer)).isEqualTo(1);
        server.send(peer, "PONG\r\n");
        server.seconds(60);
        server.send(peer, "PUB foo 0\r\n\r\n");
        server.seconds(60);
        assertThat(pings(peer)).as("it was not quiet").isEqualTo(1);
        server.seconds(120);
        assertThat(pings(peer)).isEqualTo(2);
    }

    @Test
    void aPingOfTheClientCountsAsASignOfLife() {
        Peer peer = server.client(OneLoop.connect("a"));
        server.ms(2400);
        server.send(peer, "PONG\r\n");
        server.seconds(119);
        server.send(peer, "PING\r\n");
        server.seconds(2);
        assertThat(pings(peer)).isEqualTo(1);
    }

    private void wantRtt() {
        server.loops.run(0, () -> server.clients.present().getFirst().wantRtt());
    }

    @Test
    void whoNeverSaidConnectIsAskedHowFarAwayItIsAsSoonAsThatIsWanted() {
        Peer peer = server.client("PUB foo 0\r\n\r\n");
        wantRtt();
        server.ms(2000);
        wantRtt();
        assertThat(pings(peer)).as("it may still take that for an answer").isZero();
        server.ms(1);
        wantRtt();
        wantRtt();
        assertThat(pings(peer)).as("and is not asked twice").isEqualTo(1);
        server.ms(5);
        server.send(peer, "PONG\r\n");
        wantRtt();
        assertThat(pings(peer)).isEqualTo(1);
        assertThat(server.clients.present().getFirst().info(false).rttNanos()).isEqualTo(5_000_000);
    }

    @Test
    void whoHasHadItsPongIsAskedAtOnce() {
        Peer peer = server.client("PING\r\n");
        wantRtt();
        assertThat(pings(peer)).isEqualTo(1);
    }

    @Test
    void whoSaidConnectIsNotAskedBecauseItIsKnown() {
        Peer peer = server.client(OneLoop.connect("a") + "PING\r\n");
        wantRtt();
        assertThat(pings(peer)).isZero();
    }

    @Test
    void beforeConnectThereIsAPingInEachIntervalUntilItIsAnswered() {
        Peer peer = server.client("");
        for (int i = 0; i < 2; i++) {
            server.seconds(60);
            server.send(peer, "PUB foo 0\r\n\r\n");
            server.seconds(60);
        }
        assertThat(pings(peer)).as("busy, but of unknown round trip time").isEqualTo(2);
        server.seconds(119);
        assertThat(peer.connection().closed()).isFalse();
        server.seconds(1);
        assertThat(server.last().reason()).isEqualTo(ClosedReason.STALE_CONNECTION);
        assertThat(server.clients.staleConnections()).isEqualTo(1);
    }

    @Test
    void aPongThatNobodyAskedForMeasuresNothing() {
        Peer peer = server.client("PONG\r\n");
        server.leaves(peer);
        assertThat(server.last().rttNanos()).isZero();
    }

    @Test
    void whoSendsAByteASecondIsServedBeforeAndAfterConnect() {
        Peer peer = server.client("");
        String slowly = "CONNECT {\"verbose\":false}\r\nSUB a 1\r\nPUB a 3\r\nabc\r\nPING\r\n";
        for (int i = 0; i < slowly.length(); i++) {
            server.send(peer, slowly.substring(i, i + 1));
            server.seconds(1);
        }
        assertThat(peer.taken().substring(peer.taken().indexOf("\r\n") + 2).replace("PING\r\n", ""))
                .startsWith("MSG a 1 3\r\nabc\r\nPONG\r\n");
        assertThat(peer.connection().closed()).isFalse();
    }

    @Test
    void whoSendsAByteASecondButNeverAnOperationIsStaleInTheEnd() {
        Peer peer = server.client("");
        for (int i = 0; i < 359; i++) {
            server.send(peer, i < 3 ? "SUB".substring(i, i + 1) : " ");
            server.seconds(1);
        }
        assertThat(peer.connection().closed()).isFalse();
        server.seconds(1);
        assertThat(server.last().reason()).isEqualTo(ClosedReason.STALE_CONNECTION);
    }
}
