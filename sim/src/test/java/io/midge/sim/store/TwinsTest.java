package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That it makes no difference to anybody where a stream's messages lie. */
class TwinsTest {
    private static List<String> wrong(long from, long to) {
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        LongStream.rangeClosed(from, to).parallel().forEach(seed -> {
            Verdict verdict = verdict(seed);
            if (!verdict.isGood()) {
                wrong.add("seed " + seed + ": " + verdict.why());
            }
        });
        return List.copyOf(wrong);
    }

    private static Verdict verdict(long seed) {
        Trace trace = new Trace();
        try {
            return Twins.run(seed, Twins.OPERATIONS, trace);
        } catch (Exception e) {
            return Verdict.bad(e.toString(), trace);
        }
    }

    @Test
    void filesAndMemoryAnswerAsAModelDoes() {
        assertThat(wrong(1, 2)).isEmpty();
    }

    @Test
    @Tag("long")
    void filesAndMemoryAnswerAsAModelDoesAMillionTimes() {
        long begin = System.nanoTime();
        assertThat(wrong(1_000, 999 + 1_000_000 / Twins.OPERATIONS)).isEmpty();
        long seconds = Math.max(1, (System.nanoTime() - begin) / 1_000_000_000L);
        System.out.println("store-model: 1000000 operations, " + 1_000_000 / seconds + " per second");
    }

    @Test
    void aSeedHappensTheSameWayAgain() throws Exception {
        long one = Twins.run(7, 1000, new Trace()).hash();
        assertThat(one).isEqualTo(Twins.run(7, 1000, new Trace()).hash());
        assertThat(one).isNotEqualTo(Twins.run(8, 1000, new Trace()).hash());
    }
}
