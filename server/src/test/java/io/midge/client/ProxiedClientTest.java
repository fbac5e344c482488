package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.OneAccount;
import io.midge.auth.Access;
import io.midge.log.Log;
import io.midge.net.Listener;
import io.midge.net.Loops;
import io.midge.net.ProxyProtocol;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.proto.Info;
import io.midge.subject.MatchCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client behind a proxy, over a socket. */
class ProxiedClientTest {
    private static final String CONNECT = "CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n";

    private final Loops loops = new Loops(1, 64 << 20, 16 << 20, 128 * 1024);
    private final Log log = new Log(loops, false, false);
    private final Clients clients = new Clients(
            Options.builder().build(),
            new Info("N", "n", "127.0.0.1", 1, true, 1 << 20, "X"),
            OneAccount.on(loops.get(0)),
            List.of(new Fanout(loops.get(0), new MatchCache<>())),
            new Access(SecurityOptions.NONE, Account.GLOBAL, 1, loops, new Random(1), log),
            log);
    private Listener listener;
    private Socket socket;
    private BufferedReader in;

    @BeforeEach
    void connect() throws IOException {
        listener = Listener.bind("Client", "127.0.0.1", 0, List.of(loops.get(0)), log);
        listener.start(new ProxyProtocol(clients, log));
        socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        assertThat(in.readLine()).startsWith("INFO {").doesNotContain("client_ip");
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        listener.close();
        loops.close();
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    @Test
    void theAddressOfTheClientIsInLaterInfo() throws IOException {
        send("PROXY TCP6 2001:db8:0::1 ::1 45678 4222\r\n" + CONNECT);
        assertThat(in.readLine()).isEqualTo("PONG");
        assertThat(in.readLine()).contains("\"client_ip\":\"2001:db8::1\",\"connect_info\":true");
    }

    @Test
    void aClientWithoutAProxyIsServedToo() throws IOException {
        send(CONNECT);
        assertThat(in.readLine()).isEqualTo("PONG");
        assertThat(in.readLine()).contains("\"client_ip\":\"127.0.0.1\",\"connect_info\":true");
    }

    @Test
    void whoSendsABrokenHeaderIsSentAwayAndCountsNoMore() throws IOException {
        assertThat(clients.count()).isEqualTo(1);
        send("PROXY TCP4 here there 1 2\r\n" + CONNECT);
        assertThat(in.readLine()).isNull();
        assertThat(clients.count()).isZero();
    }
}
