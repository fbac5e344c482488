package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.consumer.Ending;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that keep what somebody needs. */
class InterestTest {
    private static Rig rig(StorageType storage, RetentionPolicy retention) {
        Rig rig = new Rig(storage);
        rig.make(config -> config.retention(retention).allowRollup(true));
        return rig;
    }

    @ParameterizedTest
    @EnumSource
    void whatNobodyTakesGetsASequenceAndIsNotStored(StorageType storage) {
        try (Rig rig = rig(storage, RetentionPolicy.INTEREST)) {
            assertThat(rig.publish("s.a", "1", "Nats-Msg-Id: one")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            assertThat(rig.publish("s.a", "1", "Nats-Msg-Id: one"))
                    .isEqualTo("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true}");
            assertThat(rig.info().state().messages()).isZero();
            assertThat(rig.info().state().firstSeq()).isEqualTo(2);
            assertThat(rig.info().state().lastSeq()).isEqualTo(1);
            rig.on(() -> rig.crowd.join("c", "s.a"));
            assertThat(rig.publish("s.a", "2", "Nats-Expected-Last-Msg-Id: one"))
                    .contains("\"seq\":2");
            assertThat(rig.publish("s.b", "3")).contains("\"seq\":3");
            assertThat(rig.publish("s.a", "4")).contains("\"seq\":4");
            assertThat(rig.messages()).containsExactly("2 s.a 2", "4 s.a 4");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageGoesWhenTheLastWhoNeedsItIsDone(StorageType storage) {
        try (Rig rig = rig(storage, RetentionPolicy.INTEREST)) {
            rig.on(() -> rig.crowd.join("c", "s.>"));
            rig.on(() -> rig.crowd.join("d", "s.a"));
            for (int i = 1; i <= 4; i++) {
                rig.publish(i % 2 == 0 ? "s.b" : "s.a", "m" + i);
            }
            rig.on(() -> rig.crowd.done("c", 1, 4));
            rig.settle();
            assertThat(rig.messages()).containsExactly("1 s.a m1", "3 s.a m3");
            rig.on(() -> rig.crowd.done("d", 3, 3));
            rig.settle();
            assertThat(rig.messages()).containsExactly("1 s.a m1");
            rig.on(() -> rig.crowd.leave("d"));
            rig.settle();
            assertThat(rig.messages()).isEmpty();
            assertThat(rig.counted).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWorkQueueKeepsWhatNobodyTakes(StorageType storage) {
        try (Rig rig = rig(storage, RetentionPolicy.WORKQUEUE)) {
            rig.publish("s.a", "1");
            rig.publish("s.b", "2");
            rig.publish("s.a", "3");
            rig.on(() -> rig.crowd.join("c", "s.a"));
            rig.settle();
            assertThat(rig.messages()).hasSize(3);
            rig.on(() -> rig.crowd.done("c", 1, 3)); // s.b lies between, and is nobody's
            rig.settle();
            assertThat(rig.messages()).containsExactly("2 s.b 2");
            rig.on(() -> rig.crowd.leave("c"));
            rig.settle();
            assertThat(rig.messages()).containsExactly("2 s.b 2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForAnAcknowledgementFindsTheMessageGone(StorageType storage) {
        try (Rig rig = rig(storage, RetentionPolicy.WORKQUEUE)) {
            rig.on(() -> rig.crowd.join("c", "s.>"));
            for (int i = 0; i < 2_000; i++) {
                rig.send("s.a", "m");
            }
            rig.settle();
            List<String> seen = new ArrayList<>();
            Runnable look = () -> seen.add(
                    rig.stream().store().firstSeq() + " " + rig.info().state().messages());
            rig.on(() -> {
                rig.crowd.done("c", 1, 1);
                rig.stream().whenGone(look);
                rig.crowd.done("c", 2, 1_500);
                rig.stream().whenGone(look);
                assertThat(seen).isEmpty();
            });
            rig.settle();
            assertThat(seen).containsExactly("513 1488", "1501 500");
            rig.on(() -> rig.stream().whenGone(look)); // nothing goes
            assertThat(seen).hasSize(3);
            rig.on(() -> {
                rig.crowd.done("c", 1_501, 1_501);
                rig.stream().whenGone(look);
                rig.stream().stop(Ending.SHUTDOWN);
            });
            rig.settle();
            assertThat(seen).hasSize(4);
        }
    }

    @Test
    void nobodyWaitsUntilAVeryLongStreamWasLookedThrough() {
        try (Rig rig = rig(StorageType.MEMORY, RetentionPolicy.WORKQUEUE)) {
            rig.on(() -> rig.crowd.join("c", "s.>"));
            for (int i = 0; i < 100_001; i++) {
                rig.send("s.a", "m");
                if (i % 1_000 == 0) {
                    rig.settle();
                }
            }
            rig.settle();
            boolean[] told = {false};
            rig.on(() -> {
                rig.crowd.done("c", 1, 100_001);
                rig.stream().whenGone(() -> told[0] = true);
            });
            assertThat(told[0]).isTrue();
            rig.settle();
            assertThat(rig.messages()).isEmpty();
        }
    }

    @Test
    void aStreamThatKeepsAllRemovesNothing() {
        try (Rig rig = rig(StorageType.MEMORY, RetentionPolicy.LIMITS)) {
            rig.on(() -> rig.crowd.join("c", ">"));
            rig.publish("s.a", "1");
            rig.on(() -> rig.crowd.done("c", 1, 1));
            rig.settle();
            assertThat(rig.messages()).hasSize(1);
        }
    }

    @Test
    void aStreamThatIsToKeepOnlyWhatIsNeededForgetsTheRest() {
        try (Rig rig = rig(StorageType.FILE, RetentionPolicy.LIMITS)) {
            rig.publish("s.a", "1");
            rig.publish("s.b", "2");
            rig.on(() -> rig.crowd.join("c", "s.b"));
            rig.update(config -> config.retention(RetentionPolicy.INTEREST));
            assertThat(rig.messages()).containsExactly("2 s.b 2");
        }
    }

    @Test
    void manyAreDoneWithInPieces() {
        try (Rig rig = rig(StorageType.MEMORY, RetentionPolicy.WORKQUEUE)) {
            rig.on(() -> rig.crowd.join("c", "s.>"));
            for (int i = 0; i < 5_000; i++) {
                rig.send("s.a", "m");
                if (i % 500 == 0) {
                    rig.settle();
                }
            }
            rig.settle();
            rig.on(() -> rig.crowd.done("c", 1, 4_999));
            rig.settle();
            assertThat(rig.messages()).containsExactly("5000 s.a m");
        }
    }

    @Test
    void aRollupThatNobodyTakesRemovesNevertheless() {
        try (Rig rig = rig(StorageType.FILE, RetentionPolicy.INTEREST)) {
            rig.on(() -> rig.crowd.join("c", "s.a"));
            rig.publish("s.a", "1");
            assertThat(rig.publish("s.b", "2", "Nats-Rollup: all")).contains("\"seq\":2");
            assertThat(rig.messages()).isEmpty();
            assertThat(rig.info().state().lastSeq()).isEqualTo(2);
        }
    }
}
