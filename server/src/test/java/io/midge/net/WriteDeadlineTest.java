package io.midge.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.proto.ClosedReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a peer that does not take in ten seconds what waits for it. */
class WriteDeadlineTest {
    private final Loops loops = new Loops(2, 8L << 20, 1 << 20, 4096);
    private final List<Lines> protocols = new ArrayList<>();
    private final Peer peer = loops.on(
            0,
            () -> Peer.open(loops.get(0), connection -> {
                Lines protocol = new Lines(line -> {});
                protocols.add(protocol);
                return protocol;
            }));

    @AfterEach
    void close() {
        loops.run(0, () -> peer.connection().closeNow(ClosedReason.CLIENT_CLOSED));
        loops.settle();
        assertThat(loops.on(0, () -> loops.get(0).loop().timers())).isZero();
        assertThat(loops.used()).isZero();
        loops.close();
    }

    private void say(int bytes) {
        loops.run(1, () -> {
            Stage stage = peer.connection().outbound().stage(loops.get(1));
            stage.begin(bytes);
            stage.put(new byte[bytes], 0, bytes);
            stage.end(bytes);
        });
        loops.settle();
    }

    private void takes(int bytes) {
        peer.room(bytes);
        loops.run(0, peer::serve);
    }

    private void seconds(int count) {
        loops.pass(count, TimeUnit.SECONDS);
    }

    private Lines protocol() {
        return protocols.get(0);
    }

    @Test
    void takingSomeIsNotEnoughWhenThePolicyIsToClose() {
        peer.room(10);
        say(100);
        seconds(9);
        takes(50);
        assertThat(peer.closed()).isFalse();
        seconds(1);
        assertThat(protocol().reason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        assertThat(protocol().late).isZero();
        assertThat(loops.lines)
                .containsExactly("INF peer - Slow Consumer Detected: WriteDeadline of 10s exceeded with 1 chunks of 100"
                        + " total bytes.");
    }

    @Test
    void whatCameMeanwhileHasItsOwnDeadlineFromWhenItWasItsTurn() {
        peer.room(10);
        say(100);
        seconds(6);
        say(100);
        seconds(3);
        takes(90);
        seconds(9);
        assertThat(peer.closed()).isFalse();
        takes(10);
        seconds(1);
        assertThat(protocol().reason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        assertThat(loops.lines)
                .containsExactly("INF peer - Slow Consumer Detected: WriteDeadline of 10s exceeded with 1 chunks of 100"
                        + " total bytes.");
    }

    @Test
    void whoTakesAllInTimeIsWatchedNoMore() {
        peer.room(10);
        say(100);
        seconds(9);
        takes(90);
        seconds(1000);
        assertThat(peer.closed()).isFalse();
        peer.room(0);
        say(100);
        seconds(9);
        assertThat(peer.closed()).isFalse();
        seconds(1);
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void whoTakesSomeStaysWhenThePolicyIsToRetryAndIsToldOfWhenItHasRecovered() {
        loops.backlogs().retries(true);
        peer.room(10);
        say(100);
        takes(30);
        seconds(10);
        assertThat(protocol().late).isEqualTo(1);
        takes(20);
        seconds(10);
        assertThat(protocol().late).isEqualTo(2);
        assertThat(peer.closed()).isFalse();
        seconds(2);
        takes(1000);
        seconds(1000);
        assertThat(peer.closed()).isFalse();
        assertThat(protocol().late).isEqualTo(2);
        assertThat(loops.lines)
                .containsExactly(
                        "INF peer - Slow Consumer Detected: WriteDeadline of 10s exceeded with 1 chunks of 100 total"
                                + " bytes.",
                        "INF peer - Slow Consumer State: WriteDeadline of 10s exceeded with 1 chunks of 60 total"
                                + " bytes.",
                        "INF peer - Slow Consumer Recovered: Flush took 2.000s with 1 chunks of 40 total bytes.");
    }

    @Test
    void whoTakesNothingIsClosedByEitherPolicy() {
        loops.backlogs().retries(true);
        peer.room(10);
        say(100);
        takes(30);
        seconds(10);
        assertThat(protocol().late).isEqualTo(1);
        seconds(10);
        assertThat(protocol().late).isEqualTo(1);
        assertThat(protocol().reason()).isEqualTo(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE);
        assertThat(loops.lines).hasSize(2).last().asString().contains("Slow Consumer State: WriteDeadline of 10s");
    }

    @Test
    void whatWasTakenAtOnceIsSomeToo() {
        loops.backlogs().retries(true);
        peer.room(10);
        say(100);
        seconds(10);
        assertThat(protocol().late).isEqualTo(1);
        seconds(10);
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void aByteASecondIsEnoughForTheOneAndNotForTheOther() {
        loops.backlogs().retries(true);
        peer.room(0);
        say(100);
        for (int i = 0; i < 45; i++) {
            takes(1);
            seconds(1);
        }
        assertThat(peer.closed()).isFalse();
        assertThat(protocol().late).isEqualTo(4);
        loops.backlogs().retries(false);
        for (int i = 0; i < 10; i++) {
            takes(1);
            seconds(1);
        }
        assertThat(peer.closed()).isTrue();
    }

    @Test
    void aDeadlineThatWasReloadedHoldsFromTheNextLookOn() {
        peer.room(0);
        say(100);
        loops.backlogs().writeDeadline(TimeUnit.SECONDS.toNanos(90));
        seconds(89);
        assertThat(peer.closed()).isFalse();
        seconds(1);
        assertThat(peer.closed()).isTrue();
        assertThat(loops.lines)
                .containsExactly("INF peer - Slow Consumer Detected: WriteDeadline of 1m30s exceeded with 1 chunks of"
                        + " 100 total bytes.");
    }
}
