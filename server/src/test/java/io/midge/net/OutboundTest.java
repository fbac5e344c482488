package io.midge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.proto.ClosedReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private static final int MAX_PENDING = 1 << 20;

    private final Loops loops = new Loops(2, 8L << 20, MAX_PENDING, 4096);
    private final List<Peer> peers = new ArrayList<>();
    private final List<Lines> protocols = new ArrayList<>();

    private Peer peer(int loop) {
        return peer(loop, line -> {});
    }

    private Peer peer(int loop, Lines.Taker taker) {
        Peer peer = loops.on(
                loop,
                () -> Peer.open(loops.get(loop), connection -> {
                    Lines protocol = new Lines(taker);
                    protocols.add(protocol);
                    return protocol;
                }));
        peers.add(peer);
        return peer;
    }

    private ClosedReason reason(int peer) {
        loops.settle();
        ClosedReason reason = protocols.get(peer).reason();
        return reason == null ? ClosedReason.INTERNAL_ERROR : reason;
    }

    @AfterEach
    void allMemoryComesBack() {
        for (Peer each : peers) {
            loops.run(each.loop().index(), () -> each.connection().closeNow(ClosedReason.WRITE_ERROR));
        }
        loops.settle();
        assertThat(loops.used()).as("bytes of chunks in use").isZero();
        assertThat(peers).allMatch(Peer::closed);
        loops.close();
    }

    private void say(int fromLoop, Peer to, byte[] message) {
        loops.run(fromLoop, () -> stage(fromLoop, to, message));
    }

    // One message in random pieces.
    private void stage(int fromLoop, Peer to, byte[] message) {
        Stage stage = to.connection().outbound().stage(loops.get(fromLoop));
        Random random = new Random(message.length);
        stage.begin(message.length);
        int at = 0;
        while (at < message.length) {
            int n = Math.min(message.length - at, 1 + random.nextInt(1 + message.length));
            if (n == 1) {
                stage.put(message[at]);
            } else {
                stage.put(message, at, n);
            }
            at += n;
        }
        stage.end(message.length);
    }

    private static byte[] message(int number, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) ('a' + number % 26));
        bytes[0] = '<';
        bytes[length - 1] = '>';
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @Test
    void whatIsWrittenInPartsKeepsItsOrder() {
        Peer peer = peer(0).atOnce(7).room(0);
        Random random = new Random(1);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            byte[] message = message(i, 2 + random.nextInt(i % 50 == 0 ? 20_000 : 200));
            expected.append(text(message));
            say(i % 2, peer, message);
            if (i % 3 == 0) {
                peer.room(random.nextInt(700));
                loops.run(0, peer::serve);
            }
        }
        peer.atOnce(5000).room(Long.MAX_VALUE);
        loops.run(0, peer::serve);
        assertThat(peer.taken()).isEqualTo(expected.toString());
        assertThat(peer.connection().outbound().pending()).isZero();
        assertThat(peer.connection().outbound().outMsgs()).isEqualTo(300);
        assertThat(peer.connection().outbound().outBytes()).isEqualTo(expected.length());
        assertThat(loops.used()).isZero();
    }

    @Test
    void aMessageGoesOutAtOnceWhenNothingWaits() {
        Peer peer = peer(0);
        say(1, peer, message(0, 100));
        assertThat(peer.taken()).hasSize(100);
        assertThat(loops.used()).isZero();
    }

    @Test
    void messagesOfTwoLoopsNeverMix() throws InterruptedException {
        Peer peer = peer(0).atOnce(10_000);
        Thread[] speakers = new Thread[2];
        for (int s = 0; s < 2; s++) {
            int loop = s;
            speakers[s] = Thread.ofPlatform().start(() -> {
                Random random = new Random(loop);
                for (int i = 0; i < 300; i++) {
                    int length = i % 10 == 0 ? 128 * 1024 + random.nextInt(100_000) : 3 + random.nextInt(5000);
                    loops.run(loop, () -> {
                        stage(loop, peer, message(loop == 0 ? 0 : 25, length));
                        stage(loop, peer, message(loop == 0 ? 1 : 24, 20));
                    });
                    while (peer.connection().outbound().pending() > 0) {
                        loops.run(0, peer::serve);
                    }
                }
            });
        }
        for (Thread each : speakers) {
            each.join();
        }
        loops.settle();
        byte[] all = peer.takenBytes();
        int messages = 0;
        int at = 0;
        while (at < all.length) {
            assertThat(all[at]).isEqualTo((byte) '<');
            byte letter = all[at + 1];
            do {
                at++;
            } while (all[at] == letter);
            assertThat(all[at]).as("end of a message of %c", letter).isEqualTo((byte) '>');
            at++;
            messages++;
        }
        assertThat(messages).isEqualTo(2 * 2 * 300);
    }

    @Test
    void aTrickleToASleepingPeerFillsChunksOneAfterTheOther() {
        Peer peer = peer(0).room(0);
        byte[] line = message(0, 50);
        for (int i = 0; i < 10_000; i++) {
            say(i % 2, peer, line);
        }
        assertThat(peer.connection().outbound().pending()).isEqualTo(500_000);
        assertThat(loops.used()).isLessThan(550_000);
        peer.room(Long.MAX_VALUE);
        loops.run(0, peer::serve);
        assertThat(peer.taken()).isEqualTo(text(line).repeat(10_000));
        assertThat(loops.used()).isZero();
    }

    @Test
    void aPassWithManyMessagesTakesOneLargeChunkInsteadOfManySmallOnes() {
        Peer peer = peer(0).room(0);
        loops.run(1, () -> {
            for (int i = 0; i < 1000; i++) {
                stage(1, peer, message(i, 100));
            }
        });
        assertThat(loops.used()).isEqualTo(ChunkPool.LARGE);
    }

    @Test
    void whoHasTooMuchPendingIsCutAndWhatComesLaterIsDropped() {
        Peer peer = peer(0).room(1000);
        int sent = 0;
        while (protocols.get(0).reason() == null) {
            assertThat(sent++).isLessThan(MAX_PENDING / 10_000 + 2);
            say(1, peer, message(sent, 10_000));
            loops.settle();
        }
        assertThat(sent).as("messages up to max_pending").isGreaterThan(MAX_PENDING / 10_000);
        assertThat(reason(0)).isEqualTo(ClosedReason.SLOW_CONSUMER_PENDING_BYTES);
        assertThat(loops.lines).containsExactly("INF peer - Slow Consumer Detected: MaxPending of 1048576 Exceeded");
        assertThat(peer.closed()).isTrue();
        assertThat(loops.used()).isZero();
        long counted = peer.connection().outbound().outMsgs();
        say(1, peer, message(0, 10_000));
        assertThat(loops.used()).isZero();
        assertThat(peer.connection().outbound().outMsgs()).isEqualTo(counted);
        assertThat(peer.taken()).hasSize(1000);
    }

    @Test
    void whoIsCutGetsNothingMoreThoughItReadsBeforeItsLoopHears() {
        Peer peer = peer(0).room(1000);
        say(1, peer, message(0, 10_000));
        loops.settle();
        loops.run(0, () -> {
            for (int i = 0; i <= MAX_PENDING / 10_000 + 1; i++) {
                say(1, peer, message(i, 10_000));
            }
            peer.room(Long.MAX_VALUE);
            peer.serve();
        });
        assertThat(reason(0)).isEqualTo(ClosedReason.SLOW_CONSUMER_PENDING_BYTES);
        assertThat(peer.taken().length()).as("bytes that it got").isEqualTo(1000);
    }

    @Test
    void whoTakesNothingForTheWriteDeadlineIsCut() {
        Peer peer = peer(0).room(10);
        say(1, peer, message(0, 100));
        loops.settle();
        loops.pass(9, TimeUnit.SECONDS);
        assertThat(peer.closed()).isFalse();
        loops.pass(2, TimeUnit.SECONDS);
        assertThat(reason(0)).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        assertThat(peer.closed()).isTrue();
        assertThat(loops.lines)
                .containsExactly("INF peer - Slow Consumer Detected: WriteDeadline of 10s exceeded with 1 chunks of 100"
                        + " total bytes.");
    }

    @Test
    void aWriteThatFailsEndsTheConnection() {
        Peer peer = peer(0).room(10);
        say(1, peer, message(0, 100));
        loops.settle();
        peer.breakOff();
        loops.run(0, peer::serve);
        assertThat(reason(0)).isEqualTo(ClosedReason.WRITE_ERROR);
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void aWriteFromAnotherLoopThatFailsEndsTheConnection() {
        Peer peer = peer(0);
        peer.breakOff();
        say(1, peer, message(0, 100));
        assertThat(reason(0)).isEqualTo(ClosedReason.WRITE_ERROR);
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void whenTheBudgetIsSpentTheOneWithTheMostIsCutAndNobodyElse() {
        for (int i = 0; i < 9; i++) { // 64 large chunks: the budget to the last byte
            say(0, peer(i % 2).room(0), message(i, i == 3 ? 1_040_000 : 900_000));
        }
        loops.settle();
        assertThat(loops.used()).isEqualTo(8 << 20);
        assertThat(peers).noneMatch(Peer::closed);
        say(1, peer(0).room(0), message(0, 100));
        loops.settle();
        assertThat(peers.stream().filter(Peer::closed)).containsExactly(peers.get(3));
        assertThat(reason(3)).isEqualTo(ClosedReason.SLOW_CONSUMER_PENDING_BYTES);
        assertThat(loops.lines)
                .containsExactly("ERR peer - Slow Consumer Detected: outbound budget of 8388608 bytes for all"
                        + " connections spent, this one holds the most: 1048576 bytes. Raise outbound_budget, or lower"
                        + " max_pending");
    }

    @Test
    void whatIsQueuedWhenAConnectionEndsIsStillDelivered() {
        Peer peer = peer(0).room(10);
        say(1, peer, message(0, 50_000));
        loops.run(0, () -> {
            stage(0, peer, message(1, 20));
            peer.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION);
        });
        assertThat(peer.closed()).isFalse();
        assertThat(peer.reads()).isFalse();
        peer.room(Long.MAX_VALUE);
        loops.run(0, peer::serve);
        assertThat(peer.taken()).isEqualTo(text(message(0, 50_000)) + text(message(1, 20)));
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void aLastFlushThatTakesTooLongIsGivenUp() {
        Peer peer = peer(0).room(10);
        say(1, peer, message(0, 1000));
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.PROTOCOL_VIOLATION));
        loops.pass(99, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isFalse();
        loops.pass(2, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isTrue();
        assertThat(peer.taken()).hasSize(10);
    }

    /** Takes some more, later. */
    private void takes(Peer peer, int bytes, int laterMs) {
        loops.pass(laterMs, TimeUnit.MILLISECONDS);
        peer.room(bytes);
        loops.run(0, peer::serve);
    }

    @Test
    void whoIsSentAwayByAStopGetsAllAsLongAsItTakesSome() {
        Peer peer = peer(0).room(10);
        byte[] message = message(0, 1000);
        say(1, peer, message);
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.SERVER_SHUTDOWN));
        for (int i = 0; i < 9; i++) {
            takes(peer, 100, 9_999);
            assertThat(peer.closed()).isFalse();
        }
        takes(peer, 10_000, 9_999);
        assertThat(peer.closed()).isTrue();
        assertThat(peer.taken()).isEqualTo(text(message));
    }

    @Test
    void whoTakesNothingForTheWriteDeadlineIsCutByAStopToo() {
        Peer peer = peer(0).room(10);
        say(1, peer, message(0, 1000));
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.SERVER_SHUTDOWN));
        loops.pass(9_999, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isFalse();
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(peer.closed()).isTrue();
        assertThat(peer.taken()).hasSize(10);
    }

    @Test
    void inAHurryThereIsLessTimeForEachAndAnEndForAll() {
        Peer before = peer(0).room(10);
        Peer moving = peer(0).room(10);
        Peer still = peer(0).room(10);
        for (Peer each : peers) {
            say(1, each, message(0, 100_000));
        }
        loops.run(0, () -> before.connection().closeNow(ClosedReason.SERVER_SHUTDOWN));
        loops.run(0, () -> loops.get(0).hurry(TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(5)));
        loops.run(0, () -> moving.connection().closeNow(ClosedReason.SERVER_SHUTDOWN));
        loops.run(0, () -> still.connection().closeNow(ClosedReason.SERVER_SHUTDOWN));
        takes(moving, 100, 1_999);
        assertThat(peers).noneMatch(Peer::closed);
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(still.closed()).isTrue();
        takes(moving, 100, 1_999);
        takes(moving, 100, 1_000);
        assertThat(moving.closed()).isFalse();
        assertThat(before.closed())
                .as("one that had more time before the hurry")
                .isFalse();
        loops.pass(1, TimeUnit.MILLISECONDS);
        assertThat(peers).allMatch(Peer::closed);
    }
}
