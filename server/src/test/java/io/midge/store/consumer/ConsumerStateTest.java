package io.midge.store.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsumerStateTest {
    private static final List<AckPolicy> POLICIES = List.of(AckPolicy.values());

    private final ConsumerState state = new ConsumerState(AckPolicy.EXPLICIT, 0);

    private void deliver(int count) {
        for (int i = 0; i < count; i++) {
            state.deliver(state.deliveredConsumer() + 1, state.deliveredStream() + 1, 5);
        }
    }

    @Test
    void theFloorFollowsTheFirstThatIsPending() {
        deliver(4);
        state.ack(2, 2, 7);
        assertThat(state.floorStream()).isZero();
        state.ack(1, 1, 8);
        assertThat(state.floorStream()).isEqualTo(2);
        state.ack(4, 4, 9);
        state.ack(3, 3, 9);
        assertThat(state.toString()).isEqualTo("delivered 4:4, ack floor 4:4, 0 pending, 0 redelivered");
        assertThat(state.ackedNs()).isEqualTo(9);
        assertThat(state.deliveredNs()).isEqualTo(5);
    }

    @Test
    void aDeliveryOutOfOrderIsAMistakeOfOurs() {
        deliver(2);
        assertThatThrownBy(() -> state.deliver(2, 3, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.deliver(3, 2, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.redeliver(3, 3, 2, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAckOfWhatWasNeverDeliveredDoesNothing() {
        for (AckPolicy policy : AckPolicy.values()) {
            ConsumerState other = new ConsumerState(policy, 3);
            other.deliver(1, 4, 0);
            String before = other.toString();
            assertThat(other.ack(9, 9, 1)).isFalse();
            assertThat(other.ack(0, 0, 1)).isFalse();
            assertThat(other.ack(-1, Long.MIN_VALUE, 1)).isFalse();
            assertThat(other).hasToString(before);
        }
    }

    @Test
    void aForgedConsumerSequenceDoesNotLiftTheFloorAboveWhatWasDelivered() {
        ConsumerState all = new ConsumerState(AckPolicy.ALL, 0);
        all.deliver(1, 1, 0);
        assertThat(all.ack(1_000_000, 1, 1)).isTrue();
        assertThat(all).hasToString("delivered 1:1, ack floor 1:1, 0 pending, 0 redelivered");
    }

    @Test
    void whatIsGivenUpIsKnownUntilItIsForgotten() {
        deliver(3);
        state.redeliver(4, 1, 2, 0);
        state.giveUp(1, 1);
        assertThat(state.floorStream()).isEqualTo(1);
        state.ack(2, 2, 0);
        state.ack(3, 3, 0);
        assertThat(state.redelivered(1)).isEqualTo(1);
        assertThat(state.forget(2)).isTrue();
        assertThat(state.redelivered()).isZero();
    }

    @Test
    void aConsumerAheadOfItsStreamIsRepairedAndThatIsReported() {
        deliver(10);
        state.redeliver(11, 3, 2, 0);
        state.redeliver(12, 9, 2, 0);
        state.ack(1, 1, 0);
        state.ack(2, 2, 0);
        List<String> reports = new ArrayList<>();
        assertThat(state.repair(10, reports::add)).isFalse();
        assertThat(state.repair(6, reports::add)).isTrue();
        assertThat(reports)
                .containsExactly(
                        "it delivered more than the stream has, which ends at 6: delivered 12:10, ack floor 2:2, 8"
                                + " pending, 2 redelivered; now delivered 6:6, ack floor 2:2, 4 pending, 1 redelivered");
        assertThat(state.fault(6)).isEmpty();
        assertThat(state.repair(1, reports::add)).isTrue();
        assertThat(state).hasToString("delivered 6:1, ack floor 6:1, 0 pending, 0 redelivered");
        assertThat(state.repair(1, reports::add)).isFalse();
    }

    @Test
    void whatAllRepairsLeaveIsSound() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            ConsumerState any = new ConsumerState(POLICIES.get(random.nextInt(3)), random.nextInt(10));
            for (int j = 0; j < 12; j++) {
                any.deliver(any.deliveredConsumer() + 1, any.deliveredStream() + 1 + random.nextInt(2), 0);
                if (any.policy() != AckPolicy.NONE && random.nextInt(4) == 0) {
                    any.redeliver(any.deliveredConsumer() + 1, any.deliveredStream() - random.nextInt(3), 2, 0);
                }
                any.ack(random.nextInt(14), random.nextInt(30), 0);
            }
            long last = random.nextInt(30);
            any.repair(last, text -> {});
            assertThat(any.fault(last)).isEmpty();
        }
    }

    @Test
    void tenThousandIdleConsumersTakeTwoToThreeMegabytes() {
        Runtime runtime = Runtime.getRuntime();
        Consumers[] kept = new Consumers[10];
        Blob config = new Blob(new byte[0]);
        long before = used(runtime);
        for (int k = 0; k < kept.length; k++) {
            kept[k] = new Consumers();
            for (int i = 1; i <= 10_000; i++) {
                kept[k].apply(i, new ConsumerOp.Create("consumer-" + i, AckPolicy.EXPLICIT, 0, 0, config));
            }
        }
        long each = (used(runtime) - before) / kept.length;
        assertThat(kept[9].size()).isEqualTo(10_000);
        assertThat(each).isLessThan(3_000_000);
    }

    private static long used(Runtime runtime) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
