package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
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
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told, and when, that the server says something else of itself. */
class AnnounceTest {
    private static final Info INFO = new Info("N", "n", "127.0.0.1", 4222, true, 1 << 20, "X");
    private static final String CONNECT = "CONNECT {\"verbose\":false,\"protocol\":1}\r\n";
    private static final String OLD_CONNECT = "CONNECT {\"verbose\":false,\"protocol\":0}\r\n";

    private final Loops loops = new Loops(2, 64 << 20, 16 << 20, 128 * 1024);
    private final Clients clients = new Clients(
            Options.builder().build(),
            INFO,
            OneAccount.on(loops.get(0)),
            IntStream.range(0, 2)
                    .mapToObj(i -> new Fanout(loops.get(i), new MatchCache<>()))
                    .toList(),
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), new Log(loops, false, false)),
            new Log(loops, false, false));

    @AfterEach
    void stop() {
        loops.close();
    }

    private Peer client(int loop, String lines) {
        Peer peer = loops.on(loop, () -> Peer.open(loops.get(loop), clients));
        send(loop, peer, lines);
        return peer;
    }

    private void send(int loop, Peer peer, String lines) {
        loops.run(loop, () -> peer.send(lines.getBytes(ISO_8859_1)));
    }

    private void announce(Info info) {
        clients.announce(info);
        loops.run(0, () -> {});
        loops.run(1, () -> {});
    }

    private static String line(int cid, Info info) {
        return new String(info.line(cid, "192.0.2.1"), ISO_8859_1);
    }

    private static String withPong(int cid, Info info) {
        return "PONG\r\n" + new String(info.line(cid, "192.0.2.1", "$G", false), ISO_8859_1);
    }

    @Test
    void clientsOfAllLoopsThatHaveHadTheirFirstPongAreTold() {
        Info ldm = INFO.withLameDuck(true);
        Peer one = client(0, CONNECT + "PING\r\n");
        Peer two = client(1, CONNECT + "PING\r\n");
        announce(ldm);
        assertThat(one.taken()).isEqualTo(line(1, INFO) + withPong(1, INFO) + line(1, ldm));
        assertThat(two.taken()).isEqualTo(line(2, INFO) + withPong(2, INFO) + line(2, ldm));
    }

    @Test
    void aClientOfProtocolZeroIsNot() {
        Peer old = client(0, OLD_CONNECT + "PING\r\n");
        announce(INFO.withLameDuck(true));
        assertThat(old.taken()).isEqualTo(line(1, INFO) + "PONG\r\n");
    }

    @Test
    void aClientInItsHandshakeIsToldWithItsFirstPong() {
        Info news = INFO.withConnectUrls(List.of("10.0.0.1:4222"));
        Peer silent = client(0, "");
        Peer pinged = client(0, "PING\r\n"); // before CONNECT that is no first PING
        Peer connected = client(1, CONNECT);
        announce(news);
        assertThat(silent.taken()).isEqualTo(line(1, INFO));
        assertThat(pinged.taken()).isEqualTo(line(2, INFO) + "PONG\r\n");
        assertThat(connected.taken()).isEqualTo(line(3, INFO));
        send(1, connected, "PING\r\nPING\r\n");
        assertThat(connected.taken()).isEqualTo(line(3, INFO) + withPong(3, news) + "PONG\r\n");
    }

    @Test
    void whoComesLaterIsGreetedWithIt() {
        Info news = INFO.withAddress("nats.example.com", 443);
        announce(news);
        assertThat(client(0, "").taken()).isEqualTo(line(1, news));
        assertThat(clients.info()).isEqualTo(news);
    }

    @Test
    void whatAClientKnowsAlreadyIsNotSaidAgain() {
        Info news = INFO.withLameDuck(true);
        Peer peer = client(0, CONNECT);
        loops.run(0, () -> {
            clients.announce(news); // its task waits for this one to end
            peer.send("PING\r\n".getBytes(ISO_8859_1));
        });
        loops.run(0, () -> {});
        assertThat(peer.taken()).isEqualTo(line(1, INFO) + withPong(1, news));
    }

    @Test
    void severalAreToldInTheirOrder() {
        Peer peer = client(1, CONNECT + "PING\r\n");
        announce(INFO.withLameDuck(true));
        announce(INFO);
        assertThat(peer.taken())
                .isEqualTo(line(1, INFO) + withPong(1, INFO) + line(1, INFO.withLameDuck(true)) + line(1, INFO));
    }

    @Test
    void whoIsGoneIsNotTold() {
        Peer peer = client(0, CONNECT + "PING\r\n");
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        announce(INFO.withLameDuck(true));
        assertThat(peer.taken()).isEqualTo(line(1, INFO) + withPong(1, INFO));
    }
}
