package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.DiscardPolicy;
import io.midge.jetstream.config.StorageType;
import io.midge.store.log.StoredMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much a stream keeps, and what gives way. */
class LimitsTest {
    private static String full(String text) {
        return "{\"error\":{\"code\":503,\"err_code\":10077,\"description\":\"" + text
                + "\"},\"stream\":\"S\",\"seq\":0}";
    }

    @ParameterizedTest
    @EnumSource
    void theOldestGiveWay(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxMsgs(3));
            for (int i = 1; i <= 5; i++) {
                rig.publish("s." + i, "m" + i);
            }
            assertThat(rig.messages()).containsExactly("3 s.3 m3", "4 s.4 m4", "5 s.5 m5");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
            assertThat(rig.crowd.heard).containsSubsequence("+4 s.4", "-1-1", "+5 s.5", "-2-2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatIsLargerThanTheLimitLeavesItsLast(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxMsgs(2));
            for (int i = 1; i <= 700; i++) {
                rig.send("s", "m" + i);
            }
            rig.settle();
            assertThat(rig.answers()).hasSize(700).last().isEqualTo("{\"stream\":\"S\",\"seq\":700}");
            assertThat(rig.messages()).containsExactly("699 s m699", "700 s m700");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOldestGiveWayToBytes(StorageType storage) {
        long size = storage == StorageType.FILE ? StoredMessage.fileSize(1, 0, 10) : StoredMessage.memorySize(1, 0, 10);
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxBytes(3 * size));
            for (int i = 0; i < 5; i++) {
                rig.publish("s", "x".repeat(10));
            }
            assertThat(rig.info().state().bytes()).isEqualTo(3 * size);
            assertThat(rig.info().state().firstSeq()).isEqualTo(3);
            assertThat(rig.publish("s", "x".repeat(200))).contains("\"seq\":6"); // it goes at once, as all before it
            assertThat(rig.info().state().messages()).isZero();
            assertThat(rig.info().state().lastSeq()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOldestOfASubjectGiveWay(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxMsgsPerSubject(2));
            for (int i = 1; i <= 4; i++) {
                rig.publish("s.a", "a" + i);
                rig.publish("s.b", "b" + i);
            }
            assertThat(rig.messages()).containsExactly("5 s.a a3", "6 s.b b3", "7 s.a a4", "8 s.b b4");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastOfASubjectStaysWhateverPileUp(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxMsgsPerSubject(1));
            for (int i = 1; i <= 500; i++) {
                rig.send("s." + i % 3, "m" + i);
            }
            rig.settle();
            assertThat(rig.messages()).containsExactly("498 s.0 m498", "499 s.1 m499", "500 s.2 m500");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewGivesWay(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxMsgs(2).discard(DiscardPolicy.NEW));
            for (int i = 1; i <= 4; i++) {
                rig.send("s", "m" + i);
            }
            rig.settle();
            assertThat(rig.answers())
                    .containsExactly(
                            "{\"stream\":\"S\",\"seq\":1}",
                            "{\"stream\":\"S\",\"seq\":2}",
                            full("maximum messages exceeded"),
                            full("maximum messages exceeded"));
            assertThat(rig.messages()).containsExactly("1 s m1", "2 s m2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewGivesWayToBytesUnlessItReplacesAsMuch(StorageType storage) {
        long size = storage == StorageType.FILE ? StoredMessage.fileSize(3, 0, 10) : StoredMessage.memorySize(3, 0, 10);
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxBytes(2 * size).maxMsgsPerSubject(1).discard(DiscardPolicy.NEW));
            rig.publish("s.a", "x".repeat(10));
            rig.publish("s.b", "x".repeat(10));
            assertThat(rig.publish("s.c", "x")).isEqualTo(full("maximum bytes exceeded"));
            assertThat(rig.publish("s.a", "y".repeat(11))).isEqualTo(full("maximum bytes exceeded"));
            assertThat(rig.publish("s.a", "y".repeat(10))).contains("\"seq\":3");
            assertThat(rig.messages()).containsExactly("2 s.b xxxxxxxxxx", "3 s.a yyyyyyyyyy");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewGivesWayPerSubjectIfThatIsAsked(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.maxMsgsPerSubject(1)
                    .discard(DiscardPolicy.NEW)
                    .discardNewPerSubject(true)
                    .allowRollup(true));
            rig.publish("s.a", "1");
            assertThat(rig.publish("s.a", "2")).isEqualTo(full("maximum messages per subject exceeded"));
            assertThat(rig.publish("s.b", "3")).contains("\"seq\":2");
            assertThat(rig.publish("s.a", "4", "Nats-Rollup: sub")).contains("\"seq\":3");
            assertThat(rig.messages()).containsExactly("2 s.b 3", "3 s.a 4");
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitsThatAreLoweredAreKeptAtOnce(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config);
            for (int i = 0; i < 60; i++) {
                rig.publish("s." + i % 20, "m" + i);
            }
            assertThat(rig.update(config -> config.maxMsgsPerSubject(2))).isEmpty();
            assertThat(rig.info().state().messages()).isEqualTo(40);
            assertThat(rig.info().subjects())
                    .hasSize(20)
                    .allSatisfy((subject, count) -> assertThat(count).isEqualTo(2));
            assertThat(rig.update(config -> config.maxMsgs(5))).isEmpty();
            assertThat(rig.messages()).hasSize(5).last().isEqualTo("60 s.19 m59");
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
            assertThat(rig.stream().config().maxMsgs()).isEqualTo(5);
        }
    }

    @Test
    void loweringALimitByMuchIsDoneInPieces() {
        try (Rig rig = Rig.inMemory()) {
            rig.make(config -> config);
            for (int i = 0; i < 10_000; i++) {
                rig.send("s." + i % 3, "m" + i);
                if (i % 500 == 0) {
                    rig.settle();
                }
            }
            rig.settle();
            assertThat(rig.update(config -> config.maxMsgsPerSubject(10).maxMsgs(25)))
                    .isEmpty();
            assertThat(rig.info().state().messages()).isEqualTo(25);
            assertThat(rig.messages()).last().isEqualTo("10000 s.0 m9999");
        }
    }

    @Test
    void otherSubjectsAreHeardFromTheUpdateOn() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config);
            rig.publish("s.a", "1");
            assertThat(rig.update(config -> config.subjects(List.of("t.>")))).isEmpty();
            assertThat(rig.publish("s.a", "2")).isEmpty();
            assertThat(rig.publish("t.a", "3")).contains("\"seq\":2");
            assertThat(rig.messages()).containsExactly("1 s.a 1", "2 t.a 3");
        }
    }

    @Test
    void theFirstSequenceMayBeGiven() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config.firstSeq(1000));
            assertThat(rig.info().state().firstSeq()).isEqualTo(1000);
            assertThat(rig.info().state().lastSeq()).isEqualTo(999);
            assertThat(rig.publish("s", "x")).contains("\"seq\":1000");
        }
    }

    @Test
    void aNewStreamHasNoFirstSequence() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config);
            assertThat(rig.info().state().firstSeq()).isZero();
            rig.publish("s", "x");
            rig.purge("", 0, 0);
            assertThat(rig.info().state().firstSeq()).isEqualTo(2);
        }
    }
}
