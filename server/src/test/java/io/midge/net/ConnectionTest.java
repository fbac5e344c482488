package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.proto.ClosedReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    /** Smaller than anything in production, so that everything is larger than it. */
    private static final int READ_BUFFER = 8192;

    private final Loops loops = new Loops(1, 8L << 20, 1 << 20, READ_BUFFER);
    private final Lines protocol = new Lines(line -> {});
    private Peer peer;

    @BeforeEach
    void open() {
        peer = loops.on(0, () -> Peer.open(loops.get(0), connection -> protocol));
    }

    @AfterEach
    void close() {
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        loops.settle();
        assertThat(loops.used()).isZero();
        loops.close();
    }

    private void send(String text) {
        loops.run(0, () -> peer.send(text));
    }

    private static String large(int length, int seed) {
        StringBuilder text = new StringBuilder("#" + length + "\n");
        Random random = new Random(seed);
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void whatIsNotCompleteComesAgainWithMoreBehindIt() {
        send("one\ntw");
        send("");
        send("o");
        assertThat(protocol.lines).containsExactly("one");
        send("\nthree\n\nfo");
        assertThat(protocol.lines).containsExactly("one", "two", "three", "");
        send("ur\n");
        assertThat(protocol.lines).containsExactly("one", "two", "three", "", "four");
    }

    @Test
    void byteByByteGivesTheSame() {
        String all = "one\n" + large(3000, 1) + "two\n" + large(20_000, 2) + "three\n";
        for (int i = 0; i < all.length(); i++) {
            send(all.substring(i, i + 1));
        }
        assertThat(protocol.lines).containsExactly("one", large(3000, 1), "two", large(20_000, 2), "three");
    }

    @Test
    void theProtocolIsNotAskedBeforeAllOfItsNeedIsThere() {
        String payload = large(50_000, 3);
        for (int i = 0; i < payload.length(); i += 100) {
            send(payload.substring(i, i + 100));
        }
        assertThat(protocol.lines).containsExactly(payload);
        assertThat(protocol.calls).isEqualTo(2);
    }

    @Test
    void anOperationLargerThanTheReadBufferIsReadWhole() {
        for (int length : new int[] {READ_BUFFER - 1, READ_BUFFER, READ_BUFFER + 1, 100_000, 1_000_000}) {
            String payload = large(length, length);
            protocol.lines.clear();
            send("before\n" + payload + "after\n");
            assertThat(protocol.lines).containsExactly("before", payload, "after");
        }
    }

    @Test
    void anySizesInAnyPiecesArriveAsSent() {
        Random random = new Random(4);
        StringBuilder all = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String next = i % 3 == 0 ? large(50 + random.nextInt(30_000), i) : "line " + i;
            expected.add(next);
            all.append(next).append(next.startsWith("#") ? "" : "\n");
        }
        int at = 0;
        while (at < all.length()) {
            int n = Math.min(all.length() - at, 1 + random.nextInt(random.nextBoolean() ? 30 : 20_000));
            send(all.substring(at, at + n));
            at += n;
        }
        assertThat(protocol.lines).isEqualTo(expected);
    }

    @Test
    void twoConnectionsOfOneLoopDoNotSeeEachOthersBytes() {
        Lines other = new Lines(line -> {});
        Peer second = loops.on(0, () -> Peer.open(loops.get(0), connection -> other));
        String mine = large(5000, 5);
        String theirs = large(6000, 6);
        for (int i = 0; i < 50; i++) {
            send(mine.substring(100 * i, 100 * i + 100));
            String part = theirs.substring(120 * i, 120 * i + 120);
            loops.run(0, () -> second.send(part));
        }
        assertThat(protocol.lines).containsExactly(mine);
        assertThat(other.lines).containsExactly(theirs);
        loops.run(0, () -> second.connection().closeNow(ClosedReason.CLIENT_CLOSED));
    }

    @Test
    void theEndOfInputIsTheEndOfTheConnection() {
        send("one\ntwo");
        loops.run(0, peer::end);
        assertThat(protocol.lines).containsExactly("one");
        assertThat(protocol.reason()).isEqualTo(ClosedReason.CLIENT_CLOSED);
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void onlyTheFirstReasonCountsAndTheProtocolHearsItOnce() throws InterruptedException {
        Thread[] closers = new Thread[4];
        for (int i = 0; i < closers.length; i++) {
            closers[i] = Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 100; k++) {
                    peer.connection().close(ClosedReason.STALE_CONNECTION);
                }
            });
        }
        for (Thread each : closers) {
            each.join();
        }
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.PARSE_ERROR));
        assertThat(protocol.reason()).isEqualTo(ClosedReason.STALE_CONNECTION);
        assertThat(peer.connection().closed()).isTrue();
    }

    @Test
    void nothingIsReadBehindTheEnd() {
        Lines[] closing = new Lines[1];
        Peer[] made = new Peer[1];
        closing[0] = new Lines(line -> made[0].connection().closeNow(ClosedReason.PARSE_ERROR));
        made[0] = loops.on(0, () -> Peer.open(loops.get(0), connection -> closing[0]));
        loops.run(0, () -> made[0].send("one\nrest"));
        loops.run(0, () -> made[0].send("more\n"));
        assertThat(closing[0].lines).containsExactly("one");
        assertThat(made[0].closed()).isTrue();
    }

    @Test
    void aLoopTellsWhenItsLastConnectionIsGone() {
        AtomicInteger told = new AtomicInteger();
        loops.run(0, () -> loops.get(0).whenEmpty(told::incrementAndGet));
        assertThat(told).hasValue(0);
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        assertThat(told).hasValue(1);
        loops.run(0, () -> loops.get(0).whenEmpty(told::incrementAndGet));
        assertThat(told).hasValue(2);
    }

    @Test
    void theAddressIsThatOfThePeer() {
        assertThat(peer.connection().remoteHost()).isEqualTo("192.0.2.1");
        assertThat(peer.connection().remotePort()).isEqualTo(1);
    }

    @Test
    void afterALastWordInputIsForgottenUntilThePeerGoes() {
        peer.halfCloses();
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.MAX_PAYLOAD_EXCEEDED));
        assertThat(protocol.reason()).isEqualTo(ClosedReason.MAX_PAYLOAD_EXCEEDED);
        assertThat(peer.outputEnded()).isTrue();
        send("more\n");
        send(large(100_000, 8));
        assertThat(peer.unread()).isZero();
        assertThat(peer.closed()).isFalse();
        loops.run(0, peer::end);
        assertThat(peer.closed()).isTrue();
        assertThat(protocol.lines).isEmpty();
        loops.pass(5, TimeUnit.SECONDS);
    }

    @Test
    void aPeerThatStaysIsNotWaitedForLongerThanASecond() {
        peer.halfCloses();
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION));
        loops.pass(999, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isFalse();
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void aPeerThatSendsWithoutEndIsNotReadForever() {
        peer.halfCloses();
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION));
        byte[] much = new byte[1 << 20];
        for (int i = 0; i < 16; i++) {
            loops.run(0, () -> peer.send(much));
            assertThat(peer.closed()).isFalse();
        }
        send("x");
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void whoLeftByItselfOrIsStillWrittenToInVainIsNotWaitedFor() {
        peer.halfCloses();
        loops.run(0, peer::end);
        assertThat(peer.closed()).isTrue();
        Peer slow = loops.on(
                0,
                () -> Peer.open(loops.get(0), connection -> new Lines(line -> {}))
                        .halfCloses()
                        .room(2));
        loops.run(0, () -> {
            slow.connection().outbound().stage(loops.get(0)).line(new byte[10]);
            slow.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION);
        });
        assertThat(slow.outputEnded()).isFalse();
        loops.pass(100, TimeUnit.MILLISECONDS);
        assertThat(slow.closed()).isTrue();
        assertThat(slow.outputEnded()).isFalse();
    }

    @Test
    void whatIsQueuedIsWrittenBeforeTheOutputEnds() {
        peer.halfCloses().room(2);
        loops.run(0, () -> {
            peer.connection().outbound().stage(loops.get(0)).line("-ERR 'x'".getBytes(ISO_8859_1));
            peer.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION);
        });
        assertThat(peer.outputEnded()).isFalse();
        loops.run(0, () -> peer.room(100).serve());
        assertThat(peer.taken()).isEqualTo("-ERR 'x'");
        assertThat(peer.outputEnded()).isTrue();
        assertThat(peer.closed()).isFalse();
        assertThat(loops.used()).isZero();
    }

    @Test
    void noMoreThanAThousandAreWaitedForAndNoneWhenTheLoopIsToBeEmpty() {
        List<Peer> peers = new ArrayList<>();
        loops.run(0, () -> {
            for (int i = 0; i < 1025; i++) {
                peers.add(Peer.open(loops.get(0), connection -> new Lines(line -> {}))
                        .halfCloses());
            }
            peers.forEach(each -> each.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION));
        });
        assertThat(peers.subList(0, 1024)).noneMatch(Peer::closed);
        assertThat(peers.get(1024).closed()).isTrue();
        AtomicInteger told = new AtomicInteger();
        loops.run(0, () -> loops.get(0).whenEmpty(told::incrementAndGet));
        assertThat(peers).allMatch(Peer::closed);
        assertThat(told).hasValue(0);
        peer.halfCloses();
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION));
        assertThat(told).hasValue(1);
    }
}
