package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.proto.ClosedReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom, and for how long. The gate is at 4 MiB, and from 12 MiB on a consumer is far behind. */
class StallTest {
    private static final int MAX_PENDING = 16 << 20;
    private static final int FAR = MAX_PENDING / 4 * 3;
    private static final int GATE = 4 << 20;
    private static final int MESSAGE = 100_000;

    private final Loops loops = new Loops(2, 64L << 20, MAX_PENDING, 4096);
    private final List<Peer> peers = new ArrayList<>();
    private final Peer consumer = peer(0, line -> {}).forgetting().room(0);

    private Peer peer(int loop, Lines.Taker taker) {
        Peer peer = loops.on(loop, () -> Peer.open(loops.get(loop), connection -> new Lines(taker)));
        peers.add(peer);
        return peer;
    }

    private Peer producer() {
        return peer(1, line -> publish(1, consumer));
    }

    /** Whether the consumer took it. */
    private boolean publish(int loop, Peer to) {
        Stage stage = to.connection().outbound().stage(loops.get(loop));
        if (!stage.begin(MESSAGE)) {
            return false;
        }
        stage.put(new byte[MESSAGE], 0, MESSAGE);
        stage.end(MESSAGE);
        return true;
    }

    private void go(Peer producer) {
        loops.run(1, () -> producer.send("go\n"));
    }

    private void ms(int ms) {
        loops.pass(ms, TimeUnit.MILLISECONDS);
    }

    private long pending() {
        return consumer.connection().outbound().pending();
    }

    /** Sends until the producer rests; how many messages that took. */
    private int goUntilItRests(Peer producer) {
        int sent = 0;
        while (producer.reads()) {
            assertThat(sent++).isLessThan(MAX_PENDING / MESSAGE);
            go(producer);
        }
        return sent;
    }

    private void goUntil(long bytes, Peer producer) {
        while (pending() < bytes) {
            go(producer);
            assertThat(producer.reads()).isTrue();
        }
    }

    private void takes(long bytes) {
        consumer.room(bytes);
        loops.run(0, consumer::serve);
        consumer.room(0);
        loops.settle();
    }

    @AfterEach
    void close() {
        for (Peer each : peers) {
            loops.run(each.loop().index(), () -> each.connection().closeNow(ClosedReason.WRITE_ERROR));
        }
        loops.settle();
        assertThat(loops.used()).isZero();
        assertThat(loops.on(0, () -> loops.get(0).loop().timers())).isZero();
        assertThat(loops.on(1, () -> loops.get(1).loop().timers())).isZero();
        loops.close();
    }

    @Test
    void aProducerRestsFromTheGateOnAndGoesOnWhenTheBacklogHasHalved() {
        Peer producer = producer();
        goUntilItRests(producer);
        assertThat(pending()).isBetween((long) GATE, GATE + 2L * MESSAGE);
        assertThat(loops.get(1).stalls()).isEqualTo(1);
        assertThat(consumer.connection().outbound().stalls()).isEqualTo(1);
        go(producer);
        assertThat(producer.unread())
                .as("what it sends meanwhile stays with it")
                .isEqualTo(1);
        takes(GATE / 4);
        assertThat(producer.reads()).isFalse();
        takes(GATE / 2);
        assertThat(producer.reads()).isTrue();
        loops.run(1, producer::serve);
        assertThat(producer.unread()).isZero();
        assertThat(producer.reads()).isTrue();
        assertThat(loops.lines).isEmpty();
    }

    @Test
    void whoBringsMoreThanOthersCanTakeIsReadALittleLater() {
        Peer producer =
                peer(1, line -> loops.get(1).restReader(TimeUnit.MILLISECONDS.toNanos(line.startsWith("go") ? 5 : 3)));
        Peer other = peer(1, line -> {});
        go(producer);
        go(other);
        assertThat(producer.reads()).isFalse();
        assertThat(other.reads()).isTrue();
        loops.run(1, () -> loops.get(1).restReader(1_000_000)); // nobody is read
        go(other);
        assertThat(other.reads()).isTrue();
        ms(4);
        assertThat(producer.reads()).isFalse();
        ms(1);
        assertThat(producer.reads()).isTrue();
        loops.run(1, () -> producer.send("3\ngo\n3\n"));
        ms(4);
        assertThat(producer.reads()).as("the longest of them counts").isFalse();
        assertThat(loops.get(1).stalls()).isZero();
        loops.backlogs().neverStall(true);
        ms(1);
        go(producer);
        assertThat(producer.reads()).isTrue();
        loops.backlogs().neverStall(false);
        go(producer);
        assertThat(producer.reads()).as("and it may end meanwhile").isFalse();
    }

    @Test
    void whoTakesAReadsWorthInEachRestIsWaitedForAgain() {
        Peer producer = producer();
        goUntilItRests(producer);
        for (int i = 0; i < 10; i++) {
            takes(200_000);
            ms(10);
            assertThat(producer.reads()).isTrue();
            go(producer);
            assertThat(producer.reads()).isFalse();
        }
    }

    @Test
    void aLaggardIsLeftAloneUntilItIsFarBehind() {
        Peer producer = producer();
        goUntilItRests(producer);
        takes(1000);
        ms(9);
        assertThat(producer.reads()).isFalse();
        ms(1);
        assertThat(producer.reads())
                .as("a thousand bytes in a rest are next to nothing")
                .isTrue();
        goUntil(FAR - MESSAGE, producer);
        assertThat(loops.get(1).stalls()).isEqualTo(1);
        goUntilItRests(producer);
        assertThat(pending()).isGreaterThanOrEqualTo(FAR);
        assertThat(loops.lines).isEmpty();
        ms(10);
        assertThat(producer.reads()).isTrue();
        assertThat(loops.lines).containsExactly("WRN peer - Producer was stalled for a total of 10ms");
        go(producer);
        assertThat(producer.reads()).as("after each read, now").isFalse();
        ms(10);
        assertThat(loops.lines).as("not told of again within a second").hasSize(1);
        ms(1000);
        go(producer);
        ms(10);
        assertThat(loops.lines).hasSize(2);
    }

    @Test
    void aLaggardThatIsNoLongerFarBehindHoldsNobody() {
        Peer producer = producer();
        goUntilItRests(producer);
        ms(10);
        goUntilItRests(producer);
        takes(MESSAGE * 3);
        assertThat(pending()).isLessThan(FAR);
        assertThat(producer.reads()).isTrue();
    }

    @Test
    void aLaggardThatHasTakenHalfAGateIsWaitedForAgain() {
        Peer producer = producer();
        goUntilItRests(producer);
        ms(10);
        goUntil(GATE + GATE / 2 + MESSAGE, producer);
        takes(GATE / 2 - 100);
        go(producer);
        assertThat(producer.reads()).isTrue();
        takes(100);
        assertThat(goUntilItRests(producer)).isLessThanOrEqualTo(2);
    }

    @Test
    void aConsumerThatEndsLetsItsProducersGo() {
        Peer producer = producer();
        goUntilItRests(producer);
        loops.run(0, () -> consumer.connection().closeNow(ClosedReason.WRITE_ERROR));
        loops.settle();
        assertThat(producer.reads()).isTrue();
        assertThat(producer.closed()).isFalse();
    }

    @Test
    void aProducerThatEndsWhileItRestsIsForgotten() {
        Peer producer = producer();
        goUntilItRests(producer);
        loops.run(1, () -> producer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        assertThat(producer.closed()).isTrue();
        ms(10);
        takes(GATE);
        assertThat(producer.reads()).isFalse();
    }

    @Test
    void thousandsOfProducersRestAndGoOnTogether() {
        List<Peer> producers = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            producers.add(peer(1, line -> {
                Stage stage = consumer.connection().outbound().stage(loops.get(1));
                stage.begin(1);
                stage.put((byte) 'x');
                stage.end(1);
            }));
        }
        goUntilItRests(producer());
        loops.run(1, () -> producers.forEach(each -> each.send("go\n")));
        assertThat(producers).noneMatch(Peer::reads);
        takes(GATE);
        assertThat(producers).allMatch(Peer::reads);
        assertThat(consumer.connection().outbound().stalls()).isEqualTo(3001);
    }

    @Test
    void aConnectionDoesNotWaitForItself() {
        List<Peer> self = new ArrayList<>();
        Peer peer = peer(0, line -> publish(0, self.get(0))).room(0);
        self.add(peer);
        for (int i = 0; i < GATE / MESSAGE + 5; i++) {
            loops.run(0, () -> peer.send("go\n"));
            assertThat(peer.reads()).isTrue();
        }
        assertThat(loops.get(0).stalls()).isZero();
    }

    @Test
    void whenNobodyIsToWaitWhoIsFarBehindMissesMessagesInstead() {
        loops.backlogs().neverStall(true);
        List<Boolean> taken = new ArrayList<>();
        Peer producer = peer(1, line -> taken.add(publish(1, consumer)));
        for (int i = 0; i < MAX_PENDING / MESSAGE + 10; i++) {
            go(producer);
            assertThat(producer.reads()).isTrue();
        }
        assertThat(consumer.closed()).isFalse();
        assertThat(pending()).isBetween((long) FAR, FAR + (long) MESSAGE);
        long queued = taken.stream().filter(each -> each).count();
        assertThat(queued).isEqualTo(pending() / MESSAGE);
        assertThat(loops.get(1).stalls()).isZero();
        loops.run(1, () -> consumer.connection().outbound().stage(loops.get(1)).line(new byte[6]));
        assertThat(pending() % MESSAGE)
                .as("lines of the protocol are not dropped")
                .isEqualTo(6);
        takes(MESSAGE * 2);
        go(producer);
        assertThat(taken).last().isEqualTo(true);
    }
}
