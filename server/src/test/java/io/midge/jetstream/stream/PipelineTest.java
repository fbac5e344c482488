package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.ApiError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages that follow each other before the first is durable: what is decided counts at once, and nobody is answered
 * too early.
 */
class PipelineTest {
    private final Rig rig = Rig.inFiles();

    @BeforeEach
    void make() {
        rig.make(config -> config.allowRollup(true));
        rig.settle();
        rig.heard();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Comes to the stream, which decides; the disk does nothing. */
    private void decide(String subject, String payload, String... headers) {
        rig.send(subject, payload, headers);
        rig.loops.settle();
        rig.lane().run();
        rig.loops.settle();
    }

    @Test
    void nobodyIsAnsweredBeforeItIsDurable() {
        decide("s.a", "1");
        decide("s.b", "2");
        assertThat(rig.heard()).isEmpty();
        assertThat(rig.messages()).isEmpty();
        rig.settle();
        assertThat(rig.answers()).containsExactly("{\"stream\":\"S\",\"seq\":1}", "{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void aRefusalWaitsForWhatCameBefore() {
        decide("s.a", "1");
        decide("s.a", "2", "Nats-Expected-Last-Sequence: 7");
        decide("s.a", "3");
        assertThat(rig.heard()).isEmpty();
        rig.settle();
        assertThat(rig.answers())
                .satisfiesExactly(
                        one -> assertThat(one).contains("\"seq\":1"),
                        two -> assertThat(two).contains("wrong last sequence: 1"),
                        three -> assertThat(three).contains("\"seq\":2"));
    }

    @Test
    void aRefusalWithNothingBeforeItGoesOutAtOnce() {
        decide("s.a", "2", "Nats-Expected-Last-Sequence: 7");
        assertThat(rig.answers()).hasSize(1);
    }

    @Test
    void whatIsOnItsWayIsExpected() {
        decide("s.a", "1", "Nats-Expected-Last-Sequence: 0");
        decide("s.a", "2", "Nats-Expected-Last-Sequence: 1");
        decide("s.a", "3", "Nats-Expected-Last-Subject-Sequence: 2");
        decide("s.a", "4", "Nats-Expected-Last-Subject-Sequence: 2");
        decide(
                "s.b",
                "5",
                "Nats-Expected-Last-Subject-Sequence: 3",
                "Nats-Expected-Last-Subject-Sequence-Subject: s.>");
        decide("s.c", "6", "Nats-Msg-Id: six");
        decide("s.c", "7", "Nats-Expected-Last-Msg-Id: six");
        rig.settle();
        assertThat(rig.messages()).containsExactly("1 s.a 1", "2 s.a 2", "3 s.a 3", "4 s.b 5", "5 s.c 6", "6 s.c 7");
        assertThat(rig.answers().get(3)).contains("wrong last sequence: 3");
    }

    @Test
    void aDuplicateOfWhatIsOnItsWayIsToldItsSequence() {
        decide("s.a", "1");
        decide("s.a", "2", "Nats-Msg-Id: a");
        decide("s.a", "3", "Nats-Msg-Id: a");
        assertThat(rig.heard()).isEmpty();
        rig.settle();
        assertThat(rig.answers())
                .containsExactly(
                        "{\"stream\":\"S\",\"seq\":1}",
                        "{\"stream\":\"S\",\"seq\":2}",
                        "{\"stream\":\"S\",\"seq\":2,\"duplicate\": true}");
    }

    @Test
    void aRollupRemovesWhatIsOnItsWay() {
        rig.publish("s.a", "0");
        rig.heard();
        decide("s.a", "1");
        decide("s.b", "2");
        decide("s.a", "3", "Nats-Rollup: sub");
        decide("s.a", "4", "Nats-Expected-Last-Subject-Sequence: 4");
        decide("s.c", "5", "Nats-Rollup: all");
        decide("s.c", "6");
        rig.settle();
        assertThat(rig.messages()).containsExactly("6 s.c 5", "7 s.c 6");
        assertThat(rig.answers()).hasSize(6).noneMatch(each -> each.contains("error"));
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
    }

    @Test
    void aRollupOfASubjectWithWildcardsRemovesAllThatItTakes() {
        rig.publish("s.a", "0");
        rig.publish("s.a.b", "1");
        rig.heard();
        decide("s.b", "2");
        decide("s.*", "3", "Nats-Rollup: sub");
        decide("s.c", "4", "Nats-Expected-Last-Sequence: 4");
        rig.settle();
        assertThat(rig.messages()).containsExactly("2 s.a.b 1", "4 s.* 3", "5 s.c 4");
        assertThat(rig.answers()).hasSize(3).noneMatch(each -> each.contains("error"));
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
    }

    @Test
    void aRollupOfManySubjectsComesToItsEndPieceByPiece() {
        for (int i = 0; i < 3000; i++) {
            decide("s." + i, "x");
        }
        rig.settle();
        rig.heard();
        decide("s.*", "all", "Nats-Rollup: sub");
        decide("s.a", "after");
        rig.settle();
        assertThat(rig.messages()).containsExactly("3001 s.* all", "3002 s.a after");
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
    }

    @Test
    void aPurgeTakesWhatCameBeforeItAndNothingElse() {
        List<String> ends = new ArrayList<>();
        decide("s.a", "1");
        rig.on(() -> rig.stream().purge("", 0, 0, new Stream.Purged() {
            @Override
            public void purged(long messages) {
                ends.add("purged " + messages);
            }

            @Override
            public void refused(ApiError why) {
                ends.add(why.description());
            }
        }));
        decide("s.b", "2");
        assertThat(ends).isEmpty();
        rig.settle();
        assertThat(ends).containsExactly("purged 1");
        assertThat(rig.messages()).containsExactly("2 s.b 2");
    }
}
