package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.options.TlsOptions;
import io.midge.proto.ClosedReason;
import io.midge.tls.Certs;
import io.midge.tls.TlsContext;
import io.midge.tls.TlsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a peer sends in the place of a handshake, or behind one, ends its connection or waits for more; nothing else. */
@Tag("long")
class TlsTransportFuzzTest {
    @TempDir
    static Path dir;

    private static TlsContext server;
    private static SSLContext client;

    @BeforeAll
    static void certificates() throws TlsException {
        Certs ca = new Certs(dir, "ca");
        Certs.Issued issued = ca.server("server", "EC", "a.example");
        server = TlsContext.of(TlsOptions.builder()
                .keyPairs(List.of(new TlsOptions.KeyPair(
                        issued.cert().toString(), issued.key().toString())))
                .build());
        client = ca.trusting();
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreNoHandshake(byte[] data) throws SSLException {
        try (Loops loops = new Loops(1, 8L << 20, 1 << 20, 8192)) {
            Lines protocol = new Lines(line -> {});
            TlsPeer peer = new TlsPeer(loops, server, client, "TLSv1.3", protocol);
            sent(loops, peer, data);
            assertThat(peer.secured).isZero();
            assertThat(protocol.lines).isEmpty();
            ended(loops, peer);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesBehindAHandshakeAreNoMessage(byte[] data) throws SSLException {
        try (Loops loops = new Loops(1, 8L << 20, 1 << 20, 8192)) {
            Lines protocol = new Lines(line -> {});
            TlsPeer peer = new TlsPeer(loops, server, client, data.length % 2 == 0 ? "TLSv1.3" : "TLSv1.2", protocol);
            peer.pump();
            assertThat(peer.secured).isEqualTo(1);
            sent(loops, peer, data);
            assertThat(protocol.lines).isEmpty();
            ended(loops, peer);
        }
    }

    private static void sent(Loops loops, TlsPeer peer, byte[] data) {
        peer.raw(Arrays.copyOf(data, data.length / 2));
        peer.raw(Arrays.copyOfRange(data, data.length / 2, data.length));
        loops.settle();
    }

    private static void ended(Loops loops, TlsPeer peer) {
        loops.run(0, () -> peer.peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        loops.settle();
        assertThat(peer.peer.closed()).isTrue();
        assertThat(loops.used()).isZero();
    }
}
