package io.midge;

import static io.midge.TlsServer.line;
import static io.midge.TlsServer.shake;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.tls.Certs;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Much at once over TLS: large messages, a reader that does not read, many connections, handshakes that do not end. */
@Tag("long")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsLoadTest {
    private static final int MEBI = 1 << 20;

    @TempDir
    static Path certs;

    private static Certs ca;
    private static String tls;

    @TempDir
    Path dir;

    @BeforeAll
    static void issue() {
        ca = new Certs(certs, "ca");
        tls = "tls { " + ca.server("server", "EC", "127.0.0.1").options() + ", timeout: 30 }\nio_loops: 2\n";
    }

    private static String payload(int seed) {
        StringBuilder text = new StringBuilder(MEBI);
        for (int i = 0; text.length() < MEBI; i++) {
            text.append((char) ('a' + (i * 31 + seed) % 26));
        }
        return text.toString();
    }

    @Test
    void largeMessagesWaitForASlowReader() throws IOException {
        try (TlsServer server = TlsServer.start(dir, tls);
                Socket narrow = server.socket(4096)) {
            line(narrow);
            RawClient reader = TlsServer.connected(shake(narrow, ca.trusting(), parameters -> {}), "");
            reader.send("SUB a 1\r\n").barrier();
            try (RawClient publisher = server.connect(ca.trusting());
                    RawClient plainPace = server.connect(ca.trusting())) {
                for (int i = 0; i < 20; i++) {
                    publisher.pub("a", payload(i));
                }
                publisher.barrier();
                plainPace.barrier(); // others are served meanwhile
                for (int i = 0; i < 20; i++) {
                    assertThat(reader.line()).isEqualTo("MSG a 1 " + MEBI);
                    assertThat(reader.read(MEBI + 2)).isEqualTo(payload(i) + "\r\n");
                }
                reader.barrier();
            }
        }
    }

    @Test
    void aThousandClientsHearOneMessage() throws Exception {
        try (TlsServer server = TlsServer.start(dir, tls)) {
            List<RawClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    clients.add(
                            server.connect(ca.trusting()).send("SUB all 1\r\n").barrier());
                }
                try (RawClient publisher = server.connect(ca.trusting())) {
                    publisher.pub("all", "hello").barrier();
                }
                for (RawClient each : clients) {
                    each.expect("MSG all 1 5\r\nhello\r\n");
                }
            } finally {
                clients.forEach(RawClient::close);
            }
        }
    }

    @Test
    void handshakesThatDoNotEndDoNotHoldUpOthers() throws Exception {
        try (TlsServer server = TlsServer.start(dir, tls)) {
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < 300; i++) {
                    Socket socket = server.socket();
                    socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0x40, 0, 1});
                    open.add(socket);
                }
                server.connect(ca.trusting()).barrier().close();
            } finally {
                for (Socket each : open) {
                    each.close();
                }
            }
        }
    }

    @Test
    void manyHandshakesAtOnceAllSucceed() throws Exception {
        try (TlsServer server = TlsServer.start(dir, tls)) {
            CountDownLatch done = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                Thread.ofPlatform().daemon(true).start(() -> {
                    try (RawClient client = server.connect(ca.trusting())) {
                        client.barrier();
                        done.countDown();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
            }
            assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
        }
    }
}
