package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rollups and purges that take more than one entry of the journal: whoever hears that they are done may count on it. */
class RollupTest {
    private static final int MANY = 2_600; // three pieces
    private static final String LAST = (2 * MANY + 1) + " s.a last";

    /** As many of one subject as of another one, in turn. */
    private static Rig filled(StorageType storage) {
        Rig rig = new Rig(storage);
        rig.make(config -> config.allowRollup(true));
        for (int i = 0; i < MANY; i++) {
            rig.send("s.a", "m");
            rig.send("s.b", "m");
            if (i % 100 == 0) {
                rig.settle();
            }
        }
        rig.settle();
        rig.heard();
        rig.crowd.heard.clear();
        return rig;
    }

    private static List<String> messages(Rig rig, String subject) {
        return rig.messages().stream()
                .filter(each -> each.contains(' ' + subject + ' '))
                .toList();
    }

    private static List<String> after(Rig rig, StreamConfig config) {
        try (Rig after = rig.killed(config)) {
            assertThat(messages(after, "s.b")).hasSize(MANY);
            assertThat(after.publish("s.c", "goes on")).contains("\"seq\":").doesNotContain("error");
            return messages(after, "s.a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRollupIsAcknowledgedWhenAllIsGone(StorageType storage) {
        try (Rig rig = filled(storage)) {
            Random random = new Random(3);
            List<String> answers = new ArrayList<>();
            rig.send("s.a", "last", "Nats-Rollup: sub");
            rig.loops.settle();
            while (rig.lanes.step(random)) {
                rig.loops.settle();
                answers.addAll(rig.answers());
                if (!answers.isEmpty()) {
                    assertThat(messages(rig, "s.a")).containsExactly(LAST);
                }
            }
            assertThat(answers).containsExactly("{\"stream\":\"S\",\"seq\":" + (2 * MANY + 1) + "}");
            assertThat(rig.crowd.heard).endsWith("rolled up s.a");
            assertThat(rig.info().state().messages()).isEqualTo(MANY + 1);
            assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        }
    }

    @Test
    void nothingElseIsDecidedUntilItIsDone() {
        try (Rig rig = filled(StorageType.FILE)) {
            rig.send("s.a", "last", "Nats-Rollup: sub");
            rig.send("s.a", "behind", "Nats-Expected-Last-Subject-Sequence: " + (2 * MANY + 1));
            rig.send("s.c", "too");
            rig.loops.settle();
            Random random = new Random(4);
            while (rig.lanes.step(random)) {
                rig.loops.settle();
                if (rig.stream().store().lastSeq() > 2 * MANY + 1) {
                    assertThat(messages(rig, "s.a")).contains(LAST).hasSizeLessThanOrEqualTo(2);
                }
            }
            assertThat(rig.answers())
                    .satisfiesExactly(
                            one -> assertThat(one).contains("\"seq\":" + (2 * MANY + 1)),
                            two -> assertThat(two).contains("\"seq\":" + (2 * MANY + 2)),
                            three -> assertThat(three).contains("\"seq\":" + (2 * MANY + 3)));
        }
    }

    @Test
    void aRollupIsWholeAfterAKillAtAnyMoment() {
        try (Rig rig = filled(StorageType.FILE)) {
            StreamConfig config = rig.stream().config();
            Random random = new Random(5);
            boolean answered = false;
            boolean partly = false;
            rig.send("s.a", "last", "Nats-Rollup: sub");
            rig.loops.settle();
            while (rig.lanes.step(random)) {
                rig.loops.settle();
                answered |= !rig.answers().isEmpty();
                int now = messages(rig, "s.a").size();
                partly |= now > 1 && now < MANY;
                List<String> left = after(rig, config);
                if (answered || left.size() < MANY) {
                    assertThat(left).containsExactly(LAST);
                } else {
                    assertThat(left).hasSize(MANY).doesNotContain(LAST);
                }
            }
            assertThat(answered).isTrue();
            assertThat(partly).isTrue();
        }
    }

    @Test
    void aRollupThatTheServersEndCutShortIsFinishedByTheNextOne() {
        try (Rig rig = filled(StorageType.FILE)) {
            StreamConfig config = rig.stream().config();
            Random random = new Random(6);
            rig.send("s.a", "last", "Nats-Rollup: sub");
            rig.loops.settle();
            while (messages(rig, "s.a").size() > MANY - 100) {
                assertThat(rig.lanes.step(random)).isTrue();
                rig.loops.settle();
            }
            rig.restart(config);
            assertThat(messages(rig, "s.a")).containsExactly(LAST);
            rig.publish("s.a", "more");
            rig.restart(config);
            assertThat(messages(rig, "s.a")).hasSize(2); // what was to be done is not done again
            assertThat(rig.stream().consumers().list()).isEmpty();
        }
    }

    @Test
    void aPurgeThatIsAnsweredIsWholeAfterAKill() {
        try (Rig rig = filled(StorageType.FILE)) {
            StreamConfig config = rig.stream().config();
            Random random = new Random(7);
            List<String> ended = new ArrayList<>();
            rig.on(() -> rig.stream().purge("s.a", 0, 1, new Stream.Purged() {
                @Override
                public void purged(long messages) {
                    ended.add("purged " + messages);
                }

                @Override
                public void refused(ApiError why) {
                    ended.add(why.description());
                }
            }));
            while (rig.lanes.step(random)) {
                rig.loops.settle();
                if (!ended.isEmpty()) {
                    assertThat(messages(rig, "s.a")).hasSize(1);
                    assertThat(after(rig, config)).hasSize(1);
                }
            }
            assertThat(ended).containsExactly("purged " + (MANY - 1));
        }
    }
}
