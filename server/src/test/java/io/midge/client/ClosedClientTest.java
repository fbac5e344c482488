package io.midge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.net.Peer;
import io.midge.proto.ClosedReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of clients that have ended. */
class ClosedClientTest {
    private final OneLoop server = new OneLoop();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void itKeepsWhatMonitoringShows() {
        Instant start = server.loops.instant();
        Peer subscriber = server.client(OneLoop.connect("sub") + "SUB foo 1\r\nSUB bar.> q 2\r\nUNSUB 2 7\r\n");
        Peer publisher = server.client(OneLoop.connect("pub"));
        server.seconds(1);
        server.send(publisher, "PUB foo 5\r\nhello\r\nPUB bar.baz 6\r\nhello!\r\nPUB nobody 1\r\nx\r\n");
        server.seconds(2);
        server.send(subscriber, "PING\r\n");
        server.leaves(subscriber);
        server.leaves(publisher);
        ClosedClient one = server.clients.closed().get(0);
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
        ClosedClient other = server.clients.closed().get(1);
        assertThat(List.of(other.inMsgs(), other.inBytes(), other.outMsgs())).containsExactly(3L, 12L, 0L);
        assertThat(other.subscriptions()).isZero();
    }

    @Test
    void whatAClientChoosesIsBounded() {
        StringBuilder subs = new StringBuilder(OneLoop.connect("x".repeat(3000)));
        for (int i = 0; i < 1500; i++) {
            subs.append("SUB ").append("s".repeat(1000)).append(' ').append(i).append("\r\n");
        }
        server.leaves(server.client(subs.toString()));
        assertThat(server.last().name()).hasSize(256);
        assertThat(server.last().subscriptions()).isEqualTo(1500);
        assertThat(server.last().details())
                .hasSize(1000)
                .allMatch(each -> each.subject().length() == 256);
    }

    @Test
    void itKeepsWhoTheClientSaidItWasButNoSecret() {
        server.leaves(server.client("CONNECT {\"user\":\"ann\",\"pass\":\"secret\"}\r\n"));
        server.leaves(server.client("CONNECT {\"auth_token\":\"secret\"}\r\n"));
        assertThat(server.clients.closed()).extracting(ClosedClient::user).containsExactly("ann", "[REDACTED]");
        assertThat(server.clients.closed().toString()).doesNotContain("secret");
    }

    @Test
    void whoIsTurnedAwayIsRememberedToo() {
        Peer first = server.client("");
        server.client("");
        server.client("");
        server.client("");
        assertThat(server.last().reason()).isEqualTo(ClosedReason.MAX_CONNECTIONS_EXCEEDED);
        assertThat(server.last().cid()).isEqualTo(4);
        assertThat(server.clients.count()).isEqualTo(3);
        server.leaves(first);
        assertThat(server.clients.count()).isEqualTo(2);
        assertThat(server.clients.closedTotal()).isEqualTo(2);
        assertThat(server.clients.total()).isEqualTo(4);
    }

    @Test
    void slowConsumersAreCountedForTheServerAndTheAccount() {
        Peer peer = server.client(OneLoop.connect("slow") + "SUB foo 1\r\n").room(0);
        Peer publisher = server.client(OneLoop.connect("pub"));
        server.send(publisher, "PUB foo 5\r\nhello\r\n");
        server.seconds(10);
        server.ms(1);
        assertThat(peer.connection().closed()).isTrue();
        assertThat(server.last().reason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        assertThat(server.last().pendingBytes()).isPositive();
        assertThat(server.clients.slowConsumers()).isEqualTo(1);
        assertThat(server.account.slowConsumers()).isEqualTo(1);
    }
}
