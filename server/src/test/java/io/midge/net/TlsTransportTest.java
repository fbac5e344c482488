package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.TlsOptions;
import io.midge.proto.ClosedReason;
import io.midge.tls.Certs;
import io.midge.tls.TlsContext;
import io.midge.tls.TlsException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest {
    private static final String V12 = "TLSv1.2";
    private static final String V13 = "TLSv1.3";

    @TempDir
    static Path dir;

    private static TlsContext server;
    private static SSLContext client;

    /** With a buffer that is smaller than a record, so that no record fits what reads. */
    private final Loops loops = new Loops(2, 8L << 20, 1 << 20, 8192);

    private final Lines protocol = new Lines(line -> {});

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

    @AfterEach
    void close() {
        loops.settle();
        assertThat(loops.used()).as("memory still held").isZero();
        loops.close();
    }

    private TlsPeer connect(String version) throws SSLException {
        return new TlsPeer(loops, server, client, version, protocol);
    }

    private void end(TlsPeer peer) {
        loops.run(0, () -> peer.peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        assertThat(peer.peer.closed()).isTrue();
    }

    private void say(int loop, TlsPeer peer, String text) {
        loops.run(
                loop,
                () -> peer.peer.connection().outbound().stage(loops.get(loop)).line(text.getBytes(ISO_8859_1)));
    }

    private static String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(text.length()).append(' ');
        }
        return text.substring(0, length);
    }

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void bothSidesAreHeard(String version) throws SSLException {
        TlsPeer peer = connect(version).pump();
        assertThat(peer.secured).isEqualTo(1);
        peer.send("one\ntwo\n").pump();
        assertThat(protocol.lines).containsExactly("one", "two");
        say(0, peer, "from its own loop\n");
        say(1, peer, "from another\n");
        assertThat(peer.pump().got()).isEqualTo("from its own loop\nfrom another\n");
        end(peer);
        assertThat(peer.pump().ended).as("close_notify").isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 5000})
    void piecesMakeNoDifference(int bytes) throws SSLException {
        TlsPeer peer = connect(V13).pieces(bytes).pump();
        String line = text(bytes < 10 ? 2_000 : 50_000);
        peer.send(line + '\n').pump();
        assertThat(protocol.lines).containsExactly(line);
        end(peer);
    }

    @Test
    void recordsAreReadAlthoughNothingElseComes() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            all.append("line ").append(i).append('\n');
        }
        peer.send(all.toString());
        loops.settle();
        for (int i = 0; i < 50; i++) {
            loops.settle();
        }
        assertThat(protocol.lines).hasSize(5_000);
        end(peer);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 1000, 20_000})
    void aSocketThatTakesLittleGetsAll(int bytes) throws SSLException {
        TlsPeer peer = connect(V13).pump();
        peer.peer.atOnce(bytes);
        String large = text(bytes < 100 ? 3_000 : 400_000);
        say(1, peer, large);
        say(0, peer, "end");
        assertThat(peer.pump().got()).isEqualTo(large + "end");
        assertThat(peer.peer.connection().outbound().pending()).isZero();
        end(peer);
    }

    @Test
    void aRecordThatIsOnlyPartlyTakenStillWaits() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        peer.peer.room(5);
        say(1, peer, "hello");
        loops.settle();
        assertThat(peer.peer.connection().outbound().pending()).isEqualTo(1);
        say(1, peer, " world");
        loops.settle();
        peer.peer.room(Long.MAX_VALUE);
        assertThat(peer.pump().got()).isEqualTo("hello world");
        assertThat(peer.peer.connection().outbound().pending()).isZero();
        end(peer);
    }

    @Test
    void whatIsOwedIsGivenBackAtTheEnd() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        peer.peer.room(5);
        say(1, peer, text(100_000));
        loops.settle();
        assertThat(loops.used()).isPositive();
        loops.run(0, () -> peer.peer.connection().closeNow(ClosedReason.WRITE_ERROR));
        assertThat(peer.peer.closed()).isTrue();
    }

    @Test
    void nothingIsSentInTheClearDuringAHandshake() throws SSLException {
        TlsPeer peer = connect(V13);
        say(0, peer, "secret");
        loops.settle();
        assertThat(peer.peer.taken()).isEmpty();
        assertThat(peer.pump().got()).isEqualTo("secret");
        end(peer);
    }

    @Test
    void newKeysAreAnswered() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        for (int i = 0; i < 20; i++) {
            peer.engine().beginHandshake();
            peer.pump();
            peer.send("after " + i + "\n").pump();
            say(0, peer, "x");
        }
        assertThat(protocol.lines).hasSize(20);
        assertThat(peer.pump().got()).hasSize(20);
        end(peer);
    }

    @Test
    void recordsThatCarryNothingEndTheConnection() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        for (int i = 0; i < 17; i++) {
            assertThat(peer.peer.closed()).isFalse();
            peer.engine().beginHandshake();
            peer.raw(peer.wrap(ByteBuffer.allocate(0)));
            loops.settle();
        }
        assertThat(protocol.reason()).isEqualTo(ClosedReason.READ_ERROR);
    }

    @Test
    void whoAsksForKeysAndDoesNotListenIsCutOff() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        peer.peer.room(0);
        for (int i = 0; i < 1_000 && !peer.peer.closed(); i++) {
            peer.engine().beginHandshake();
            peer.raw(peer.wrap(ByteBuffer.allocate(0)));
        }
        loops.settle();
        assertThat(peer.peer.closed()).isTrue();
        assertThat(protocol.reason()).isEqualTo(ClosedReason.READ_ERROR);
    }

    @Test
    void anotherHandshakeIsAnError() throws SSLException {
        TlsPeer peer = connect(V12).pump();
        peer.engine().beginHandshake();
        peer.raw(peer.wrap(ByteBuffer.allocate(0)));
        loops.settle();
        assertThat(protocol.reason()).isEqualTo(ClosedReason.READ_ERROR);
    }

    @Test
    void whatIsNotARecordEndsIt() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        peer.raw("PING\r\n".repeat(5).getBytes(ISO_8859_1));
        loops.settle();
        assertThat(protocol.reason()).isEqualTo(ClosedReason.READ_ERROR);
    }

    @Test
    void theEndOfThePeerIsTheEnd() throws SSLException {
        TlsPeer peer = connect(V13).pump();
        peer.send("last\n");
        peer.engine().closeOutbound();
        peer.pump();
        assertThat(protocol.lines).containsExactly("last");
        assertThat(protocol.reason()).isEqualTo(ClosedReason.CLIENT_CLOSED);
    }

    @Test
    void aHandshakeThatTakesTooLongFails() throws SSLException {
        TlsPeer peer = connect(V13);
        loops.pass(2, TimeUnit.SECONDS);
        assertThat(peer.failures).containsExactly("read tcp here->there: i/o timeout");
        assertThat(peer.peer.closed()).isTrue();
    }

    @Test
    void aSocketThatTakesLittleGetsAHandshakeToo() throws SSLException {
        TlsPeer peer = connect(V12);
        peer.peer.atOnce(3);
        peer.pump();
        assertThat(peer.secured).isEqualTo(1);
        end(peer);
    }
}
