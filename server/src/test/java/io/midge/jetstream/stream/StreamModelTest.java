package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.DiscardPolicy;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream is told what a seed says, while its disk does what it likes when; answers, their order and what is kept are
 * those of one that takes one message after the other.
 */
class StreamModelTest {
    private static final int ROUNDS = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverIsOnItsWayDecisionsAreThoseOfOneAfterTheOther(long seed) {
        Random random = new Random(seed);
        StorageType storage = random.nextBoolean() ? StorageType.FILE : StorageType.MEMORY;
        try (Rig rig = new Rig(storage)) {
            boolean perSubject = random.nextBoolean();
            boolean isNew = random.nextInt(3) == 0;
            boolean byCount = random.nextBoolean();
            StreamConfig config = rig.make(how -> {
                        how.allowRollup(true).discard(isNew ? DiscardPolicy.NEW : DiscardPolicy.OLD);
                        if (perSubject) {
                            how.maxMsgsPerSubject(1 + random.nextInt(4));
                            how.discardNewPerSubject(isNew && random.nextBoolean());
                        }
                        if (byCount) {
                            how.maxMsgs(2 + random.nextInt(20));
                        } else {
                            how.maxBytes(300 + random.nextInt(1000));
                        }
                        return how;
                    })
                    .config();
            NaiveStream naive = new NaiveStream(config, storage == StorageType.FILE);
            rig.settle();
            rig.heard();
            List<String> expected = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                publish(rig, naive, random, expected);
                if (random.nextInt(4) == 0) {
                    check(rig, naive, expected);
                    remove(rig, naive, random);
                }
            }
            check(rig, naive, expected);
        }
    }

    private static void publish(Rig rig, NaiveStream naive, Random random, List<String> expected) {
        for (int n = random.nextInt(30); n > 0; n--) {
            String subject = "s." + random.nextInt(4);
            String payload = "x".repeat(random.nextInt(20));
            List<String> headers = new ArrayList<>();
            long lastSubject = -1;
            long lastSeq = -1;
            String id = "";
            if (random.nextInt(5) == 0) {
                lastSubject = naive.lastOf(subject) + (random.nextInt(4) == 0 ? 1 : 0);
                headers.add("Nats-Expected-Last-Subject-Sequence: " + lastSubject);
            }
            if (random.nextInt(8) == 0) {
                lastSeq = naive.last() - (random.nextInt(4) == 0 && naive.last() > 0 ? 1 : 0);
                headers.add("Nats-Expected-Last-Sequence: " + lastSeq);
            }
            if (random.nextInt(4) == 0) {
                id = "id" + random.nextInt(60);
                headers.add("Nats-Msg-Id: " + id);
            }
            boolean roll = random.nextInt(10) == 0;
            if (roll) {
                headers.add("Nats-Rollup: sub");
            }
            byte[] block = Rig.headers(headers.toArray(new String[0]));
            expected.add(naive.publish(subject, payload, block.length, lastSubject, lastSeq, id, roll));
            rig.send(subject, payload, headers.toArray(new String[0]));
            if (random.nextInt(6) == 0) {
                rig.loops.settle();
                int steps = random.nextInt(4);
                while (steps-- > 0) {
                    rig.lanes.step(random);
                }
            }
        }
    }

    private static void remove(Rig rig, NaiveStream naive, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> {
                long seq = 1L + random.nextInt((int) naive.last() + 1);
                assertThat(rig.delete(seq, false).isEmpty()).isEqualTo(naive.delete(seq));
            }
            case 1 -> {
                String subject = random.nextInt(3) == 0 ? "" : "s." + random.nextInt(4);
                assertThat(rig.purge(subject, 0, 0)).isEqualTo(Integer.toString(naive.purge(subject)));
            }
            default -> {}
        }
        assertThat(rig.messages()).isEqualTo(naive.messages());
    }

    private static void check(Rig rig, NaiveStream naive, List<String> expected) {
        rig.settle();
        List<String> answers =
                rig.answers().stream().map(StreamModelTest::shorter).toList();
        assertThat(answers).isEqualTo(expected);
        assertThat(rig.messages()).isEqualTo(naive.messages());
        assertThat(rig.counted).isEqualTo(rig.info().state().bytes());
        expected.clear();
    }

    private static String shorter(String answer) {
        String text = answer.replace("{\"stream\":\"S\",\"seq\":", "");
        if (answer.contains("duplicate")) {
            return "duplicate " + text.substring(0, text.indexOf(','));
        }
        int from = answer.indexOf("description\":\"");
        return from < 0
                ? "stored " + text.replace("}", "")
                : answer.substring(from + 14, answer.indexOf('"', from + 14));
    }
}
