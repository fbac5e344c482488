package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.log.Log;
import io.midge.proto.ClosedReason;
import io.midge.proto.ProxyCase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyProtocolTest {
    private static final String HEADER = "PROXY TCP4 203.0.113.7 192.0.2.9 45678 4222\r\n";
    private static final String REFUSED = "WRN Error reading PROXY protocol header from 192.0.2.1:1: ";

    private final Loops loops = new Loops(1, 8L << 20, 1 << 20, 8192);
    private final Lines behind = new Lines(line -> {});
    private final List<String> greeted = new ArrayList<>();
    private final Peer peer = loops.on(0, () -> Peer.open(loops.get(0), new ProxyProtocol(this::made, log())));

    static List<ProxyCase> cases() {
        return ProxyCase.all();
    }

    private Log log() {
        return new Log(loops, false, false);
    }

    private Protocol made(Connection of) {
        return new Protocol() {
            @Override
            public void onOpen() {
                greeted.add("hello " + of.remoteHost() + ":" + of.remotePort());
            }

            @Override
            public int onBytes(byte[] b, int off, int end) {
                return behind.onBytes(b, off, end);
            }

            @Override
            public int need() {
                return behind.need();
            }

            @Override
            public void onClosed(ClosedReason reason) {
                behind.onClosed(reason);
            }

            @Override
            public String label() {
                return "label";
            }
        };
    }

    @AfterEach
    void close() {
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        loops.settle();
        loops.close();
    }

    private void send(String text) {
        loops.run(0, () -> peer.send(text));
    }

    private String who() {
        return peer.connection().remoteHost() + " " + peer.connection().remotePort();
    }

    private void assertRefused(String text) {
        assertThat(loops.lines).containsExactly(REFUSED + text);
        assertThat(behind.reason()).isEqualTo(ClosedReason.PROTOCOL_VIOLATION);
        assertThat(behind.lines).isEmpty();
        assertThat(peer.closed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whoSpeaksAndWhoIsRefusedIsWhatNatsServerSays(ProxyCase each) {
        String input = new String(each.input(), ISO_8859_1);
        send(input + "PING\nPONG\n");
        if (each.result().startsWith(ProxyCase.REFUSED)) {
            assertRefused(each.result().substring(ProxyCase.REFUSED.length()));
            return;
        }
        assertThat(who()).isEqualTo(each.result().equals(ProxyCase.SOCKET) ? "192.0.2.1 1" : each.result());
        assertThat(behind.lines).endsWith("PONG");
        assertThat(loops.lines).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inPiecesItIsTheSame(ProxyCase each) {
        String input = new String(each.input(), ISO_8859_1) + "PING\nPONG\n";
        int step = Math.max(1, input.length() / 100);
        for (int i = 0; i < input.length(); i += step) {
            send(input.substring(i, Math.min(input.length(), i + step)));
        }
        if (each.result().startsWith(ProxyCase.REFUSED)) {
            assertRefused(each.result().substring(ProxyCase.REFUSED.length()));
        } else {
            assertThat(who()).isEqualTo(each.result().equals(ProxyCase.SOCKET) ? "192.0.2.1 1" : each.result());
            assertThat(behind.lines).endsWith("PONG");
        }
    }

    @Test
    void theProtocolBehindIsThereFromTheBeginningAndKnowsNoAddressYet() {
        assertThat(greeted).containsExactly("hello :0");
        assertThat(peer.connection().socketHost()).isEqualTo("192.0.2.1");
        send(HEADER);
        assertThat(who()).isEqualTo("203.0.113.7 45678");
        assertThat(peer.connection().socketHost()).isEqualTo("192.0.2.1");
        assertThat(peer.connection().socketPort()).isEqualTo(1);
        assertThat(peer.connection().label()).isEqualTo("label");
        assertThat(greeted).hasSize(1);
    }

    @Test
    void whatFollowsGoesToTheProtocolBehindWithItsNeeds() {
        String large = "#20000\n" + "x".repeat(20_000 - 7);
        send(HEADER + "one\ntw");
        assertThat(behind.lines).containsExactly("one");
        send("o\n" + large.substring(0, 9000));
        send(large.substring(9000) + HEADER);
        assertThat(behind.lines).containsExactly("one", "two", large, HEADER.substring(0, HEADER.length() - 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | failed to read protocol version: EOF
            PRO                 | failed to read protocol version: unexpected EOF
            'PROXY '            | failed to read v1 line: EOF
            'PROXY TCP4 1'      | failed to read v1 line: EOF
            S6                  | failed to read v2 signature: EOF
            S9                  | failed to read v2 signature: unexpected EOF
            S12                 | failed to read v2 header: EOF
            S12 21              | failed to read v2 header: unexpected EOF
            S12 21 11 00 0c     | failed to read IPv4 address data: EOF
            S12 21 11 00 0c 01  | failed to read IPv4 address data: unexpected EOF
            S12 20 11 00 0c 01  | failed to discard LOCAL command address data: EOF
            """)
    void whoLeavesBeforeTheEndOfItIsLogged(String input, String text) {
        send(ProxyCase.spelled(input));
        loops.run(0, peer::end);
        assertRefused(text);
    }

    @Test
    void silenceIsTakenForTheEndAfterFiveSeconds() {
        loops.pass(4999, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isFalse();
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertRefused("failed to read protocol version: EOF");
    }

    @Test
    void someOfTheFirstBytesGetFiveMore() {
        send("PRO");
        loops.pass(9999, TimeUnit.MILLISECONDS);
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isFalse();
        loops.pass(4999, TimeUnit.MILLISECONDS);
        assertRefused("failed to read protocol version: read tcp here->there: i/o timeout");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'PROXY TCP4 1'      | failed to read v1 line
            S9                  | failed to read v2 signature
            S12 21 11 00 0c 01  | failed to read IPv4 address data
            """)
    void theRestHasFiveSecondsFromTheFirstSixBytesOn(String input, String text) {
        loops.pass(4, TimeUnit.SECONDS);
        send(ProxyCase.spelled(input));
        loops.pass(4, TimeUnit.SECONDS);
        send("\1");
        assertThat(peer.closed()).isFalse();
        loops.pass(1, TimeUnit.SECONDS);
        assertRefused(text + ": read tcp here->there: i/o timeout");
    }

    @Test
    void afterTheHeaderTimePassesWithoutConsequence() {
        send(HEADER);
        loops.pass(20, TimeUnit.SECONDS);
        assertThat(peer.closed()).isFalse();
        assertThat(loops.lines).isEmpty();
    }

    @Test
    void whoIsClosedMeanwhileForAnotherReasonIsNotWarnedOf() {
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.SERVER_SHUTDOWN));
        assertThat(behind.reason()).isEqualTo(ClosedReason.SERVER_SHUTDOWN);
        loops.pass(20, TimeUnit.SECONDS);
        assertThat(loops.lines).isEmpty();
    }
}
