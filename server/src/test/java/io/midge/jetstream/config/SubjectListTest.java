package io.midge.jetstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists of subjects are compared as pairs of them are, and quickly. */
class SubjectListTest {
    private static final List<String> TOKENS = List.of("a", "b", "c", "*", ">");

    private static List<String> subjects(Random random) {
        List<String> out = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            List<String> tokens = new ArrayList<>();
            for (int t = random.nextInt(3); t >= 0; t--) {
                tokens.add(TOKENS.get(random.nextInt(t == 0 ? 5 : 4)));
            }
            out.add(String.join(".", tokens));
        }
        return out;
    }

    @Test
    void whatIsFoundIsWhatPairsSay() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            List<String> subjects = subjects(random);
            SubjectList list = new SubjectList(subjects);
            boolean subset = false;
            for (int i = 0; i < subjects.size(); i++) {
                int first = -1;
                for (int j = subjects.size() - 1; j > i; j--) {
                    first = Texts.overlap(subjects.get(i), subjects.get(j)) ? j : first;
                }
                assertThat(list.overlapBehind(i)).as("%s at %d", subjects, i).isEqualTo(first);
                for (int j = 0; j < subjects.size(); j++) {
                    subset |= i != j && Texts.isSubset(subjects.get(i), subjects.get(j));
                }
            }
            assertThat(list.hasSubset()).as("%s", subjects).isEqualTo(subset);
            List<String> others = subjects(random);
            boolean overlap = subjects.stream().anyMatch(subject -> Texts.overlap(subject, others));
            assertThat(StreamCheck.overlap(subjects, others))
                    .as("%s and %s", subjects, others)
                    .isEqualTo(overlap);
        }
    }

    @Test
    void manySubjectsAreNoTrouble() throws JsException {
        List<String> many = IntStream.range(0, 200_000).mapToObj(i -> "s." + i).toList();
        StreamConfig asked = StreamConfig.builder().name("S").subjects(many).build();
        assertThat(StreamCheck.create(asked, false, StreamLimits.NONE, name -> null)
                        .subjects())
                .hasSize(200_000);
        ConsumerConfig consumer = ConsumerConfig.builder().filterSubjects(many).build();
        assertThat(ConsumerCheck.create(consumer, asked, ConsumerServerLimits.NONE, false)
                        .filterSubjects())
                .hasSize(200_000);
    }
}
