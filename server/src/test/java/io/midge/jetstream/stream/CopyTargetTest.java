package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.DiscardPolicy;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.consumer.Ending;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that are copied from other streams. */
class CopyTargetTest {
    private final List<String> ends = new ArrayList<>();

    private void store(Rig rig, String subject, String payload, long seq, long time, String... headers) {
        rig.on(() -> {
            assertThat(rig.stream()
                            .target()
                            .store(
                                    Rig.bytes(subject),
                                    Rig.headers(headers),
                                    Rig.bytes(payload),
                                    seq,
                                    time,
                                    Rig.end(ends, payload)))
                    .isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aMirrorHasTheSequencesAndTimesOfItsOrigin(StorageType storage) {
        try (Rig rig = new Rig(storage)) {
            rig.make(config -> config.subjects(List.of()));
            store(rig, "o.a", "three", 3, 1_000);
            store(rig, "o.b", "four", 4, 2_000);
            store(rig, "o.c", "nine", 9, 3_000);
            rig.on(() -> assertThat(rig.stream().target().decidedLast()).isEqualTo(9));
            rig.on(() -> rig.stream().target().skip(12, Rig.end(ends, "gap")));
            assertThat(ends).isEmpty();
            rig.settle();
            assertThat(ends).containsExactly("three", "four", "nine", "gap");
            assertThat(rig.messages()).containsExactly("3 o.a three", "4 o.b four", "9 o.c nine");
            assertThat(rig.info().state().firstTime()).isEqualTo(1_000);
            assertThat(rig.info().state().firstSeq()).isEqualTo(3);
            assertThat(rig.info().state().lastSeq()).isEqualTo(12);
            assertThat(rig.info().deleted()).containsExactly(5L, 6L, 7L, 8L, 10L, 11L, 12L);
        }
    }

    @Test
    void aMirrorGetsNoSequenceTwice() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config.subjects(List.of()));
            store(rig, "o.a", "one", 1, 1_000);
            store(rig, "o.a", "again", 1, 1_000);
            rig.settle();
            assertThat(ends).containsExactly("one", "again");
            assertThat(rig.messages()).containsExactly("1 o.a one");
        }
    }

    @Test
    void limitsAreKeptAndNothingElseIsAsked() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config.maxMsgs(2).discard(DiscardPolicy.NEW));
            store(rig, "o", "1", 0, 0, "Nats-Expected-Last-Sequence: 9", "Nats-Stream-Source: a 1 b c d");
            store(rig, "o", "2", 0, 0);
            store(rig, "o", "3", 0, 0);
            rig.settle();
            assertThat(ends).containsExactly("1", "2", "3: maximum messages exceeded");
            assertThat(rig.headersOf(1)).contains("Nats-Stream-Source: a 1 b c d");
        }
    }

    @Test
    void thereIsAnEndToWhatMayWait() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config);
            int[] taken = {0};
            rig.on(() -> {
                while (rig.stream().target().store(Rig.bytes("o"), new byte[0], new byte[0], 0, 0, Rig.end(ends, ""))) {
                    taken[0]++;
                }
            });
            assertThat(taken[0]).isBetween(100, 100_000);
            rig.settle();
            assertThat(ends).hasSize(taken[0]);
            assertThat(rig.info().state().messages()).isEqualTo(taken[0]);
        }
    }

    @Test
    void whoEndsIsTold() {
        try (Rig rig = Rig.inFiles()) {
            rig.make(config -> config);
            store(rig, "o", "1", 0, 0);
            rig.on(() -> rig.stream().stop(Ending.DELETED));
            assertThat(ends).containsExactly("1: the stream has ended");
        }
    }
}
